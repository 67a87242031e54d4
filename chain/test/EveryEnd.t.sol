// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Receipt as TaskReceipt, Schedule, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

contract EveryEndTest is Fixture {
    /// Whatever the parties do or leave undone, public calls alone end the task and empty it.
    function testFuzz_everyTaskEndsAndLeavesNothing(uint256 seed) public {
        Terms memory t = _terms();
        t.reward = uint96(1 + _roll(seed, "reward", 1_000e18));
        t.answerBond = uint96(_roll(seed, "bond", t.reward < 3e18 ? t.reward : 3e18));
        t.attesters = uint8(1 + _roll(seed, "attesters", 3));
        if (_roll(seed, "hidden", 2) == 1) t.hiddenCommit = _hiddenCommit();
        if (_roll(seed, "panel", 3) == 0) (t.panelSize, t.voteCommit, t.voteReveal) = (0, 0, 0);
        uint256 id = _publish(t);
        Schedule memory s = _schedule(id);
        uint256 committed = _roll(seed, "committed", 5);
        uint256 revealed = _roll(seed, "revealed", committed + 1);
        vm.warp(s.commitEnd);
        for (uint256 i; i < committed; ++i) {
            _commit(id, miners[i]);
        }
        vm.warp(s.revealEnd);
        for (uint256 i; i < revealed; ++i) {
            _reveal(id, miners[i]);
        }
        bool open = t.hiddenCommit == 0 || _roll(seed, "open", 4) != 0;
        if (open && t.hiddenCommit != 0) _openHidden(id);
        _fixBeacon(id);
        vm.warp(s.verifyEnd);
        if (open && revealed > 0) _randomReceipts(seed, id, t.attesters, revealed);
        bytes32 medians = _randomVotes(seed, id, s);
        vm.warp(uint256(s.settleEnd) + 1 + _roll(seed, "late", 10));
        if (reader.getTask(id).quorum) _settle(id, medians);
        else _refund(id);
        _assertClosed();
    }

    function _randomReceipts(uint256 seed, uint256 id, uint256 attesters, uint256 revealed)
        private
    {
        TaskReceipt memory r;
        r.laneSlots = NO_LANES;
        r.proved = bytes32(_roll(seed, "proved", 1 << (8 * revealed)));
        r.faults = uint32(_roll(seed, "faults", 1 << revealed));
        if (_roll(seed, "lanes", 2) == 0) r.laneSlots = bytes32(type(uint256).max << 8);
        r.laneCaps = bytes32(_roll(seed, "caps", 256));
        for (uint256 i; i < attesters; ++i) {
            if (_roll(seed, bytes32(i), 4) == 0) r.root = bytes32(i);
            _submit(id, autos[i], r);
        }
    }

    /// Every revealing juror gives the same score, which is then the median.
    function _randomVotes(uint256 seed, uint256 id, Schedule memory s)
        private
        returns (bytes32 medians)
    {
        if (!reader.getTask(id).quorum || _roll(seed, "draw", 4) == 0) return 0;
        try tasks.drawPanel(id) {
            _remember(id);
        } catch {
            return 0;
        }
        uint16[] memory panel = _panel(id);
        uint256 voting = _roll(seed, "voting", panel.length + 1);
        bytes32 word = bytes32(_roll(seed, "word", 256));
        vm.warp(s.voteCommitEnd);
        for (uint256 i; i < voting; ++i) {
            _vote(id, panel[i], word);
        }
        vm.warp(s.voteRevealEnd);
        for (uint256 i; i < voting; ++i) {
            _revealVote(id, panel[i], word);
        }
        if (2 * voting > panel.length) medians = word;
    }

    function _roll(uint256 seed, bytes32 what, uint256 sides) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % sides;
    }
}
