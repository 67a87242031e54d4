// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {CommitHash} from "../contracts/libraries/CommitHash.sol";
import {Lanes} from "../contracts/libraries/Lanes.sol";
import {Levels} from "../contracts/libraries/Levels.sol";
import {PackedMedian} from "../contracts/libraries/PackedMedian.sol";
import {PayoutLib} from "../contracts/libraries/PayoutLib.sol";
import {PhaseLib} from "../contracts/libraries/PhaseLib.sol";
import {Schedule, Terms} from "../contracts/types/TaskTypes.sol";

/// @notice Each rule of money and votes against a plain statement of it, on ten thousand cases a run.
contract RulesTest is Test {
    struct Vote {
        uint256 task;
        uint8 tier;
        uint32 round;
        address juror;
        bytes32 scores;
        bytes32 rationale;
        bytes32 salt;
    }

    /// forge-config: default.fuzz.runs = 10000
    function testFuzz_commitmentsBindEveryField(Vote memory v, uint8 field, uint8 bit) public pure {
        bytes32 hash = _hash(v);
        string memory type_ =
            "VoteCommit(uint256 taskId,uint8 tier,uint32 round,address juror,bytes32 scores,bytes32 rationaleHash,bytes32 salt)";
        bytes memory tail = abi.encode(v.juror, v.scores, v.rationale, v.salt);
        bytes memory head = abi.encode(keccak256(bytes(type_)), v.task, v.tier, v.round);
        assertEq(hash, keccak256(bytes.concat(head, tail)));
        _flip(v, field % 7, bit);
        assertNotEq(hash, _hash(v));
    }

    /// forge-config: default.fuzz.runs = 10000
    function testFuzz_phasesFollowEachOther(uint32[6] memory w, uint24 last, uint40 time)
        public
        pure
    {
        Terms memory t;
        (t.think, t.commit, t.reveal, t.verify) = (w[0], w[1], w[2], w[3]);
        (t.voteCommit, t.voteReveal, t.settle) = (w[4], w[5], last);
        uint40 start = 1_700_000_000;
        uint256 end = start;
        uint256 phase;
        for (; phase < 7; ++phase) {
            end += phase < 6 ? w[phase] : last;
            if (time <= end) break;
        }
        Schedule memory s = PhaseLib.scheduleIn(t, start);
        assertEq(uint8(PhaseLib.phaseAt(s, time)), phase);
    }

    /// One lane at a time, by counting weights: `x` is the least score that half of the weight which
    /// judged does not exceed.
    /// forge-config: default.fuzz.runs = 10000
    function testFuzz_mediansAreTheLeastHalf(uint256 seed, uint8 size, uint8 scores) public pure {
        uint256 count = 1 + size % 21;
        bytes32[] memory votes = new bytes32[](count);
        uint256[] memory weights = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            // Few different scores, so that ties and abstentions are common; two lanes suffice.
            uint256 range = 1 + scores % 8;
            votes[i] = bytes32((random % range) | ((random >> 128) % range) << 8);
            weights[i] = 1 + (random >> 200) % 1560;
        }
        uint256 even = _median(votes, weights, 0);
        uint256 odd = _median(votes, weights, 1);
        bytes32 medians = bytes32(even | (odd << 8));
        assertTrue(PackedMedian.check(votes, weights, count, medians));
        bytes32 other = medians ^ bytes32(uint256(1) << (seed % 16));
        assertFalse(PackedMedian.check(votes, weights, count, other));
    }

    /// forge-config: default.fuzz.runs = 10000
    function testFuzz_splitsLeaveNothingAndTakeNothing(
        uint96 reward,
        uint256 points,
        uint8 answers,
        uint8 seats,
        uint8 attesters
    ) public pure {
        PayoutLib.Input memory input = _input(reward, points, answers, seats, attesters);
        PayoutLib.Output memory out = PayoutLib.settle(input);
        uint256 network = uint256(reward) * input.networkBps / 10_000;
        uint256 sum = out.treasury + out.autoEach * input.attesters;
        assertEq(sum, network, "the network's part");
        for (uint256 i; i < out.miners.length; ++i) {
            sum += out.miners[i];
        }
        assertEq(sum + out.seatPay * input.present + out.refunded, reward, "the whole");
        assertLe(out.seatPay * input.seats, uint256(reward) * input.peersBps / 10_000, "the peers'");
    }

    /// forge-config: default.fuzz.runs = 10000
    function testFuzz_payoutsAreInProportion(
        uint96 reward,
        uint256 points,
        uint8 answers,
        uint8 seats
    ) public pure {
        PayoutLib.Input memory input = _input(reward, points, answers, seats, 1);
        PayoutLib.Output memory out = PayoutLib.settle(input);
        uint256 bps = input.seats == 0 ? 10_000 : input.minersBps;
        uint256 pool = uint256(reward) * bps / 10_000;
        if (input.seats == 0) pool = reward - uint256(reward) * input.networkBps / 10_000;
        uint256 total;
        for (uint256 i; i < input.points.length; ++i) {
            total += input.points[i];
        }
        for (uint256 i; i < out.miners.length; ++i) {
            // pay is the largest whole number of wei with pay / pool <= points / total
            uint256 due = pool * input.points[i];
            assertLe(out.miners[i] * total, due);
            if (total != 0) assertGt((out.miners[i] + 1) * total, due);
        }
    }

    /// Seed 001, "Reputation System"; seed 000, "Trust Level Calculation".
    /// forge-config: default.fuzz.runs = 10000
    function testFuzz_reputationFollowsTheSeeds(
        uint96 stake,
        uint16 rate,
        uint32 done,
        uint16 checks,
        bool partner
    ) public pure {
        uint256 percent = rate % 10_001;
        uint8 level = percent > 9500 ? 3 : percent > 8500 ? 2 : percent > 7000 ? 1 : 0;
        assertEq(Levels.levelOf(percent), level);
        assertEq(Levels.weightOf(level), [1000, 1100, 1200, 1300][level]);
        assertEq(Levels.bonusOf(level), [uint16(0), 1000, 2000, 3000][level]);
        uint256 wei_ = uint256(stake) % 20_000e18;
        uint8 trust = wei_ >= 100e18 ? 1 : 0;
        if (wei_ >= 1000e18 && checks >= 10) trust = 2;
        bool proven = wei_ >= 10_000e18 && percent >= 9500;
        if (proven && done >= 100) trust = 3;
        if (proven && partner) trust = 4;
        assertEq(Levels.trustOf(wei_, percent, done, checks, partner), trust);
    }

    function _hash(Vote memory v) private pure returns (bytes32) {
        return CommitHash.vote(v.task, v.tier, v.round, v.juror, v.scores, v.rationale, v.salt);
    }

    function _flip(Vote memory v, uint8 field, uint8 bit) private pure {
        if (field == 0) v.task ^= uint256(1) << bit;
        if (field == 1) v.tier ^= uint8(1 << (bit % 8));
        if (field == 2) v.round ^= uint32(1 << (bit % 32));
        if (field == 3) v.juror = address(uint160(v.juror) ^ uint160(1) << (bit % 160));
        if (field == 4) v.scores ^= bytes32(uint256(1) << bit);
        if (field == 5) v.rationale ^= bytes32(uint256(1) << bit);
        if (field == 6) v.salt ^= bytes32(uint256(1) << bit);
    }

    function _median(bytes32[] memory votes, uint256[] memory weights, uint256 lane)
        private
        pure
        returns (uint256 x)
    {
        uint256 total;
        for (uint256 i; i < votes.length; ++i) {
            if (Lanes.byteAt(votes[i], lane) != 0) total += weights[i];
        }
        if (total == 0) return 0;
        for (x = 1;; ++x) {
            uint256 atMost;
            for (uint256 i; i < votes.length; ++i) {
                uint256 score = Lanes.byteAt(votes[i], lane);
                if (score != 0 && score <= x) atMost += weights[i];
            }
            if (2 * atMost >= total) return x;
        }
    }

    function _input(uint96 reward, uint256 points, uint8 answers, uint8 seats, uint8 attesters)
        private
        pure
        returns (PayoutLib.Input memory input)
    {
        input.reward = reward;
        (input.minersBps, input.peersBps) = (6000 + points % 1001, 1500 + (points >> 16) % 501);
        input.networkBps = 500 + (points >> 32) % 501;
        input.points = new uint256[](answers % 33);
        for (uint256 i; i < input.points.length; ++i) {
            input.points[i] = uint16(uint256(keccak256(abi.encode(points, i))));
            if (input.points[i] % 5 == 0) input.points[i] = 0;
        }
        input.seats = seats % 43;
        input.present = input.seats == 0 ? 0 : points % (input.seats + 1);
        input.attesters = attesters % 6;
    }
}
