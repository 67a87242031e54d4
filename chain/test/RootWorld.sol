// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {PoIWToken} from "../contracts/PoIWToken.sol";
import {RewardDistributor} from "../contracts/RewardDistributor.sol";
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
