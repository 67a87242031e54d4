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
    /// wei the open tasks put into escrow
    uint256 public escrowed;
    /// wei sent to a contract by nobody's rule
    mapping(address where => uint256) public donated;
    bool public trespassed;
    mapping(address payee => uint256) public credited;
    mapping(address payee => uint256) public claimed;
    mapping(uint256 id => State) public ended;
    /// how many tasks were refunded, settled without a panel, settled with one
    uint256[3] public ends;
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
            address tasks_
        )
    {
        return (
            address(token), address(stakes), address(distributor), address(votes), address(tasks)
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

    /// The agreed receipt's medians, by insertion sort; zero without a majority of the seats.
    function referenceMedians(uint256 id) public view returns (bytes32 medians) {
        IVoteModule.VoteView[] memory list = votes.votesOf(id);
        bytes32[] memory words = _revealedWords(list);
        if (2 * words.length <= list.length) return 0;
        for (uint256 lane; lane < Lanes.COUNT; ++lane) {
            medians |= bytes32(uint256(_laneMedian(words, lane)) << (8 * lane));
        }
    }

    /// What an honest validator finds: depends on the task and on which answers are open. Another
    /// `variant` is what a faulty one finds.
    function receiptOf(uint256 id, uint256 variant) public view returns (TaskReceipt memory r) {
        AnswerView[] memory answers = tasks.getAnswers(id);
        uint256 seed = uint256(keccak256(abi.encode("receipt", id)));
        r.root = keccak256(abi.encode(id, variant));
        r.laneSlots = NO_LANES;
        uint256 lanes = tasks.getTask(id).terms.panelSize == 0 ? 0 : seed % 4;
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
        bytes32 used = Lanes.usedMask(tasks.getTask(id).agreed.laneSlots);
        return keccak256(abi.encode(id, juror, salt)) & used;
    }

    function _doPublish(address from, Terms memory t) internal {
        vm.prank(from);
        tasks.publish(t);
        escrowed += uint256(t.reward) + t.reward / 2;
    }

    function _doOpenHidden(uint256 id) internal {
        vm.prank(relayer);
        tasks.openHidden(id, HIDDEN_CONTENT, HIDDEN_SALT);
    }

    function _doVote(uint256 id, uint16 juror, bytes32 scores) internal {
        bytes32 commit = _voteCommit(id, juror, scores);
        vm.prank(_worker(juror));
        votes.commitVote(id, commit);
        sealedVotes[id][juror] = commit;
    }

    function _doRevealVote(uint256 id, uint16 juror, bytes32 scores) internal {
        _revealVote(id, juror, scores);
        openedScores[id][juror] = scores;
    }

    function _doSettle(uint256 id, bytes32 medians) internal {
        vm.recordLogs();
        vm.prank(relayer);
        tasks.settle(id, medians);
        _accountEnd(id);
    }

    function _doRefund(uint256 id) internal {
        vm.recordLogs();
        vm.prank(relayer);
        tasks.refund(id);
        _accountEnd(id);
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

    /// Everything that came in goes out once: to payees, or out of the supply.
    function _accountEnd(uint256 id) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        TaskView memory v = tasks.getTask(id);
        assertEq(uint8(ended[id]), uint8(State.None), "a task ended twice");
        ended[id] = v.state;
        ends[v.state == State.Refunded ? 0 : v.panel.length == 0 ? 1 : 2] += 1;
        uint256 all = uint256(v.terms.reward) + v.terms.reward / 2;
        escrowed -= all;
        (uint256 credits, uint256 slashed) = _countMoves(logs);
        (uint256 out, uint256 burnt) = _reported(logs);
        // What the event calls burned holds slashed bonds, and a guilty publisher's stake.
        assertEq(out, credits, "reported is not credited");
        assertEq(out + burnt - slashed, all, "paid + refunded + burned is not what came in");
        burned += burnt;
    }

    function _countMoves(Vm.Log[] memory logs) private returns (uint256 credits, uint256 slashed) {
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

    function _reported(Vm.Log[] memory logs) private pure returns (uint256 out, uint256 burnt) {
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == ITaskManager.TaskRefunded.selector) {
                (, out, burnt) = abi.decode(logs[i].data, (bytes32, uint256, uint256));
            } else if (topic == ITaskManager.TaskSettled.selector) {
                (, uint256 paid, uint256 refunded, uint256 gone,) =
                    abi.decode(logs[i].data, (bytes32, uint256, uint256, uint256, bytes32[2]));
                (out, burnt) = (paid + refunded, gone);
            }
        }
    }

    function _revealedWords(IVoteModule.VoteView[] memory list)
        private
        pure
        returns (bytes32[] memory words)
    {
        uint256 count;
        words = new bytes32[](list.length);
        for (uint256 i; i < list.length; ++i) {
            if (list[i].revealed) words[count++] = list[i].scores;
        }
        assembly ("memory-safe") {
            mstore(words, count)
        }
    }

    /// All weights are equal here, so the lower median is the (n + 1) / 2-th smallest.
    function _laneMedian(bytes32[] memory words, uint256 lane) private pure returns (uint8) {
        uint256 need = (words.length + 1) / 2;
        for (uint256 score;; ++score) {
            uint256 atMost;
            for (uint256 i; i < words.length; ++i) {
                if (Lanes.byteAt(words[i], lane) <= score) ++atMost;
            }
            if (atMost >= need) return uint8(score);
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
