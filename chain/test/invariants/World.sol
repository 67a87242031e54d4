// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {CommitHash} from "../../contracts/libraries/CommitHash.sol";
import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {ITaskManager} from "../../contracts/interfaces/ITaskManager.sol";
import {IRewardDistributor} from "../../contracts/interfaces/IRewardDistributor.sol";
import {IStakeManager} from "../../contracts/interfaces/IStakeManager.sol";
import {Lanes} from "../../contracts/libraries/Lanes.sol";
import {
    AnswerView,
    Receipt as TaskReceipt,
    State,
    TaskView,
    Terms
} from "../../contracts/types/TaskTypes.sol";
import {Fixture} from "../Fixture.sol";

/// @notice A populated deployment, every step of a task's life, and what each step must have moved.
/// Steps do not ask whether they are allowed: that is the handlers' business.
abstract contract World is Fixture {
    uint256 internal constant SUPPLY = 1_000_000_000e18;

    address[] internal publishers;
    address[] internal payees;
    address internal relayer = makeAddr("relayer");
    address internal attacker = makeAddr("attacker");

    /// wei that left the supply, by the events
    uint256 public burned;
    /// wei the tasks put into escrow and nobody has collected
    uint256 public escrowed;
    mapping(uint256 id => uint256) public escrowOf;
    /// wei sent to a contract by nobody's rule
    mapping(address where => uint256) public donated;
    bool public trespassed;
    mapping(address payee => uint256) public credited;
    mapping(address payee => uint256) public claimed;
    mapping(uint256 id => State) public ended;
    /// how many tasks were refunded, settled without a panel, settled with one
    uint256[3] public ends;
    mapping(uint256 id => bool) public rolled;
    mapping(uint256 id => mapping(uint16 juror => bytes32)) public sealedVotes;
    mapping(uint256 id => mapping(uint16 juror => bytes32)) public openedScores;

    constructor() {
        vm.warp(1_700_000_000);
        vm.roll(1000);
        _deploy();
        stakes.renounceRole(0, address(this));
        distributor.renounceRole(0, address(this));
        for (uint256 i; i < 3; ++i) {
            publishers.push(makeAddr(string.concat("publisher", vm.toString(i))));
            token.transfer(publishers[i], 1_000_000e18);
            vm.prank(publishers[i]);
            token.approve(address(tasks), type(uint256).max);
        }
        for (uint256 i; i < 4; ++i) {
            miners.push(_join(MINER, "miner", i));
        }
        for (uint256 i; i < 5; ++i) {
            peers.push(_join(PEER, "peer", i));
        }
        for (uint256 i; i < 3; ++i) {
            autos.push(_join(AUTO, "auto", i));
        }
        // A publisher who also mines, and a miner who also judges.
        miners.push(_joinAs(MINER, publishers[2], makeAddr("miner4 worker")));
        peers.push(_joinAs(PEER, _owner(miners[0]), makeAddr("peer5 worker")));
        _listPayees();
        token.approve(address(stakes), type(uint256).max);
    }

    function setUp() public override {}

    function contracts()
        external
        view
        returns (
            address token_,
            address stakes_,
            address distributor_,
            address votes_,
            address tasks_,
            address payouts_,
            address reader_
        )
    {
        return (
            address(token),
            address(stakes),
            address(distributor),
            address(votes),
            address(tasks),
            address(payouts),
            address(reader)
        );
    }

    function payeeList() external view returns (address[] memory) {
        return payees;
    }

    function publisherList() external view returns (address[] memory) {
        return publishers;
    }

    /// Every member's id: they count from 1 without a gap.
    function memberTotal() public view returns (uint16) {
        return uint16(miners.length + peers.length + autos.length);
    }

    /// Workers of the latest panel, as its draw told them.
    function workersOf(uint256 id) public view returns (address[] memory) {
        return _workers(id);
    }

    /// Whether more than half of the latest panel judged at least half of the lanes.
    function hasQuorum(uint256 id) public view returns (bool) {
        TaskView memory v = reader.getTask(id);
        if (v.panels == 0) return false;
        (bytes32[] memory words,) = _openedWords(id);
        uint256 lanes = _count(Lanes.usedMask(v.agreed.laneSlots));
        uint256 present;
        for (uint256 i; i < words.length; ++i) {
            if (2 * _count(words[i]) >= lanes) ++present;
        }
        return 2 * present > v.panel.length;
    }

    /// The latest panel's medians, by counting; zero without a quorum.
    function referenceMedians(uint256 id) public view returns (bytes32 medians) {
        if (!hasQuorum(id)) return 0;
        (bytes32[] memory words,) = _openedWords(id);
        for (uint256 lane; lane < Lanes.COUNT; ++lane) {
            medians |= bytes32(uint256(_laneMedian(words, lane)) << (8 * lane));
        }
    }

    /// Whether the task's panel grows: its rounds share one ballot.
    function isGrowing(uint256 id) public view returns (bool) {
        return reader.getTask(id).terms.lane == 2;
    }

    /// Panels of the task that have a ballot of their own.
    function ballotsOf(uint256 id) public view returns (uint8) {
        uint8 panels = reader.getTask(id).panels;
        return isGrowing(id) && panels != 0 ? 1 : panels;
    }

    /// Whether a growing panel has time and rounds left and is not sure, by counting votes.
    function isToGrow(uint256 id) public view returns (bool) {
        TaskView memory v = reader.getTask(id);
        if (block.timestamp > v.growEnd) return false;
        if (!hasQuorum(id)) return true;
        (bytes32[] memory words,) = _openedWords(id);
        bytes32 used = Lanes.usedMask(v.agreed.laneSlots);
        for (uint256 lane; lane < Lanes.COUNT; ++lane) {
            if (Lanes.byteAt(used, lane) == 0) continue;
            int256 lead;
            for (uint256 i; i < words.length; ++i) {
                uint256 score = Lanes.byteAt(words[i], lane);
                lead += score > 127 ? int256(1) : score == 0 || score > 63 ? int256(0) : -1;
            }
            // All weigh 1,000: two more of one side than of the other are enough.
            if (lead < 2 && lead > -2) return true;
        }
        return false;
    }

    /// Seats that joined in earlier rounds of a growing panel.
    function earlierSeats(uint256 id) public view returns (uint256) {
        uint8 round = _roundOf(id);
        return isGrowing(id) && round != 0 ? drawnIds[id][round - 1].length : 0;
    }

    /// What an honest validator finds: depends on the task and on which answers are open. Another
    /// `variant` is what a faulty one finds.
    function receiptOf(uint256 id, uint256 variant) public view returns (TaskReceipt memory r) {
        AnswerView[] memory answers = reader.getAnswers(id);
        uint256 seed = uint256(keccak256(abi.encode("receipt", id)));
        r.root = keccak256(abi.encode(id, variant));
        r.laneSlots = NO_LANES;
        uint256 lanes = reader.getTask(id).terms.panelSize == 0 ? 0 : seed % 4;
        uint256 used;
        for (uint256 slot; slot < answers.length; ++slot) {
            if (!answers[slot].revealed) continue;
            uint256 points = (seed >> (8 * slot)) & 0xff;
            r.proved |= bytes32(points << (8 * slot));
            if (points < 40) r.faults |= uint32(1 << slot);
            if (used == lanes) continue;
            uint256 others = uint256(r.laneSlots) & ~(uint256(0xff) << (8 * used));
            r.laneSlots = bytes32(others | (slot << (8 * used)));
            r.laneCaps |= bytes32(((seed >> (100 + 8 * used)) & 0xff) << (8 * used));
            ++used;
        }
    }

    function scoresOf(uint256 id, uint16 juror, uint256 salt) public view returns (bytes32) {
        bytes32 used = Lanes.usedMask(reader.getTask(id).agreed.laneSlots);
        return keccak256(abi.encode(id, juror, salt)) & used;
    }

    function _doPublish(address from, Terms memory t) internal {
        vm.prank(from);
        tasks.publish(t);
        escrowed += uint256(t.reward) + t.reward / 2;
        escrowOf[tasks.taskCount()] += uint256(t.reward) + t.reward / 2;
    }

    function _doOpenHidden(uint256 id) internal {
        vm.prank(relayer);
        tasks.openHidden(id, HIDDEN_CONTENT, HIDDEN_SALT);
    }

    function _doVote(uint256 id, uint16 juror, bytes32 scores) internal {
        bytes32 commit = _voteCommit(id, juror, scores);
        _vote(id, juror, scores);
        sealedVotes[id][juror] = commit;
    }

    function _doRevealVote(uint256 id, uint16 juror, bytes32 scores) internal {
        _revealVote(id, juror, scores);
        openedScores[id][juror] = scores;
    }

    function _doSettle(uint256 id, bytes32 medians) internal {
        vm.prank(relayer);
        tasks.settle(id, medians, _workers(id));
        _accountEnd(id);
    }

    function _doRefund(uint256 id) internal {
        vm.recordLogs();
        vm.prank(relayer);
        tasks.refund(id);
        _accountEnd(id);
        (, uint256 out, uint256 burnt) = _reported(vm.getRecordedLogs());
        assertEq(out + burnt, escrowOf[id], "refunded and burned are not what came in");
        burned += burnt;
        escrowed -= burnt;
        escrowOf[id] -= burnt;
    }

    function _doRoll(uint256 id) internal {
        vm.prank(relayer);
        tasks.rollPanel(id, _workers(id));
        rolled[id] = true;
    }

    function _doSnitch(uint256 id, uint16 juror, bytes32 scores) internal {
        uint96 bond = reader.getTask(id).terms.answerBond;
        IVoteModule.VoteOpening memory opening = _opening(id, juror, scores)[0];
        uint8 round = _roundOf(id);
        uint256 before = token.balanceOf(relayer);
        vm.prank(relayer);
        votes.snitch(id, round, _workers(id), opening);
        assertEq(token.balanceOf(relayer) - before, bond / 2, "prize");
        burned += bond - bond / 2;
    }

    /// Everything that came in goes out once: to payees, or out of the supply.
    function _doCollect(uint256 id, uint8[] memory slots) internal {
        vm.recordLogs();
        vm.prank(relayer);
        payouts.collect(id, slots);
        (uint256 credits, uint256 slashed) = _countMoves(vm.getRecordedLogs());
        escrowed -= credits;
        escrowOf[id] -= credits;
        burned += slashed;
    }

    function _doClaim(address to) internal {
        vm.prank(attacker);
        claimed[to] += distributor.claim(to);
    }

    function _doTopUp(uint16 member, uint96 amount) internal {
        stakes.topUp(member, amount);
    }

    function _hiddenCommitOf(address from) internal view returns (bytes32) {
        return _sealFor(
            address(tasks), CommitHash.hidden(from, _terms().specHash, HIDDEN_CONTENT, HIDDEN_SALT)
        );
    }

    function _accountEnd(uint256 id) internal {
        TaskView memory v = reader.getTask(id);
        assertEq(uint8(ended[id]), uint8(State.None), "a task ended twice");
        ended[id] = v.state;
        ends[v.state == State.Refunded ? 0 : v.panel.length == 0 ? 1 : 2] += 1;
    }

    function _countMoves(Vm.Log[] memory logs) internal returns (uint256 credits, uint256 slashed) {
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == IRewardDistributor.Credited.selector) {
                (, uint96 amount) = abi.decode(logs[i].data, (uint8, uint96));
                credited[address(uint160(uint256(logs[i].topics[1])))] += amount;
                credits += amount;
            } else if (topic == IStakeManager.Slashed.selector) {
                (uint96 amount,) = abi.decode(logs[i].data, (uint96, address));
                slashed += amount;
            }
        }
    }

    function _reported(Vm.Log[] memory logs)
        private
        pure
        returns (bytes32 reason, uint256 out, uint256 burnt)
    {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != ITaskManager.TaskRefunded.selector) continue;
            return abi.decode(logs[i].data, (bytes32, uint256, uint256));
        }
    }

    /// Votes of the latest panel that are open.
    function _openedWords(uint256 id) private view returns (bytes32[] memory words, uint256 count) {
        IVoteModule.BallotView memory ballot = _latestBallot(id);
        words = new bytes32[](ballot.ids.length);
        for (uint256 i; i < ballot.ids.length; ++i) {
            if ((ballot.revealed >> i) & 1 != 0) words[count++] = openedScores[id][ballot.ids[i]];
        }
        assembly ("memory-safe") {
            mstore(words, count)
        }
    }

    function _latestBallot(uint256 id) internal view returns (IVoteModule.BallotView memory) {
        return votes.ballotOf(id, isGrowing(id) ? 0 : _roundOf(id));
    }

    function _count(bytes32 word) internal pure returns (uint256 count) {
        for (uint256 lane; lane < Lanes.COUNT; ++lane) {
            if (Lanes.byteAt(word, lane) != 0) ++count;
        }
    }

    /// All weights are equal here, so the lower median is the (n + 1) / 2-th smallest of the n
    /// scores that do not abstain.
    function _laneMedian(bytes32[] memory words, uint256 lane) internal pure returns (uint8) {
        uint256 voted;
        for (uint256 i; i < words.length; ++i) {
            if (Lanes.byteAt(words[i], lane) != 0) ++voted;
        }
        if (voted == 0) return 0;
        for (uint256 score = 1;; ++score) {
            uint256 atMost;
            for (uint256 i; i < words.length; ++i) {
                uint256 one = Lanes.byteAt(words[i], lane);
                if (one != 0 && one <= score) ++atMost;
            }
            if (atMost >= (voted + 1) / 2) return uint8(score);
        }
    }

    function _listPayees() private {
        payees.push(treasury);
        for (uint256 i; i < publishers.length; ++i) {
            payees.push(publishers[i]);
        }
        for (uint16 id = 1; id <= memberTotal(); ++id) {
            bool known;
            for (uint256 i; i < payees.length; ++i) {
                if (payees[i] == _owner(id)) known = true;
            }
            if (!known) payees.push(_owner(id));
        }
    }
}
