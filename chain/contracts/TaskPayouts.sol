// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputable} from "./interfaces/IDisputable.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {ITaskPayouts} from "./interfaces/ITaskPayouts.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {Attestations} from "./libraries/Attestations.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PayoutLib} from "./libraries/PayoutLib.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {Answer, Receipt, State, Task, Terms} from "./types/TaskTypes.sol";

contract TaskPayouts is ITaskPayouts, IDisputable {
    enum Hearing {
        None,
        Open,
        Ruled
    }

    /// What the court made of a task.
    struct Ruling {
        Hearing hearing;
        /// wei of the experts' part that went to experts
        uint96 served;
        bytes32 medians;
    }

    /// What a collection works on.
    struct Job {
        uint256 id;
        Task s;
        Receipt receipt;
        PayoutLib.Output out;
        IVoteModule.BallotView[2] panels;
        IRewardDistributor.Credit[] credits;
        uint256 count;
        uint256 total;
        uint256 taken;
    }

    uint8 private constant PUBLISHER = 1;
    uint8 private constant MINER = 2;
    uint8 private constant PEER = 3;
    uint8 private constant AUTO = 4;
    uint8 private constant EXPERT = 5;
    uint8 private constant NETWORK = 6;

    /// Slots of a settlement: 32 answers, 21 seats of each of two panels, 5 receipts, and two more.
    uint256 private constant SEATS = 32;
    uint256 private constant ROUND_SEATS = 21;
    uint256 private constant RECEIPTS = 74;
    uint256 private constant TREASURY = 79;
    uint256 private constant OWNER = 80;

    IStakeManager public immutable stakes;
    ITaskManager public immutable tasks;
    IVoteModule public immutable votes;
    IRewardDistributor public immutable distributor;
    address public immutable treasury;
    address public immutable court;
    /// @inheritdoc ITaskPayouts
    uint32 public immutable disputeSeconds;

    mapping(uint256 id => Ruling) private _rulings;

    constructor(
        IStakeManager stakes_,
        ITaskManager tasks_,
        IVoteModule votes_,
        IRewardDistributor distributor_,
        address treasury_,
        address court_,
        uint32 disputeSeconds_
    ) {
        // The treasury has a part in every task: without one, that could never be paid out.
        if (treasury_ == address(0)) revert IRewardDistributor.ZeroPayee();
        stakes = stakes_;
        tasks = tasks_;
        votes = votes_;
        distributor = distributor_;
        treasury = treasury_;
        court = court_;
        disputeSeconds = disputeSeconds_;
    }

    modifier onlyCourt() {
        if (msg.sender != court) revert NotCourt(msg.sender);
        _;
    }

    /// @inheritdoc ITaskPayouts
    function collect(uint256 id, uint8[] calldata slots) external {
        Job memory job;
        (job.id, job.s) = (id, tasks.recordOf(id));
        State state = job.s.state;
        if (state != State.Settled && state != State.Refunded) revert NotEnded(id);
        (job.panels[0], job.panels[1]) = (votes.ballotOf(id, 0), votes.ballotOf(id, 1));
        if (state == State.Settled) {
            _divide(job);
            _requireUndisputed(job);
        }
        job.credits = new IRewardDistributor.Credit[](slots.length);
        job.taken = job.s.collected;
        for (uint256 i; i < slots.length; ++i) {
            uint256 slot = slots[i];
            if (slot > OWNER) revert NoSlot(id, slots[i]);
            if ((job.taken >> slot) & 1 != 0) continue;
            job.taken |= 1 << slot;
            _take(job, slot);
        }
        _pay(job, uint88(job.taken ^ job.s.collected));
    }

    /// @inheritdoc ITaskPayouts
    function collectEpoch(uint256 epoch, uint8[] calldata seats, uint256[] calldata pays) external {
        Job memory job;
        uint256 asked;
        for (uint256 i; i < seats.length; ++i) {
            asked |= 1 << seats[i];
        }
        uint256 fresh = votes.takeEpochSeats(epoch, asked, pays);
        IVoteModule.BallotView memory ballot = votes.epochBallotOf(epoch);
        uint96 bond = votes.epochOf(epoch).bond;
        job.credits = new IRewardDistributor.Credit[](ballot.ids.length);
        for (uint256 seat; seat < ballot.ids.length; ++seat) {
            if ((fresh >> seat) & 1 == 0) continue;
            uint16 jurorId = ballot.ids[seat];
            _releaseSeat(jurorId, bond, (ballot.revealed >> seat) & 1 != 0);
            if (pays.length != 0) _credit(job, stakes.ownerOf(jurorId), PEER, pays[seat]);
        }
        _pay(job, 0);
    }

    /// @inheritdoc ITaskPayouts
    function sharesOf(uint256 id) external view returns (PayoutLib.Output memory) {
        Job memory job;
        (job.id, job.s) = (id, tasks.recordOf(id));
        if (job.s.state != State.Settled) revert NotEnded(id);
        _divide(job);
        return job.out;
    }

    /// @inheritdoc IDisputable
    function disputeOf(uint256 id) external view returns (Standing memory standing) {
        Job memory job;
        (job.id, job.s) = (id, tasks.recordOf(id));
        standing.barred = _barred(job);
        if (job.s.state != State.Settled) return standing;
        (job.panels[0], job.panels[1]) = (votes.ballotOf(id, 0), votes.ballotOf(id, 1));
        _hear(job);
        if (job.s.terms.panelSize != 0) standing.used = Lanes.usedMask(job.receipt.laneSlots);
        (standing.medians, standing.caps) = (job.s.word, job.receipt.laneCaps);
        standing.end = _disputeEnd(job);
    }

    /// @inheritdoc IDisputable
    function onDispute(uint256 id) external onlyCourt {
        _rulings[id].hearing = Hearing.Open;
    }

    /// @inheritdoc IDisputable
    function onRuling(uint256 id, bytes32 medians, address[] calldata experts) external onlyCourt {
        Terms memory t = tasks.recordOf(id).terms;
        uint256 part = uint256(t.reward) * t.expertsBps / 10_000;
        uint256 each = experts.length == 0 ? 0 : part / experts.length;
        uint256 served = each * experts.length;
        _rulings[id] = Ruling(Hearing.Ruled, uint96(served), medians);
        if (served == 0) return;
        IRewardDistributor.Credit[] memory credits = new IRewardDistributor.Credit[](experts.length);
        for (uint256 i; i < experts.length; ++i) {
            credits[i] = IRewardDistributor.Credit(experts[i], EXPERT, uint96(each));
        }
        tasks.takeSlots(id, 0, served);
        distributor.credit(id, credits);
    }

    /// What was found and decided: the court's ruling where there is one.
    function _hear(Job memory job) private view {
        job.receipt = tasks.receiptOf(job.id, job.s.agreed - 1);
        if (disputeSeconds != 0 && _rulings[job.id].hearing == Hearing.Ruled) {
            job.s.word = _rulings[job.id].medians;
        }
    }

    function _divide(Job memory job) private view {
        _hear(job);
        Task memory s = job.s;
        PayoutLib.Input memory input;
        input.reward = s.terms.reward;
        input.minersBps = s.terms.minersBps;
        input.peersBps = s.terms.peersBps;
        input.networkBps = s.terms.networkBps;
        input.points = _points(s.answers, job.receipt, s.word);
        input.seats = votes.seatsOf(job.id, s.epoch);
        input.present = s.tally;
        input.attesters = Attestations.countOf(s.attested, s.receipts, s.agreed - 1);
        job.out = PayoutLib.settle(input);
    }

    function _requireUndisputed(Job memory job) private view {
        if (disputeSeconds == 0) return;
        Hearing hearing = _rulings[job.id].hearing;
        if (hearing == Hearing.Open) revert InDispute(job.id);
        uint40 end = _disputeEnd(job);
        if (hearing == Hearing.None && block.timestamp <= end) revert StillDisputable(job.id, end);
    }

    /// Zero when there is nothing to dispute: checks alone decided, and their receipts are replayed.
    function _disputeEnd(Job memory job) private view returns (uint40 end) {
        Task memory s = job.s;
        if (disputeSeconds == 0 || s.terms.panelSize == 0) return 0;
        if (job.receipt.laneSlots == Lanes.NONE) return 0;
        end = PhaseLib.scheduleIn(s.terms, s.publishedAt).voteRevealEnd;
        uint40 later =
            s.epoch == 0 ? job.panels[1].revealEnd : votes.epochBallotOf(s.epoch).revealEnd;
        // A growing panel's ballot ends with its latest round.
        if (job.panels[0].revealEnd > later) later = job.panels[0].revealEnd;
        if (later > end) end = later;
        return end + disputeSeconds;
    }

    /// Publisher and miners, both keys each.
    function _barred(Job memory job) private view returns (address[] memory list) {
        uint256 count = job.s.answers;
        list = new address[](2 * count + 2);
        (list[0], list[1]) = (job.s.publisher, job.s.publisherOwner);
        for (uint256 slot; slot < count; ++slot) {
            Answer memory answer = tasks.answerOf(job.id, slot);
            list[2 * slot + 2] = answer.worker;
            list[2 * slot + 3] = stakes.ownerOf(answer.minerId);
        }
    }

    function _points(uint256 count, Receipt memory receipt, bytes32 medians)
        private
        pure
        returns (uint256[] memory points)
    {
        points = new uint256[](count);
        for (uint256 slot; slot < count; ++slot) {
            points[slot] = Lanes.byteAt(receipt.proved, slot);
        }
        for (uint256 lane; lane < Lanes.COUNT; ++lane) {
            uint256 slot = Lanes.byteAt(receipt.laneSlots, lane);
            if (slot == Lanes.NO_SLOT) continue;
            points[slot] += uint256(Lanes.byteAt(receipt.laneCaps, lane))
            * Lanes.byteAt(medians, lane) / 255;
        }
    }

    /// Pays a slot's share and returns its bond, less what silence (all) and disproof (half) cost.
    function _take(Job memory job, uint256 slot) private {
        if (slot < SEATS) return _takeAnswer(job, slot);
        if (slot < RECEIPTS) return _takeSeat(job, slot - SEATS);
        if (slot < TREASURY) return _takeReceipt(job, slot - RECEIPTS);
        Task memory s = job.s;
        bool settled = s.state == State.Settled;
        if (slot == TREASURY) return _credit(job, treasury, NETWORK, job.out.treasury);
        uint256 stake = !settled && s.tally != 0 ? 0 : s.terms.reward / 2;
        uint256 back = settled ? job.out.refunded - _rulings[job.id].served : s.terms.reward;
        _credit(job, s.publisher, PUBLISHER, back + stake);
    }

    function _takeAnswer(Job memory job, uint256 slot) private {
        if (slot >= job.s.answers) return;
        Answer memory answer = tasks.answerOf(job.id, slot);
        uint16 minerId = answer.minerId;
        uint96 bond = job.s.terms.answerBond;
        uint96 penalty;
        bytes32 reason;
        if (!answer.revealed) {
            (penalty, reason) = (bond, "answer not revealed");
        } else if ((job.receipt.faults >> slot) & 1 != 0) {
            (penalty, reason) = (bond / 2, "answer disproved");
        }
        if (penalty != 0) stakes.slash(minerId, penalty, reason, address(0));
        if (penalty != bond) stakes.unlock(minerId, bond - penalty);
        if (job.s.state != State.Settled) return;
        _credit(job, stakes.ownerOf(minerId), MINER, job.out.miners[slot]);
    }

    function _takeSeat(Job memory job, uint256 index) private {
        IVoteModule.BallotView memory panel = job.panels[index / ROUND_SEATS];
        uint256 seat = index % ROUND_SEATS;
        if (seat >= panel.ids.length || (panel.gone >> seat) & 1 != 0) return;
        uint16 jurorId = panel.ids[seat];
        _releaseSeat(jurorId, job.s.terms.answerBond, (panel.revealed >> seat) & 1 != 0);
        if ((panel.present >> seat) & 1 == 0) return;
        _credit(job, stakes.ownerOf(jurorId), PEER, job.out.seatPay);
    }

    function _releaseSeat(uint16 jurorId, uint96 bond, bool revealed) private {
        if (bond == 0) return;
        if (revealed) stakes.unlock(jurorId, bond);
        else stakes.slash(jurorId, bond, "vote not revealed", address(0));
    }

    function _takeReceipt(Job memory job, uint256 index) private view {
        Task memory s = job.s;
        if (s.state != State.Settled || index >= s.receipts) return;
        if (Attestations.variantAt(s.attested, index) != s.agreed - 1) return;
        address owner = stakes.ownerOf(Attestations.autoAt(s.attested, index));
        _credit(job, owner, AUTO, job.out.autoEach);
    }

    function _credit(Job memory job, address to, uint8 role, uint256 amount) private pure {
        job.credits[job.count++] = IRewardDistributor.Credit(to, role, uint96(amount));
        job.total += amount;
    }

    /// The slots are marked before any token moves.
    function _pay(Job memory job, uint88 slots) private {
        IRewardDistributor.Credit[] memory list = job.credits;
        uint256 count = job.count;
        assembly ("memory-safe") {
            mstore(list, count)
        }
        tasks.takeSlots(job.id, slots, job.total);
        distributor.credit(job.id, list);
    }
}
