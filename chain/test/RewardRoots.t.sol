// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Test} from "forge-std/Test.sol";
import {PoIWToken} from "../contracts/PoIWToken.sol";
import {RewardDistributor} from "../contracts/RewardDistributor.sol";
import {IRewardDistributor} from "../contracts/interfaces/IRewardDistributor.sol";
import {IRewardRoots} from "../contracts/interfaces/IRewardRoots.sol";
import {RootPay} from "../contracts/libraries/RootPay.sol";
import {SumTree} from "../contracts/libraries/SumTree.sol";
import {RootTree} from "./harness/RootTree.sol";

/// @notice Four accounts in a stream, and the roots that pay them.
abstract contract RootWorld is Test {
    bytes32 internal constant PEERS = "peer pay";
    bytes32 internal constant OTHER = "other purse";
    uint128 internal constant SLOPE = 12e18;
    uint96 internal constant WAGE = 15e17;

    PoIWToken internal token;
    RewardDistributor internal distributor;
    address internal proposer = makeAddr("proposer");
    address internal watcher = makeAddr("watcher");
    address[4] internal accounts;
    int64[4] internal scores = [int64(900_000), 300_000, -200_000, -800_000];
    /// the entries of the newest root
    IRewardRoots.Entry[4] internal entries;

    function setUp() public virtual {
        vm.warp(1_700_000_000);
        token = _newToken();
        distributor = new RewardDistributor(token, address(this));
        distributor.grantRole(distributor.EPOCHS(), address(this));
        distributor.grantRole(distributor.EMITTER(), address(this));
        distributor.grantRole(distributor.PAYER(), address(this));
        token.grantRole(token.MINTER(), address(distributor));
        for (uint256 i; i < 4; ++i) {
            accounts[i] = makeAddr(string.concat("account", vm.toString(i)));
            entries[i].index = uint32(i);
            entries[i].account = accounts[i];
        }
        token.approve(address(distributor), type(uint256).max);
        token.transfer(proposer, 10_000e18);
        vm.prank(proposer);
        token.approve(address(distributor), type(uint256).max);
        distributor.fundStream(PEERS, 100e18);
    }

    function _newToken() internal virtual returns (PoIWToken) {
        return new PoIWToken(address(this), 500_000_000e18);
    }

    function _score(uint256 i) internal view returns (IRewardRoots.Score memory) {
        return IRewardRoots.Score(uint32(i), accounts[i], 1, scores[i], WAGE);
    }

    function _scoreLeaves(uint256 epoch) internal view returns (RootTree.Leaf[4] memory leaves) {
        for (uint256 i; i < 4; ++i) {
            leaves[i] = RootTree.Leaf(_twice(abi.encode(PEERS, epoch, _score(i))), 1);
        }
    }

    function _leaves(uint256 epoch, IRewardRoots.Entry[4] memory list)
        internal
        pure
        returns (RootTree.Leaf[4] memory leaves)
    {
        for (uint256 i; i < 4; ++i) {
            leaves[i] = RootTree.Leaf(_twice(abi.encode(PEERS, epoch, list[i])), list[i].cumulative);
        }
    }

    function _twice(bytes memory data) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(data)));
    }

    function _post(uint256 epoch) internal {
        int64 total = scores[0] + scores[1] + scores[2] + scores[3];
        bytes32 root = RootTree.root(_scoreLeaves(epoch)).hash;
        distributor.postEpoch(PEERS, epoch, IRewardRoots.EpochData(root, 4, 4, total, SLOPE));
    }

    /// The entries an honest proposer makes of the epoch.
    function _nextEntries() internal view returns (IRewardRoots.Entry[4] memory list) {
        int256 total = scores[0] + scores[1] + scores[2] + scores[3];
        for (uint256 i; i < 4; ++i) {
            list[i] = entries[i];
            list[i].before = list[i].cumulative;
            list[i].cumulative += uint96(RootPay.payOf(scores[i], 1, WAGE, total, 4, SLOPE));
        }
    }

    function _propose(uint256 epoch, IRewardRoots.Entry[4] memory list) internal {
        RootTree.Leaf memory root = RootTree.root(_leaves(epoch, list));
        vm.prank(proposer);
        distributor.proposeRoot(PEERS, epoch, root.hash, root.sum);
    }

    function _finalize() internal {
        vm.warp(block.timestamp + distributor.rootWindow());
        distributor.finalizeRoot(PEERS);
    }

    /// An honest epoch from its data to its final root.
    function _epoch(uint256 epoch) internal {
        _post(epoch);
        IRewardRoots.Entry[4] memory list = _nextEntries();
        _propose(epoch, list);
        _finalize();
        for (uint256 i; i < 4; ++i) {
            entries[i] = list[i];
        }
    }

    function _entries() internal view returns (IRewardRoots.Entry[4] memory list) {
        for (uint256 i; i < 4; ++i) {
            list[i] = entries[i];
        }
    }

    function _claim(uint256 epoch, uint256 i, IRewardRoots.Entry[4] memory list)
        internal
        returns (uint256)
    {
        SumTree.Step[] memory proof = RootTree.proof(_leaves(epoch, list), i);
        return distributor.claimRoot(PEERS, epoch, list[i], proof);
    }

    /// Challenges entry `i` of `list`, proposed for `epoch`, after `past` became final.
    function _challenge(
        uint256 epoch,
        uint256 i,
        IRewardRoots.Entry[4] memory list,
        IRewardRoots.Entry[4] memory past
    ) internal {
        vm.prank(watcher);
        distributor.challengeRoot(
            PEERS,
            list[i],
            RootTree.proof(_leaves(epoch, list), i),
            past[i],
            RootTree.proof(_leaves(epoch - 1, past), i),
            _score(i),
            RootTree.proof(_scoreLeaves(epoch), i)
        );
    }
}

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
