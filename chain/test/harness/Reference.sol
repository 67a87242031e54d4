// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {AuditDraw} from "../../contracts/libraries/AuditDraw.sol";
import {CommitHash} from "../../contracts/libraries/CommitHash.sol";
import {ExpertTiers} from "../../contracts/libraries/ExpertTiers.sol";
import {PackedMedian} from "../../contracts/libraries/PackedMedian.sol";
import {PanelGrowth} from "../../contracts/libraries/PanelGrowth.sol";
import {PayoutLib} from "../../contracts/libraries/PayoutLib.sol";
import {PhaseLib} from "../../contracts/libraries/PhaseLib.sol";
import {Phase, Schedule, Terms} from "../../contracts/types/TaskTypes.sol";

/// @notice Opens the libraries to eth_call, so that core/ can be compared with them. Each function
/// answers many cases at once.
contract Reference is EIP712("PoIW", "1") {
    struct Answer {
        uint256 taskId;
        uint32 round;
        address miner;
        bytes32 contentHash;
        bytes32 salt;
    }

    struct Vote {
        uint256 taskId;
        uint8 tier;
        uint32 round;
        address juror;
        bytes32 scores;
        bytes32 rationaleHash;
        bytes32 salt;
    }

    struct Epoch {
        uint256 epoch;
        address juror;
        bytes32[] words;
        bytes32 rationaleHash;
        bytes32 salt;
    }

    struct Hidden {
        address publisher;
        bytes32 specHash;
        bytes32 contentHash;
        bytes32 salt;
    }

    struct Moment {
        uint32[7] windows;
        uint40 publishedAt;
        uint40 time;
    }

    struct Ballot {
        bytes32[] votes;
        uint256[] weights;
        bytes32 medians;
    }

    struct Lot {
        bytes32 beacon;
        bytes32 medians;
        bytes32 used;
        bytes32 caps;
    }

    struct Candidate {
        uint8 tier;
        uint96 stake;
        uint96 least;
        uint16 rate;
        uint32 labels;
    }

    struct Round {
        bytes32[] votes;
        uint256[] weights;
        uint32 lanes;
    }

    Terms private _terms;

    function audits(Lot[] calldata list) external pure returns (bytes32[] memory out) {
        out = new bytes32[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Lot calldata c = list[i];
            out[i] = AuditDraw.lanesOf(c.beacon, c.medians, c.used, c.caps);
        }
    }

    function tiers(Candidate[] calldata list) external pure returns (bool[] memory out) {
        out = new bool[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Candidate calldata c = list[i];
            out[i] = ExpertTiers.qualifies(c.tier, c.stake, c.least, c.rate, c.labels);
        }
    }

    function answers(Answer[] calldata list) external view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Answer calldata a = list[i];
            hashes[i] = _hashTypedDataV4(
                CommitHash.answer(a.taskId, a.round, a.miner, a.contentHash, a.salt)
            );
        }
    }

    function votes(Vote[] calldata list) external view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Vote calldata v = list[i];
            hashes[i] = _hashTypedDataV4(
                CommitHash.vote(
                    v.taskId, v.tier, v.round, v.juror, v.scores, v.rationaleHash, v.salt
                )
            );
        }
    }

    function epochs(Epoch[] calldata list) external view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Epoch calldata e = list[i];
            bytes32 wordsHash = keccak256(abi.encodePacked(e.words));
            hashes[i] = _hashTypedDataV4(
                CommitHash.epoch(e.epoch, e.juror, wordsHash, e.rationaleHash, e.salt)
            );
        }
    }

    function hiddens(Hidden[] calldata list) external view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](list.length);
        for (uint256 i; i < list.length; ++i) {
            Hidden calldata h = list[i];
            hashes[i] =
                _hashTypedDataV4(CommitHash.hidden(h.publisher, h.specHash, h.contentHash, h.salt));
        }
    }

    /// Not a view: the schedule is read from storage, as in TaskManager.
    function phases(Moment[] calldata list)
        external
        returns (Phase[] memory found, Schedule[] memory schedules)
    {
        found = new Phase[](list.length);
        schedules = new Schedule[](list.length);
        for (uint256 i; i < list.length; ++i) {
            uint32[7] calldata w = list[i].windows;
            (_terms.think, _terms.commit, _terms.reveal, _terms.verify) = (w[0], w[1], w[2], w[3]);
            (_terms.voteCommit, _terms.voteReveal, _terms.settle) = (w[4], w[5], uint24(w[6]));
            schedules[i] = PhaseLib.scheduleOf(_terms, list[i].publishedAt);
            found[i] = PhaseLib.phaseAt(schedules[i], list[i].time);
        }
    }

    function medians(Ballot[] calldata list) external pure returns (bool[] memory right) {
        right = new bool[](list.length);
        for (uint256 i; i < list.length; ++i) {
            right[i] = PackedMedian.check(
                list[i].votes, list[i].weights, list[i].votes.length, list[i].medians
            );
        }
    }

    function growths(Round[] calldata list) external pure returns (bool[] memory undecided) {
        undecided = new bool[](list.length);
        for (uint256 i; i < list.length; ++i) {
            undecided[i] = PanelGrowth.isUndecided(
                list[i].votes, list[i].weights, list[i].votes.length, list[i].lanes
            );
        }
    }

    function payouts(PayoutLib.Input[] calldata list)
        external
        pure
        returns (PayoutLib.Output[] memory out)
    {
        out = new PayoutLib.Output[](list.length);
        for (uint256 i; i < list.length; ++i) {
            out[i] = PayoutLib.settle(list[i]);
        }
    }
}
