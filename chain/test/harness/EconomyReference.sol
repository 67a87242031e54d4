// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EconomyLib} from "../../contracts/libraries/EconomyLib.sol";
import {IRewardRoots} from "../../contracts/interfaces/IRewardRoots.sol";
import {Levels} from "../../contracts/libraries/Levels.sol";
import {RootPay} from "../../contracts/libraries/RootPay.sol";
import {SumTree} from "../../contracts/libraries/SumTree.sol";

/// @notice Opens the rules of the economy to eth_call, many cases at once, so that core/economy can
/// be compared with them.
contract EconomyReference {
    struct Fee {
        uint256 reward;
        uint16 rateBps;
        uint96 least;
        uint96 most;
    }

    struct Bonus {
        uint8 level;
        uint256 pay;
        uint256 paid;
        uint256 fee;
    }

    struct Movement {
        uint32 factor;
        uint32 most;
        uint32 ended;
        uint32 completed;
    }

    struct Rate {
        uint16 rate;
    }

    struct Record {
        uint256 stake;
        uint16 rate;
        uint32 done;
        uint16 checks;
        bool partner;
    }

    struct Pay {
        int64 score;
        uint32 accountSeats;
        uint96 wages;
        int64 total;
        uint32 seats;
        uint128 slope;
    }

    struct Claim {
        bytes32 stream;
        uint256 epoch;
        IRewardRoots.Entry entry;
        SumTree.Step[] proof;
    }

    function pays(Pay[] calldata list) external pure returns (uint256[] memory out) {
        out = new uint256[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Pay calldata c = list[i];
            out[i] = RootPay.payOf(c.score, c.accountSeats, c.wages, c.total, c.seats, c.slope);
        }
    }

    function roots(Claim[] calldata list)
        external
        pure
        returns (bytes32[] memory hashes, uint256[] memory totals)
    {
        hashes = new bytes32[](list.length);
        totals = new uint256[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Claim calldata c = list[i];
            bytes32 leaf =
                keccak256(bytes.concat(keccak256(abi.encode(c.stream, c.epoch, c.entry))));
            (hashes[i], totals[i]) =
                SumTree.rootFrom(leaf, c.entry.cumulative, c.entry.index, c.proof);
        }
    }

    function fees(Fee[] calldata list) external pure returns (uint256[] memory out) {
        out = new uint256[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Fee calldata c = list[i];
            out[i] = EconomyLib.fee(c.reward, c.rateBps, c.least, c.most);
        }
    }

    function bonuses(Bonus[] calldata list) external pure returns (uint256[] memory out) {
        out = new uint256[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Bonus calldata c = list[i];
            out[i] = EconomyLib.bonus(c.pay, c.paid, c.fee, Levels.bonusOf(c.level));
        }
    }

    function factors(Movement[] calldata list) external pure returns (uint256[] memory out) {
        out = new uint256[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Movement calldata c = list[i];
            out[i] = EconomyLib.nextFactor(c.factor, c.most, c.ended, c.completed);
        }
    }

    function trusts(Record[] calldata list) external pure returns (uint256[] memory out) {
        out = new uint256[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Record calldata c = list[i];
            out[i] = Levels.trustOf(c.stake, c.rate, c.done, c.checks, c.partner);
        }
    }

    function levels(Rate[] calldata list) external pure returns (uint256[] memory out) {
        out = new uint256[](list.length);
        for (uint256 i; i < list.length; ++i) {
            out[i] = Levels.levelOf(list[i].rate);
        }
    }
}
