// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {RewardDistributor} from "../contracts/RewardDistributor.sol";
import {IRewardRoots} from "../contracts/interfaces/IRewardRoots.sol";
import {RootPay} from "../contracts/libraries/RootPay.sol";
import {SumTree} from "../contracts/libraries/SumTree.sol";
import {RootTree} from "./harness/RootTree.sol";
import {RootWorld} from "./RootWorld.sol";

contract RewardRootsTest is RootWorld {
    function test_anEpochPaysItsAccounts() public {
        _epoch(1);
        uint256 paid;
        for (uint256 i; i < 4; ++i) {
            if (entries[i].cumulative == 0) continue;
            paid += _claim(1, i, _entries());
            assertEq(token.balanceOf(accounts[i]), entries[i].cumulative);
        }
        assertGt(paid, 0);
        (uint256 funded, uint256 out) = distributor.streamOf(PEERS);
        assertEq(funded, 100e18);
        assertEq(out, paid);
        assertEq(distributor.rootFunds(), 100e18 - paid);
        assertEq(distributor.credits(proposer), 1000e18);
        distributor.claim(proposer);
        assertEq(token.balanceOf(proposer), 10_000e18);
        assertEq(token.balanceOf(address(distributor)), 100e18 - paid);
    }

    function test_theNewestRootReplacesAllBefore() public {
        _epoch(1);
        _epoch(2);
        assertEq(distributor.finalEpoch(PEERS), 2);
        assertEq(_claim(2, 0, _entries()), entries[0].cumulative);
        assertEq(entries[0].before * 2, entries[0].cumulative);
    }

    function test_eventsTellTheStory() public {
        vm.expectEmit();
        emit IRewardRoots.StreamFunded(OTHER, address(this), 5e18);
        distributor.fundStream(OTHER, 5e18);
        _post(1);
        IRewardRoots.Entry[4] memory list = _nextEntries();
        RootTree.Leaf memory root = RootTree.root(_leaves(1, list));
        uint40 readyAt = uint40(block.timestamp) + 1 days;
        vm.expectEmit();
        emit IRewardRoots.RootProposed(PEERS, 1, root.hash, root.sum, proposer, readyAt);
        _propose(1, list);
        assertEq(distributor.rootOf(PEERS, 1).proposer, proposer);
        assertEq(distributor.epochOf(PEERS, 1).seats, 4);
        vm.warp(readyAt);
        vm.expectEmit();
        emit IRewardRoots.RootFinal(PEERS, 1, root.hash);
        distributor.finalizeRoot(PEERS);
        vm.expectEmit();
        emit IRewardRoots.RootClaimed(PEERS, 1, accounts[0], list[0].cumulative);
        _claim(1, 0, list);
    }

    /// seed 000: "Minting controlled by RewardDistributor".
    function test_emissionGoesIntoAStream() public {
        uint256 supply = token.totalSupply();
        distributor.emitInto(OTHER, 7e18);
        assertEq(token.totalSupply(), supply + 7e18);
        (uint256 funded,) = distributor.streamOf(OTHER);
        assertEq(funded, 7e18);
    }

    function test_epochsArePostedInOrderAndOnce() public {
        IRewardRoots.EpochData memory data = IRewardRoots.EpochData("root", 4, 4, 0, SLOPE);
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.DataMissing.selector, 1));
        distributor.postEpoch(PEERS, 2, data);
        distributor.postEpoch(PEERS, 1, data);
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.DataAlreadyPosted.selector, 1));
        distributor.postEpoch(PEERS, 1, data);
        data.accounts = 3;
        vm.expectRevert(IRewardRoots.BadData.selector);
        distributor.postEpoch(PEERS, 2, data);
        (data.accounts, data.scores) = (4, 0);
        vm.expectRevert(IRewardRoots.BadData.selector);
        distributor.postEpoch(PEERS, 2, data);
    }

    function test_proposalsFollowTheLastFinalRoot() public {
        IRewardRoots.Entry[4] memory list = _nextEntries();
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.DataMissing.selector, 1));
        distributor.proposeRoot(PEERS, 1, "root", 1);
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.EpochMismatch.selector, 2, 1));
        distributor.proposeRoot(PEERS, 2, "root", 1);
        _post(1);
        vm.expectRevert(
            abi.encodeWithSelector(IRewardRoots.Underfunded.selector, PEERS, 100e18 + 1, 100e18)
        );
        distributor.proposeRoot(PEERS, 1, "root", 100e18 + 1);
        _propose(1, list);
        uint40 readyAt = distributor.rootOf(PEERS, 1).readyAt;
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.RootPending.selector, readyAt));
        distributor.proposeRoot(PEERS, 1, "root", 1);
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.RootPending.selector, readyAt));
        distributor.finalizeRoot(PEERS);
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.RootNotFinal.selector, 1));
        this.claimFor(1, 0, list);
        _finalize();
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.NoRoot.selector, 2));
        distributor.finalizeRoot(PEERS);
        _post(2);
        vm.expectPartialRevert(IRewardRoots.TotalDecreased.selector);
        distributor.proposeRoot(PEERS, 2, "root", 1);
    }

    function test_claimsNeedProofs() public {
        _epoch(1);
        IRewardRoots.Entry[4] memory list = _entries();
        list[0].cumulative += 1;
        vm.expectRevert(IRewardRoots.BadProof.selector);
        this.claimFor(1, 0, list);
        list = _entries();
        SumTree.Step[] memory proof = RootTree.proof(_leaves(1, list), 0);
        list[0].index = 4;
        vm.expectRevert(IRewardRoots.BadProof.selector);
        distributor.claimRoot(PEERS, 1, list[0], proof);
        vm.expectRevert(IRewardRoots.BadProof.selector);
        distributor.claimRoot(PEERS, 1, list[0], new SumTree.Step[](33));
    }

    function test_onlyRolesEmitAndPost() public {
        vm.startPrank(watcher);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        distributor.emitInto(PEERS, 1);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        distributor.postEpoch(PEERS, 1, IRewardRoots.EpochData("root", 4, 4, 0, SLOPE));
    }

    function test_aShareThatDoesNotDivideIsRoundedAgainstTheAccount() public pure {
        assertEq(RootPay.payOf(0, 1, WAGE, 1, 4, 1), WAGE - 1);
        assertEq(RootPay.payOf(1, 1, WAGE, 1, 4, 1), WAGE);
    }

    function test_oneSeatAloneEarnsItsWage() public pure {
        assertEq(RootPay.payOf(900_000, 1, WAGE, 900_000, 1, SLOPE), WAGE);
        assertEq(RootPay.payOf(-900_000, 1, WAGE, 0, 2, SLOPE), 0);
    }

    function claimFor(uint256 epoch, uint256 i, IRewardRoots.Entry[4] memory list) external {
        _claim(epoch, i, list);
    }
}
