// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {CommitHash} from "../../contracts/libraries/CommitHash.sol";
import {Lanes} from "../../contracts/libraries/Lanes.sol";
import {
    AnswerView,
    Receipt as TaskReceipt,
    Schedule,
    State,
    TaskView,
    Terms
} from "../../contracts/types/TaskTypes.sol";
import {Outsiders} from "./Outsiders.sol";

/// @notice Walks through epochs: tasks whose receipts agree or were escalated, judged together, with
/// jurors who are silent, abstain, or are parties. Takes only steps that the rules allow.
contract EpochHandler is Outsiders {
    struct Walk {
        uint256[] ids;
        uint256[] entries;
        address[] workers;
        uint16[] panel;
        uint256 sealedSeats;
        /// seats in the order in which their votes were opened
        uint8[] opened;
        uint256[] excluded;
        uint256[] pays;
        bool settled;
    }

    uint256 private constant MOST_TASKS = 6;

    Walk[] internal walks;
    uint256[] internal waiting;
    /// escalated, settled in an epoch, free after one, excluded
    uint256[4] public reached;

    constructor() {
        // Epochs count from one.
        walks.push();
    }

    /// Up to three tasks from publishing to receipts that agree, or that somebody escalated.
    function verify(uint256 seed) public {
        if (waiting.length != 0 || tasks.taskCount() >= MOST_TASKS) return;
        uint256 first = tasks.taskCount() + 1;
        for (uint256 i; i <= _at(seed, 0) % 3; ++i) {
            _publishOne(_at(seed, 10 + i));
        }
        Schedule memory s = _schedule(first);
        vm.warp(s.thinkEnd + 1);
        for (uint256 id = first; id <= tasks.taskCount(); ++id) {
            _commit(id, miners[0]);
            _commit(id, miners[1]);
        }
        vm.warp(s.commitEnd + 1);
        for (uint256 id = first; id <= tasks.taskCount(); ++id) {
            _reveal(id, miners[0]);
            _reveal(id, miners[1]);
            _fixBeacon(id);
        }
        vm.warp((s.revealEnd + s.verifyEnd) / 2 + 1);
        for (uint256 id = first; id <= tasks.taskCount(); ++id) {
            _agree(id, _at(seed, id) % 3 == 0);
            waiting.push(id);
        }
    }

    function open() public {
        uint256[] memory ids = new uint256[](waiting.length);
        uint256 count;
        for (uint256 i; i < ids.length; ++i) {
            if (block.timestamp <= reader.getTask(waiting[i]).drawEnd) ids[count++] = waiting[i];
        }
        delete waiting;
        if (count == 0) return;
        assembly ("memory-safe") {
            mstore(ids, count)
        }
        Walk storage w = walks.push();
        assertEq(votes.openEpoch(ids), walks.length - 1, "epochs do not count");
        for (uint256 i; i < count; ++i) {
            TaskView memory v = reader.getTask(ids[i]);
            uint256 lanes = Lanes.toMask(v.agreed.laneSlots);
            uint256 pool = uint256(v.terms.reward) * v.terms.peersBps / 10_000;
            w.ids.push(ids[i]);
            w.entries.push((ids[i] << 128) | (lanes << 96) | pool);
            w.excluded.push(0);
        }
    }

    function draw() public {
        (uint256 epoch, Walk storage w) = _latest();
        if (epoch == 0 || w.panel.length != 0) return;
        if (block.timestamp > votes.epochDeadline(epoch)) return;
        vm.roll(block.number + 2);
        votes.drawEpoch(epoch);
        w.panel = votes.epochBallotOf(epoch).ids;
        for (uint256 i; i < w.panel.length; ++i) {
            w.workers.push(_worker(w.panel[i]));
            w.pays.push(0);
        }
    }

    function sealVote(uint256 seed) public {
        (uint256 epoch, Walk storage w) = _latest();
        if (epoch == 0 || w.panel.length == 0) return;
        if (block.timestamp > votes.epochBallotOf(epoch).commitEnd) return;
        uint256 seat = seed % w.panel.length;
        if ((w.sealedSeats >> seat) & 1 != 0) return;
        bytes32 rowHash = keccak256(abi.encodePacked(rowOf(epoch, seat)));
        bytes32 hash = CommitHash.epoch(epoch, w.workers[seat], rowHash, 0, bytes32(seat));
        bytes32 commit = _sealFor(address(votes), hash);
        vm.prank(w.workers[seat]);
        votes.commitEpoch(epoch, commit);
        w.sealedSeats |= 1 << seat;
    }

    function openVote(uint256 seed) public {
        (uint256 epoch, Walk storage w) = _latest();
        if (epoch == 0 || !_isRevealing(epoch) || w.settled) return;
        uint8 seat = uint8(seed % w.panel.length);
        if ((w.sealedSeats >> seat) & 1 == 0 || _isOpen(w, seat)) return;
        IVoteModule.EpochVote[] memory list = new IVoteModule.EpochVote[](1);
        list[0] = _voteOf(epoch, seat);
        vm.prank(relayer);
        votes.revealEpoch(epoch, w.workers, list);
        w.opened.push(seat);
    }

    function exclude(uint256 seed) public {
        (uint256 epoch, Walk storage w) = _latest();
        if (epoch == 0 || w.panel.length == 0 || w.settled) return;
        uint256 index = seed % w.ids.length;
        for (uint8 seat; seat < w.panel.length; ++seat) {
            uint256 slot = _partyIn(w.ids[index], w.panel[seat]);
            if (slot == type(uint256).max) continue;
            vm.prank(attacker);
            votes.excludeSeat(epoch, w.entries, index, seat, slot);
            w.excluded[index] |= 1 << seat;
            reached[3] += 1;
        }
    }

    function settle(uint256 seed) public {
        (uint256 epoch, Walk storage w) = _latest();
        if (epoch == 0 || w.panel.length == 0 || w.settled) return;
        if (block.timestamp > votes.epochDeadline(epoch)) return;
        uint256 all = (1 << w.panel.length) - 1;
        uint256 known = w.opened.length;
        // Who settles early opens what is sealed; everybody has to have sealed something.
        if (w.sealedSeats == all && _isRevealing(epoch)) {
            for (uint8 seat; seat < w.panel.length; ++seat) {
                if (!_isOpen(w, seat)) w.opened.push(seat);
            }
        }
        bool over = block.timestamp > votes.epochBallotOf(epoch).revealEnd;
        if (w.opened.length != w.panel.length && !over) return;
        IVoteModule.EpochResult memory r = _resultOf(epoch, w);
        uint256 k = seed % r.medians.length;
        r.medians[k] ^= bytes32(uint256(1) << (seed % 256));
        vm.expectRevert(IVoteModule.BadHint.selector);
        votes.settleEpoch(epoch, r);
        r.medians[k] ^= bytes32(uint256(1) << (seed % 256));
        vm.prank(relayer);
        votes.settleEpoch(epoch, r);
        assertLe(known, w.opened.length, "votes are lost");
        _accountEpoch(epoch, w, r.medians);
    }

    function collect(uint256 seed) public {
        uint256 id = 1 + seed % (tasks.taskCount() + 1);
        if (ended[id] != State.None) {
            uint8[] memory slots = new uint8[](1 + _at(seed, 2) % 81);
            for (uint8 i; i < slots.length; ++i) {
                slots[i] = i;
            }
            _doCollect(id, slots);
        }
        (uint256 epoch, Walk storage w) = _latest();
        if (epoch == 0) return;
        if (!w.settled && block.timestamp <= votes.epochDeadline(epoch)) return;
        uint8[] memory seats = new uint8[](1);
        seats[0] = uint8(_at(seed, 3) % 21);
        collectSeats(epoch, seats);
    }

    /// Also what a drained world calls for every epoch and seat.
    function collectSeats(uint256 epoch, uint8[] memory seats) public {
        Walk storage w = walks[epoch];
        vm.recordLogs();
        payouts.collectEpoch(epoch, seats, w.settled ? w.pays : new uint256[](0));
        (uint256 credits, uint256 slashed) = _countMoves(vm.getRecordedLogs());
        escrowed -= credits;
        burned += slashed;
    }

    /// A task that its epoch let go, or that none took in, settles alone once its time is over.
    function finish(uint256 seed) public {
        uint256 id = 1 + seed % (tasks.taskCount() + 1);
        TaskView memory v = reader.getTask(id);
        if (v.state != State.Open || block.timestamp <= v.schedule.settleEnd) return;
        if (v.epoch != 0 && block.timestamp <= votes.epochDeadline(v.epoch)) return;
        if (!v.quorum) return _doRefund(id);
        tasks.settle(id, 0, new address[](0));
        _accountEnd(id);
        reached[2] += 1;
    }

    function claim(uint256 seed) public {
        address to = payees[seed % payees.length];
        if (distributor.credits(to) != 0) _doClaim(to);
    }

    function warp(uint256 seed) public {
        vm.roll(block.number + 1 + seed % 3);
        vm.warp(block.timestamp + seed % (seed % 7 == 0 ? 200 : 40));
    }

    /// Carries the latest epoch a step on: alone, random steps rarely get far.
    function advance(uint256 seed) external {
        (uint256 epoch, Walk storage w) = _latest();
        bool over = epoch == 0 || w.settled || block.timestamp > votes.epochDeadline(epoch);
        if (over) {
            for (uint256 i; i < 3; ++i) {
                finish(_at(seed, 4 + i));
                collect(_at(seed, 7 + i));
            }
            if (seed % 2 == 0) verify(seed);
            if (seed % 3 != 0) open();
        } else if (w.panel.length == 0) {
            draw();
        } else if (block.timestamp <= votes.epochBallotOf(epoch).commitEnd) {
            for (uint256 i; i < 9; ++i) {
                sealVote(_at(seed, i));
            }
            if (seed % 2 == 0) exclude(seed);
            if (seed % 3 != 0) vm.warp(votes.epochBallotOf(epoch).commitEnd + 1);
        } else {
            for (uint256 i; i < seed % 6; ++i) {
                openVote(_at(seed, i));
            }
            if (seed % 3 == 0) settle(seed);
            if (seed % 5 == 0) vm.warp(votes.epochBallotOf(epoch).revealEnd + 1);
        }
    }

    function epochTotal() external view returns (uint256) {
        return walks.length - 1;
    }

    /// One random word a task; now and then a lane, or all, abstain.
    function rowOf(uint256 epoch, uint256 seat) public view returns (bytes32[] memory row) {
        row = new bytes32[](walks[epoch].ids.length);
        for (uint256 k; k < row.length; ++k) {
            uint256 word = uint256(keccak256(abi.encode(epoch, seat, k)));
            if (word % 5 == 0) word &= ~uint256(0xff);
            row[k] = word % 7 == 0 ? bytes32(0) : bytes32(word);
        }
    }

    function _publishOne(uint256 seed) private {
        Terms memory t = _terms();
        t.lane = 1;
        t.reward = uint96(bound(seed, 4e18, 1000e18));
        t.panelSize = 5;
        t.answerBond = uint96(_at(seed, 1) % 2e18);
        // The owner of the first miner is a juror.
        _doPublish(publishers[seed % 3], t);
    }

    /// Receipts that agree; or three that do not, and somebody who hands the answers to the panel.
    function _agree(uint256 id, bool quarrel) private {
        for (uint256 i; i < 3; ++i) {
            TaskReceipt memory r = _openReceipt();
            if (quarrel) r.root = bytes32(i + 1);
            _submit(id, autos[i], r);
        }
        if (!quarrel) return;
        tasks.escalate(id);
        reached[0] += 1;
    }

    function _accountEpoch(uint256 epoch, Walk storage w, bytes32[] memory medians) private {
        w.settled = true;
        for (uint256 k; k < w.ids.length; ++k) {
            (,, uint256 mask) = _countTask(epoch, w, k);
            TaskView memory v = reader.getTask(w.ids[k]);
            uint256 size = w.panel.length;
            uint256 present = _bits(mask);
            bool decided = 2 * present > size;
            assertEq(v.state == State.Settled, decided, "a quorum settles, and nothing else");
            if (!decided) continue;
            assertEq(v.medians, medians[k], "other medians");
            uint256 pay = uint96(w.entries[k]) / size;
            for (uint256 seat; seat < size; ++seat) {
                if ((mask >> seat) & 1 != 0) w.pays[seat] += pay;
            }
            escrowOf[w.ids[k]] -= pay * present;
            _accountEnd(w.ids[k]);
            reached[1] += 1;
        }
    }

    function _resultOf(uint256 epoch, Walk storage w)
        private
        view
        returns (IVoteModule.EpochResult memory r)
    {
        (r.entries, r.workers) = (w.entries, w.workers);
        r.votes = new IVoteModule.EpochVote[](w.opened.length);
        for (uint256 i; i < r.votes.length; ++i) {
            r.votes[i] = _voteOf(epoch, w.opened[i]);
        }
        r.medians = new bytes32[](w.ids.length);
        for (uint256 k; k < r.medians.length; ++k) {
            (bytes32[] memory words,, uint256 mask) = _countTask(epoch, w, k);
            if (2 * _bits(mask) <= w.panel.length) continue;
            for (uint256 lane; lane < Lanes.COUNT; ++lane) {
                r.medians[k] |= bytes32(uint256(_laneMedian(words, lane)) << (8 * lane));
            }
        }
    }

    /// The words that count for task `k`, how many lanes it has, and who was present.
    function _countTask(uint256 epoch, Walk storage w, uint256 k)
        private
        view
        returns (bytes32[] memory words, uint256 lanes, uint256 mask)
    {
        bytes32 used = Lanes.fromMask(uint32(w.entries[k] >> 96));
        lanes = _count(used);
        words = new bytes32[](w.opened.length);
        for (uint256 i; i < words.length; ++i) {
            uint8 seat = w.opened[i];
            if ((w.excluded[k] >> seat) & 1 != 0) continue;
            words[i] = rowOf(epoch, seat)[k] & used;
            if (2 * _count(words[i]) >= lanes) mask |= 1 << seat;
        }
    }

    function _voteOf(uint256 epoch, uint8 seat)
        private
        view
        returns (IVoteModule.EpochVote memory)
    {
        return IVoteModule.EpochVote(seat, 0, bytes32(uint256(seat)), rowOf(epoch, seat));
    }

    /// The slot that makes a member a party to a task; the highest number when none does.
    function _partyIn(uint256 id, uint16 member) private view returns (uint256) {
        address owner = _owner(member);
        if (reader.getTask(id).publisher == owner) return Lanes.COUNT;
        AnswerView[] memory answers = reader.getAnswers(id);
        for (uint256 slot; slot < answers.length; ++slot) {
            if (answers[slot].owner == owner) return slot;
        }
        return type(uint256).max;
    }

    function _latest() private view returns (uint256 epoch, Walk storage w) {
        epoch = walks.length - 1;
        w = walks[epoch];
    }

    function _isRevealing(uint256 epoch) private view returns (bool) {
        IVoteModule.BallotView memory b = votes.epochBallotOf(epoch);
        return block.timestamp > b.commitEnd && block.timestamp <= b.revealEnd;
    }

    function _isOpen(Walk storage w, uint8 seat) private view returns (bool) {
        for (uint256 i; i < w.opened.length; ++i) {
            if (w.opened[i] == seat) return true;
        }
        return false;
    }

    function _bits(uint256 mask) private pure returns (uint256 count) {
        for (; mask != 0; mask >>= 1) {
            count += mask & 1;
        }
    }

    function _at(uint256 seed, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i)));
    }
}
