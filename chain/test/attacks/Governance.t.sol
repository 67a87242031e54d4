// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {GovernanceWorld} from "../Governance.t.sol";

/// @notice Votes that are not one's own.
contract GovernanceAttackTest is GovernanceWorld {
    bytes private call;

    function setUp() public override {
        super.setUp();
        call = abi.encodeCall(economy.setFee, (0, 10e18, 10e18));
    }

    /// Tokens borrowed within a transaction weigh nothing: neither to propose nor to vote.
    function test_flashBorrowedVotesWeighNothing() public {
        token.transfer(stranger, 300_000_000e18);
        vm.startPrank(stranger);
        token.delegate(stranger);
        assertEq(token.getVotes(stranger), 300_000_000e18);
        vm.stopPrank();
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorInsufficientProposerVotes.selector, stranger, 0, 100_000e18
            )
        );
        this.proposeFor(stranger);
        vm.prank(stranger);
        token.transfer(address(this), 300_000_000e18);
        uint256 id = _propose(holder, call);
        vm.warp(governor.proposalSnapshot(id) + 1);
        token.transfer(stranger, 300_000_000e18);
        uint256 gas = gasleft();
        vm.startPrank(stranger);
        token.delegate(stranger);
        assertEq(governor.castVote(id, 1), 0);
        token.transfer(address(this), 300_000_000e18);
        vm.stopPrank();
        // He is left with the bill: the loan is gone, and a vote of no weight was written for him.
        assertGt(gas - gasleft(), 20_000);
        assertEq(token.balanceOf(stranger), 0);
        (uint256 against, uint256 inFavour, uint256 abstained) = governor.proposalVotes(id);
        assertEq(against + inFavour + abstained, 0);
        vm.warp(governor.proposalDeadline(id) + 1);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Defeated));
    }

    /// One vote short of the quorum decides nothing.
    function test_aQuorumIsNeeded() public {
        vm.prank(holder);
        token.transfer(stranger, 1);
        vm.warp(block.timestamp + 1);
        uint256 id = _propose(holder, call);
        _vote(id, holder);
        assertEq(uint8(governor.state(id)), uint8(IGovernor.ProposalState.Defeated));
    }

    function proposeFor(address by) external {
        _propose(by, call);
    }
}
