// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Test} from "forge-std/Test.sol";
import {Economy} from "../contracts/Economy.sol";
import {PoIWGovernor} from "../contracts/PoIWGovernor.sol";
import {PoIWTimelock} from "../contracts/PoIWTimelock.sol";
import {PoIWToken} from "../contracts/PoIWToken.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {ITaskOutcomes} from "../contracts/interfaces/ITaskOutcomes.sol";

/// @notice Token, governor and timelock, and prices that they own.
abstract contract GovernanceWorld is Test {
    PoIWToken internal token;
    PoIWTimelock internal timelock;
    PoIWGovernor internal governor;
    Economy internal economy;
    address internal holder = makeAddr("holder");
    address internal stranger = makeAddr("stranger");

    function setUp() public virtual {
        vm.warp(1_700_000_000);
        token = new PoIWToken(address(this), 600_000_000e18);
        address predicted = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        timelock = new PoIWTimelock(predicted);
        governor = new PoIWGovernor(token, timelock);
        economy = new Economy(ITaskOutcomes(address(0)), address(timelock));
        token.transfer(holder, 24_000_000e18);
        vm.prank(holder);
        token.delegate(holder);
        vm.warp(block.timestamp + 1);
    }

    function _propose(address by, bytes memory call) internal returns (uint256) {
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _action(call);
        vm.prank(by);
        return governor.propose(to, values, calls, "prices");
    }

    function _queue(bytes memory call) internal {
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _action(call);
        governor.queue(to, values, calls, keccak256("prices"));
    }

    function _execute(bytes memory call) internal {
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _action(call);
        governor.execute(to, values, calls, keccak256("prices"));
    }

    function _action(bytes memory call)
        internal
        view
        returns (address[] memory to, uint256[] memory values, bytes[] memory calls)
    {
        (to, values, calls) = (new address[](1), new uint256[](1), new bytes[](1));
        (to[0], calls[0]) = (address(economy), call);
    }

    function _vote(uint256 id, address by) internal {
        vm.warp(governor.proposalSnapshot(id) + 1);
        vm.prank(by);
        governor.castVote(id, 1);
        vm.warp(governor.proposalDeadline(id) + 1);
    }
}

contract GovernanceTest is GovernanceWorld {
    /// seed 000, "Governance parameters": VOTING_DELAY 1 days, VOTING_PERIOD 7 days,
    /// PROPOSAL_THRESHOLD 100000e18, QUORUM 4; workflow: "TIMELOCK (2 days)".
    function test_seedParameters() public view {
        assertEq(governor.votingDelay(), 1 days);
        assertEq(governor.votingPeriod(), 7 days);
        assertEq(governor.proposalThreshold(), 100_000e18);
        assertEq(governor.quorum(block.timestamp - 1), 24_000_000e18);
        assertEq(timelock.getMinDelay(), 2 days);
    }

    function test_aVoteMovesAPriceAfterTwoDays() public {
        bytes memory call = abi.encodeCall(economy.setFee, (2000, 10e18, 100e18));
        uint256 id = _propose(holder, call);
        assertTrue(governor.proposalNeedsQueuing(id));
        _vote(id, holder);
        _queue(call);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Queued));
        vm.warp(block.timestamp + 2 days - 1);
        vm.expectRevert();
        this.executeFor(call);
        vm.warp(block.timestamp + 1);
        _execute(call);
        assertEq(economy.feeOf(100e18), 20e18);
    }

    function test_outOfBoundsRevertsInExecute() public {
        bytes memory call = abi.encodeCall(economy.setFee, (2000, 10e18, 201e18));
        uint256 id = _propose(holder, call);
        _vote(id, holder);
        _queue(call);
        vm.warp(block.timestamp + 2 days);
        vm.expectRevert(
            abi.encodeWithSelector(IEconomy.OutOfBounds.selector, bytes32("most"), 201e18)
        );
        this.executeFor(call);
        assertEq(economy.feeOf(1000e18), 200e18);
    }

    function test_theProposerMayCancelBeforeTheVote() public {
        bytes memory call = abi.encodeCall(economy.setFee, (2000, 10e18, 100e18));
        uint256 id = _propose(holder, call);
        (address[] memory to, uint256[] memory values, bytes[] memory calls) = _action(call);
        vm.prank(holder);
        governor.cancel(to, values, calls, keccak256("prices"));
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Canceled));
    }

    function test_nobodyElseOwnsTheTimelock() public {
        bytes32 proposerRole = timelock.PROPOSER_ROLE();
        assertTrue(timelock.hasRole(proposerRole, address(governor)));
        assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), address(0)));
        assertTrue(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(timelock)));
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)));
        bytes memory call = abi.encodeCall(economy.setFee, (2000, 10e18, 100e18));
        vm.expectRevert();
        timelock.schedule(address(economy), 0, call, 0, 0, 2 days);
    }

    function executeFor(bytes memory call) external {
        _execute(call);
    }
}
