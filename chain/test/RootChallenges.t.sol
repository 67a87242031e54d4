// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRewardRoots} from "../contracts/interfaces/IRewardRoots.sol";
import {SumTree} from "../contracts/libraries/SumTree.sol";
import {RootTree} from "./harness/RootTree.sol";
import {RootWorld} from "./RootWorld.sol";

/// @notice One entry throws a wrong root out, and no right one.
contract RootChallengesTest is RootWorld {
    function test_aRootThatOverpaysIsGoneWithItsBond() public {
        _post(1);
        IRewardRoots.Entry[4] memory list = _nextEntries();
        list[3].cumulative += 1;
        _propose(1, list);
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit IRewardRoots.RootChallenged(PEERS, 1, watcher, 500e18);
        _challenge(1, 3, list, _entries());
        assertEq(token.balanceOf(watcher), 500e18);
        assertEq(token.totalSupply(), supply - 500e18);
        assertEq(distributor.rootFunds(), 100e18);
        // The epoch can be proposed again, and right.
        _propose(1, _nextEntries());
        _finalize();
        assertEq(distributor.finalEpoch(PEERS), 1);
    }

    function test_anEntryForAnotherAccountIsWrong() public {
        _post(1);
        IRewardRoots.Entry[4] memory list = _nextEntries();
        list[0].account = proposer;
        _propose(1, list);
        _challenge(1, 0, list, _entries());
        assertEq(distributor.rootOf(PEERS, 1).readyAt, 0);
    }

    function test_aNewEntryStartsAtZero() public {
        _post(1);
        IRewardRoots.Entry[4] memory list = _nextEntries();
        list[2].before = 9e18;
        list[2].cumulative += 9e18;
        _propose(1, list);
        _challenge(1, 2, list, _entries());
        assertEq(token.balanceOf(watcher), 500e18);
    }

    function test_anEntryStartsWhereTheLastRootLeftIt() public {
        _epoch(1);
        _post(2);
        IRewardRoots.Entry[4] memory past = _entries();
        IRewardRoots.Entry[4] memory list = _nextEntries();
        list[1].before -= 1;
        list[1].cumulative -= 1;
        list[0].cumulative += 1;
        _propose(2, list);
        _challenge(2, 1, list, past);
        assertEq(token.balanceOf(watcher), 500e18);
    }

    function test_anEntryKeepsItsAccount() public {
        _epoch(1);
        _post(2);
        IRewardRoots.Entry[4] memory past = _entries();
        IRewardRoots.Entry[4] memory list = _nextEntries();
        list[1].account = proposer;
        _propose(2, list);
        _challenge(2, 1, list, past);
        assertEq(token.balanceOf(watcher), 500e18);
    }

    function test_entriesBeyondTheAccountsAreWrong() public {
        IRewardRoots.Entry[4] memory list = _nextEntries();
        bytes32 root = RootTree.root(_scoreLeaves(1)).hash;
        distributor.postEpoch(PEERS, 1, IRewardRoots.EpochData(root, 3, 4, 200_000, SLOPE));
        _propose(1, list);
        _challenge(1, 3, list, _entries());
        assertEq(token.balanceOf(watcher), 500e18);
    }

    function test_aRightEntryCannotBeChallenged() public {
        _epoch(1);
        _post(2);
        IRewardRoots.Entry[4] memory past = _entries();
        IRewardRoots.Entry[4] memory list = _nextEntries();
        _propose(2, list);
        for (uint256 i; i < 4; ++i) {
            vm.expectRevert(IRewardRoots.EntryIsRight.selector);
            this.challengeFor(2, i, list, past);
        }
    }

    function test_challengesNeedProofs() public {
        _epoch(1);
        _post(2);
        IRewardRoots.Entry[4] memory past = _entries();
        IRewardRoots.Entry[4] memory list = _nextEntries();
        _propose(2, list);
        IRewardRoots.Entry[4] memory forged = _nextEntries();
        forged[0].cumulative += 1;
        _refused(2, 0, forged, past);
        IRewardRoots.Entry[4] memory forgedPast = _entries();
        forgedPast[0].cumulative += 1;
        _refused(2, 0, list, forgedPast);
        forgedPast[0] = past[1];
        _refused(2, 0, list, forgedPast);
        scores[0] += 1;
        _refused(2, 0, list, past);
        scores[0] -= 1;
        vm.warp(distributor.rootOf(PEERS, 2).readyAt);
        vm.expectPartialRevert(IRewardRoots.RootPending.selector);
        this.challengeFor(2, 0, list, past);
    }

    function test_theScoreMustBeOfTheSameIndex() public {
        _post(1);
        IRewardRoots.Entry[4] memory list = _nextEntries();
        _propose(1, list);
        vm.expectRevert(IRewardRoots.BadProof.selector);
        distributor.challengeRoot(
            PEERS,
            list[0],
            RootTree.proof(_leaves(1, list), 0),
            list[0],
            new SumTree.Step[](0),
            _score(1),
            RootTree.proof(_scoreLeaves(1), 1)
        );
    }

    /// Another account's past proves nothing against an entry, true as it is.
    function test_thePastMustBeOfTheSameIndex() public {
        _epoch(1);
        _post(2);
        IRewardRoots.Entry[4] memory past = _entries();
        IRewardRoots.Entry[4] memory list = _nextEntries();
        _propose(2, list);
        vm.expectRevert(IRewardRoots.BadProof.selector);
        distributor.challengeRoot(
            PEERS,
            list[0],
            RootTree.proof(_leaves(2, list), 0),
            past[1],
            RootTree.proof(_leaves(1, past), 1),
            _score(0),
            RootTree.proof(_scoreLeaves(2), 0)
        );
    }

    /// The scores' tree counts the seats: data whose seats do not add up proves nothing.
    function test_theScoresMustAddUpToTheSeats() public {
        bytes32 root = RootTree.root(_scoreLeaves(1)).hash;
        distributor.postEpoch(PEERS, 1, IRewardRoots.EpochData(root, 4, 5, 200_000, SLOPE));
        IRewardRoots.Entry[4] memory list = _nextEntries();
        _propose(1, list);
        _refused(1, 0, list, _entries());
    }

    function challengeFor(
        uint256 epoch,
        uint256 i,
        IRewardRoots.Entry[4] memory list,
        IRewardRoots.Entry[4] memory past
    ) external {
        _challenge(epoch, i, list, past);
    }

    function _refused(
        uint256 epoch,
        uint256 i,
        IRewardRoots.Entry[4] memory list,
        IRewardRoots.Entry[4] memory past
    ) private {
        vm.expectRevert(IRewardRoots.BadProof.selector);
        this.challengeFor(epoch, i, list, past);
    }
}
