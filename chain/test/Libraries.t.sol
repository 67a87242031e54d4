// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {Lanes} from "../contracts/libraries/Lanes.sol";
import {PackedMedian} from "../contracts/libraries/PackedMedian.sol";
import {PayoutLib} from "../contracts/libraries/PayoutLib.sol";
import {PhaseLib} from "../contracts/libraries/PhaseLib.sol";
import {Sortition} from "../contracts/libraries/Sortition.sol";
import {Phase, Schedule, Terms} from "../contracts/types/TaskTypes.sol";

contract LibrariesTest is Test {
    using Sortition for Sortition.Draw;

    Terms internal stored;

    function testFuzz_medianEqualsInsertionSort(uint256 seed, uint8 size) public pure {
        (bytes32[] memory words, uint256[] memory weights) = _ballot(seed, 1 + size % 21);
        bytes32 medians = _sortedMedians(words, weights);
        assertTrue(PackedMedian.check(words, weights, words.length, medians));
    }

    function testFuzz_anyOtherMedianIsRefused(uint256 seed, uint8 size, uint8 bit) public pure {
        (bytes32[] memory words, uint256[] memory weights) = _ballot(seed, 1 + size % 21);
        bytes32 medians = _sortedMedians(words, weights) ^ bytes32(uint256(1) << bit);
        assertFalse(PackedMedian.check(words, weights, words.length, medians));
    }

    /// Where a score of 0 is a score: the weights of all count in every lane.
    function testFuzz_wholeMedianEqualsInsertionSort(uint256 seed, uint8 size, uint8 bit)
        public
        pure
    {
        (bytes32[] memory words, uint256[] memory weights) = _ballot(seed, 1 + size % 21);
        for (uint256 i; i < words.length; ++i) {
            // Half of the lanes of each word are zero.
            words[i] &= Lanes.fromMask(uint32(uint256(keccak256(abi.encode(seed, i, "mask")))));
        }
        bytes32 medians = _medians(words, weights, true);
        assertTrue(PackedMedian.checkWhole(words, weights, medians));
        medians ^= bytes32(uint256(1) << bit);
        assertFalse(PackedMedian.checkWhole(words, weights, medians));
    }

    /// When everybody judged the same lanes, their weights need not be added up lane by lane.
    function testFuzz_judgedAlikeIsJudged(uint256 seed, uint8 size, uint32 lanes) public pure {
        (bytes32[] memory words, uint256[] memory weights) = _ballot(seed, 1 + size % 21);
        bytes32 used = Lanes.fromMask(lanes);
        uint256 ones = uint256(used) & (type(uint256).max / 255);
        uint256 total;
        for (uint256 i; i < words.length; ++i) {
            words[i] = (words[i] | bytes32(ones)) & used;
            total += weights[i];
        }
        (uint256 even, uint256 odd) = PackedMedian.judged(words, weights, words.length);
        (uint256 evenAlike, uint256 oddAlike) = PackedMedian.judgedAlike(ones, total);
        assertEq(even, evenAlike);
        assertEq(odd, oddAlike);
    }

    /// Every panel of one, two or three jurors with scores 0..3 and weights 1..3.
    function test_medianExhaustiveOnASmallDomain() public pure {
        for (uint256 size = 1; size <= 3; ++size) {
            _checkAllPanels(size);
        }
    }

    function test_medianOfNobodyIsNothing() public pure {
        bytes32[] memory none;
        uint256[] memory weights;
        assertTrue(PackedMedian.check(none, weights, 0, 0));
        assertFalse(PackedMedian.check(none, weights, 0, bytes32(uint256(1))));
    }

    /// forge-config: default.allow_internal_expect_revert = true
    function test_medianRefusesTooMuchWeight() public {
        bytes32[] memory words = new bytes32[](2);
        uint256[] memory weights = new uint256[](2);
        (weights[0], weights[1]) = (32_766, 1);
        assertTrue(PackedMedian.check(words, weights, 2, 0));
        (weights[0], weights[1]) = (32_767, 1);
        // The last line that runs: an inlined revert ends the test.
        vm.expectRevert(abi.encodeWithSelector(PackedMedian.WeightOverflow.selector, 32_768));
        PackedMedian.check(words, weights, 2, 0);
    }

    function testFuzz_payoutIsExact(
        uint96 reward,
        uint16[] memory points,
        uint8 seats,
        uint8 present,
        uint8 attesters
    ) public pure {
        PayoutLib.Input memory input = PayoutLib.Input({
            reward: reward,
            minersBps: 6500,
            peersBps: 1800,
            networkBps: 800,
            points: new uint256[](points.length % 33),
            seats: seats % 43,
            present: seats % 43 == 0 ? 0 : present % (seats % 43 + 1),
            attesters: attesters % 6
        });
        for (uint256 i; i < input.points.length; ++i) {
            input.points[i] = points[i];
        }
        PayoutLib.Output memory out = PayoutLib.settle(input);
        uint256 sum = out.refunded + out.treasury + out.autoEach * input.attesters;
        for (uint256 i; i < out.miners.length; ++i) {
            sum += out.miners[i];
        }
        sum += out.seatPay * input.present;
        assertEq(sum, reward);
    }

    function testFuzz_everySecondHasOnePhase(uint32[7] memory w, uint40 time) public {
        (stored.think, stored.commit, stored.reveal, stored.verify) = (w[0], w[1], w[2], w[3]);
        (stored.voteCommit, stored.voteReveal, stored.settle) = (w[4], w[5], uint24(w[6]));
        Schedule memory s = PhaseLib.scheduleOf(stored, 1_700_000_000);
        uint40[7] memory ends = [
            s.thinkEnd,
            s.commitEnd,
            s.revealEnd,
            s.verifyEnd,
            s.voteCommitEnd,
            s.voteRevealEnd,
            s.settleEnd
        ];
        uint256 passed;
        while (passed < 7 && time > ends[passed]) ++passed;
        assertEq(uint8(PhaseLib.phaseAt(s, time)), passed);
        assertEq(uint8(PhaseLib.phaseAt(s, uint256(s.settleEnd) + 1)), uint8(Phase.Expired));
        assertGe(PhaseLib.drawEnd(s), s.verifyEnd);
        assertLe(PhaseLib.drawEnd(s), s.voteCommitEnd);
    }

    function test_phasesEndWithTheirLastSecond() public {
        (stored.think, stored.commit, stored.reveal, stored.verify) = (1, 2, 3, 4);
        (stored.voteCommit, stored.voteReveal, stored.settle) = (5, 6, 7);
        Schedule memory s = PhaseLib.scheduleOf(stored, 100);
        uint8[8] memory last = [101, 103, 106, 110, 115, 121, 128, 129];
        for (uint8 phase; phase < 8; ++phase) {
            assertEq(uint8(PhaseLib.phaseAt(s, last[phase])), phase);
        }
    }

    function testFuzz_drawIsAPermutation(bytes32 seed, uint8 pool) public pure {
        vm.assume(pool > 0);
        Sortition.Draw memory draw = Sortition.start(seed, pool, 1000);
        bool[] memory seen = new bool[](pool);
        while (!draw.isOver()) {
            uint256 picked = draw.next();
            assertFalse(seen[picked]);
            seen[picked] = true;
        }
        assertEq(draw.taken, pool);
    }

    function test_drawIsFair() public pure {
        uint256[5] memory first;
        for (uint256 i; i < 5000; ++i) {
            first[Sortition.start(keccak256(abi.encode(i)), 5, 1).next()] += 1;
        }
        for (uint256 i; i < 5; ++i) {
            assertApproxEqAbs(first[i], 1000, 120);
        }
    }

    function test_usedMask() public pure {
        bytes32 slots = bytes32((type(uint256).max << 16) | 0x0300);
        assertEq(Lanes.usedMask(slots), bytes32(uint256(0xffff)));
        assertEq(Lanes.usedMask(bytes32(type(uint256).max)), bytes32(0));
    }

    function testFuzz_masksAndCountsOfLanes(uint32 mask, bytes32 word) public pure {
        bytes32 used = Lanes.fromMask(mask);
        uint256 count;
        for (uint256 lane; lane < 32; ++lane) {
            assertEq(Lanes.byteAt(used, lane), (mask >> lane) & 1 == 1 ? 0xff : 0);
            if (Lanes.byteAt(word, lane) != 0) ++count;
        }
        assertEq(Lanes.countNonZero(word), count);
        // In a word of slots 0xff is unused.
        assertEq(Lanes.toMask(~used), mask);
        assertEq(Lanes.usedMask(~used), used);
    }

    function _checkAllPanels(uint256 size) private pure {
        for (uint256 code; code < 12 ** size; ++code) {
            bytes32[] memory words = new bytes32[](size);
            uint256[] memory weights = new uint256[](size);
            uint256 rest = code;
            for (uint256 i; i < size; ++i) {
                words[i] = bytes32(rest % 4);
                weights[i] = 1 + (rest / 4) % 3;
                rest /= 12;
            }
            bytes32 median = _sortedMedians(words, weights);
            for (uint256 guess; guess < 4; ++guess) {
                bool right = bytes32(guess) == median;
                assertEq(PackedMedian.check(words, weights, size, bytes32(guess)), right);
            }
        }
    }

    function _ballot(uint256 seed, uint256 size)
        private
        pure
        returns (bytes32[] memory words, uint256[] memory weights)
    {
        words = new bytes32[](size);
        weights = new uint256[](size);
        for (uint256 i; i < size; ++i) {
            words[i] = keccak256(abi.encode(seed, i));
            uint256 part = uint256(keccak256(abi.encode(seed, i, "weight")));
            // Half of the ballots fill the room there is for weights.
            weights[i] = seed % 2 == 0 ? 1 + part % 1560 : 32_767 / size - part % 8;
        }
    }

    function _sortedMedians(bytes32[] memory words, uint256[] memory weights)
        private
        pure
        returns (bytes32)
    {
        return _medians(words, weights, false);
    }

    function _medians(bytes32[] memory words, uint256[] memory weights, bool isWhole)
        private
        pure
        returns (bytes32 medians)
    {
        for (uint256 lane; lane < 32; ++lane) {
            uint256[] memory order = new uint256[](words.length);
            uint256 total;
            for (uint256 i; i < words.length; ++i) {
                uint256 entry = (uint256(Lanes.byteAt(words[i], lane)) << 16) | weights[i];
                // Zero abstains.
                if (!isWhole && entry >> 16 == 0) entry = 0;
                uint256 at_ = i;
                for (; at_ > 0 && order[at_ - 1] > entry; --at_) {
                    order[at_] = order[at_ - 1];
                }
                order[at_] = entry;
                total += entry & 0xffff;
            }
            uint256 below;
            for (uint256 i; i < order.length; ++i) {
                below += order[i] & 0xffff;
                if (below == 0 || below < (total + 1) / 2) continue;
                medians |= bytes32((order[i] >> 16) << (8 * lane));
                break;
            }
        }
    }
}
