// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PoIWToken} from "../../contracts/PoIWToken.sol";
import {IRewardDistributor} from "../../contracts/interfaces/IRewardDistributor.sol";
import {IRewardRoots} from "../../contracts/interfaces/IRewardRoots.sol";
import {BlocklistToken} from "../harness/HostileTokens.sol";
import {RootTree} from "../harness/RootTree.sol";
import {RootWorld} from "../RootWorld.sol";

/// @notice Being paid twice by roots, or from another's purse.
contract RootAttackTest is RootWorld {
    function _newToken() internal override returns (PoIWToken) {
        return new BlocklistToken();
    }

    function test_claimReplayPaysNothing() public {
        _epoch(1);
        _claim(1, 0, _entries());
        uint256 gas = gasleft();
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.NothingNew.selector, PEERS, 0));
        this.claimFor(1, 0, _entries());
        // His proof is checked at his expense before he hears that nothing is left.
        assertGt(gas - gasleft(), 10_000);
        assertEq(token.balanceOf(accounts[0]), entries[0].cumulative);
    }

    function test_aStaleRootPaysNothingAgain() public {
        _epoch(1);
        IRewardRoots.Entry[4] memory stale = _entries();
        _epoch(2);
        _claim(2, 0, _entries());
        vm.expectRevert(abi.encodeWithSelector(IRewardRoots.NothingNew.selector, PEERS, 0));
        this.claimFor(1, 0, stale);
        assertEq(token.balanceOf(accounts[0]), entries[0].cumulative);
    }

    /// Proposed once more for the next epoch, the old root is thrown out, and half of the bond is
    /// its challenger's.
    function test_aStaleRootProposedAgainCostsTheBond() public {
        _epoch(1);
        IRewardRoots.Entry[4] memory stale = _entries();
        _post(2);
        uint256 before = token.balanceOf(proposer);
        uint256 supply = token.totalSupply();
        _propose(2, stale);
        _challenge(2, 0, stale, stale);
        assertEq(before - token.balanceOf(proposer), 1000e18);
        assertEq(token.balanceOf(watcher), 500e18);
        assertEq(supply - token.totalSupply(), 500e18);
        // Nobody was held up: the right one follows.
        _propose(2, _nextEntries());
        _finalize();
        assertEq(distributor.finalEpoch(PEERS), 2);
    }

    /// A root nobody challenged in time pays what it says, but from its own purse only.
    function test_aFalseRootSpendsNobodyElsesFunds() public {
        distributor.fundStream(OTHER, 500e18);
        token.transfer(address(distributor), 50e18);
        _credit(50e18);
        _post(1);
        IRewardRoots.Entry[4] memory list = _nextEntries();
        for (uint256 i; i < 4; ++i) {
            list[i].account = proposer;
            list[i].cumulative = 25e18;
        }
        _propose(1, list);
        _finalize();
        for (uint256 i; i < 4; ++i) {
            _claim(1, i, list);
        }
        // What an older root owed is left out of the next one: the stream is empty, no other pays.
        _post(2);
        for (uint256 i; i < 4; ++i) {
            (list[i].account, list[i].before, list[i].cumulative) = (accounts[i], 25e18, 25e18);
        }
        list[0].cumulative = 26e18;
        RootTree.Leaf memory root = RootTree.root(_leaves(2, list));
        vm.expectRevert(
            abi.encodeWithSelector(IRewardRoots.Underfunded.selector, PEERS, 101e18, 100e18)
        );
        distributor.proposeRoot(PEERS, 2, root.hash, root.sum);
        assertEq(distributor.rootFunds(), 500e18);
        assertEq(distributor.claim(watcher), 50e18);
        distributor.claim(proposer);
        assertEq(token.balanceOf(address(distributor)), 500e18);
    }

    /// Two final roots that disagree about who is owed cannot take more than the stream holds.
    function test_disagreeingRootsShareOnePurse() public {
        _post(1);
        IRewardRoots.Entry[4] memory first = _nextEntries();
        for (uint256 i; i < 4; ++i) {
            first[i].cumulative = 20e18;
        }
        _propose(1, first);
        _finalize();
        _post(2);
        IRewardRoots.Entry[4] memory second = first;
        second[0].cumulative = 100e18;
        (second[1].cumulative, second[2].cumulative, second[3].cumulative) = (0, 0, 0);
        IRewardRoots.Entry[4] memory owed = _nextEntries();
        for (uint256 i; i < 4; ++i) {
            owed[i].cumulative = 20e18;
        }
        _propose(2, second);
        _finalize();
        _claim(1, 1, owed);
        vm.expectRevert(
            abi.encodeWithSelector(IRewardRoots.Underfunded.selector, PEERS, 120e18, 100e18)
        );
        this.claimFor(2, 0, second);
    }

    /// Throwing one's own false root out costs half of the bond.
    function test_challengingOneselfCosts() public {
        _post(1);
        IRewardRoots.Entry[4] memory list = _nextEntries();
        list[0].cumulative += 1e18;
        uint256 before = token.balanceOf(proposer);
        _propose(1, list);
        watcher = proposer;
        _challenge(1, 0, list, _entries());
        assertEq(token.balanceOf(proposer), before - 500e18);
    }

    function test_aBlockedProposerOrPayeeBlocksNobody() public {
        BlocklistToken(address(token)).setBlocked(proposer, true);
        BlocklistToken(address(token)).setBlocked(accounts[0], true);
        _epoch(1);
        assertGt(_claim(1, 1, _entries()), 0);
        vm.expectRevert(abi.encodeWithSelector(BlocklistToken.Blocked.selector, accounts[0]));
        this.claimFor(1, 0, _entries());
        assertEq(distributor.credits(proposer), 1000e18);
    }

    function claimFor(uint256 epoch, uint256 i, IRewardRoots.Entry[4] memory list) external {
        _claim(epoch, i, list);
    }

    function _credit(uint96 amount) private {
        IRewardDistributor.Credit[] memory list = new IRewardDistributor.Credit[](1);
        list[0] = IRewardDistributor.Credit(watcher, 2, amount);
        distributor.credit(1, list);
    }
}
