// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {CourtMoney} from "./CourtMoney.sol";
import {IDisputable} from "./interfaces/IDisputable.sol";
import {IDisputeCourt} from "./interfaces/IDisputeCourt.sol";
import {IEconomy} from "./interfaces/IEconomy.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {PackedMedian} from "./libraries/PackedMedian.sol";
import {Sortition} from "./libraries/Sortition.sol";

contract DisputeCourt is CourtMoney, EIP712 {
    using Sortition for Sortition.Draw;

    bytes32 private constant EXPERT_VOTE = keccak256(
        "ExpertVote(uint256 caseId,uint8 tier,bool rolled,address expert,bytes32 scores,uint8 guilt,bytes32 rationaleHash,bytes32 salt)"
    );

    uint40 public constant COMMIT_WINDOW = 2 hours;
    uint40 public constant REVEAL_WINDOW = 1 hours;
    uint40 public constant APPEAL_WINDOW = 6 hours;
    /// Draws beyond the seats, for experts who may not or cannot sit.
    uint256 private constant SPARE_DRAWS = 48;

    /// The sealed hash, then the scores; the worker who sealed it; its guilt.
    struct Vote {
        bytes32 word;
        address worker;
        uint8 guilt;
    }

    mapping(bytes32 panel => mapping(uint16 expertId => Vote)) private _votes;
    /// Words an expert has posted to his panel.
    mapping(bytes32 panel => mapping(uint16 expertId => uint8)) private _posted;

    constructor(
        IERC20 token_,
        IStakeManager stakes_,
        IRewardDistributor distributor_,
        IEconomy economy_,
        IDisputable market_
    ) CourtMoney(token_, stakes_, distributor_, economy_, market_) EIP712("PoIW", "1") {}

    /// @inheritdoc IDisputeCourt
    function dispute(uint256 task, uint16 accused, IEconomy.Fault fault, bytes32 evidence)
        external
        returns (uint256 caseId)
    {
        (bool open, bytes32 medians, bytes32 used,) = market.disputeOf(task);
        if (!open) revert WindowClosed(task);
        if (accused == 0 && fault != IEconomy.Fault.AnswerDisproved) revert FaultWithoutAccused();
        caseId = ++caseCount;
        Case storage c = _cases[caseId];
        (c.task, c.used, c.ruling, c.evidence) = (task, used, medians, evidence);
        (c.accused, c.fault) = (accused, fault);
        emit Disputed(caseId, task, msg.sender, accused, fault, evidence);
        _openTier(caseId, c, msg.sender);
        market.onDispute(task);
        if (accused != 0) stakes.hold(accused);
        _take(2 * costOf(1));
    }

    /// @inheritdoc IDisputeCourt
    function draw(uint256 caseId) external {
        Case storage c = _in(caseId, Stage.Drawing);
        if (block.number <= c.beaconBlock) revert BeaconNotReady(c.beaconBlock);
        bytes32 blockHash = blockhash(c.beaconBlock);
        if (blockHash == 0) return _arm(caseId, c);
        bytes32 seed =
            keccak256(abi.encode(blockHash, block.chainid, address(this), caseId, c.tier));
        uint16[] memory ids = _drawSeats(c, seed);
        Round storage round = _rounds[caseId][c.tier];
        round.seats = ids;
        round.revealed = 0;
        c.stage = Stage.Voting;
        c.commitEnd = uint40(block.timestamp) + COMMIT_WINDOW;
        c.revealEnd = c.commitEnd + REVEAL_WINDOW;
        emit ExpertsDrawn(caseId, c.tier, ids);
        for (uint256 i; i < ids.length; ++i) {
            stakes.lock(ids[i], SEAT_BOND);
        }
    }

    /// @inheritdoc IDisputeCourt
    function commitVote(uint256 caseId, bytes32 commit) external {
        if (commit == 0) revert ZeroCommit();
        Case storage c = _in(caseId, Stage.Voting);
        uint16 expertId = _seated(caseId, c);
        Vote storage vote = _votes[_panelKey(caseId, c)][expertId];
        if (vote.worker != address(0)) revert AlreadyCommitted(expertId);
        (vote.word, vote.worker) = (commit, msg.sender);
        emit ExpertCommitted(caseId, c.tier, expertId, commit);
    }

    /// @inheritdoc IDisputeCourt
    function post(uint256 caseId, uint8 step, bytes32 word) external {
        Case storage c = _in(caseId, Stage.Voting);
        uint16 expertId = _seated(caseId, c);
        bytes32 key = _panelKey(caseId, c);
        uint8 next = _posted[key][expertId];
        // Said twice, a step is not the next one: nobody has two first votes.
        if (step != next) revert WrongStep(step, next);
        _posted[key][expertId] = next + 1;
        emit ExpertPosted(caseId, c.tier, expertId, c.rolled, step, word);
    }

    /// @inheritdoc IDisputeCourt
    function revealVotes(uint256 caseId, Opening[] calldata openings) external {
        Case storage c = _in(caseId, Stage.Voting);
        if (block.timestamp <= c.commitEnd) revert VotingOpen(c.commitEnd);
        if (block.timestamp > c.revealEnd) revert VotingOver(c.revealEnd);
        Round storage round = _rounds[caseId][c.tier];
        uint16[] memory seats = round.seats;
        uint32 revealed = round.revealed;
        for (uint256 i; i < openings.length; ++i) {
            uint256 seat = _seatOf(seats, openings[i].expertId);
            if (seat == seats.length) revert NotSealed(openings[i].expertId);
            if ((revealed >> seat) & 1 != 0) continue;
            revealed |= uint32(1 << seat);
            _reveal(caseId, c, openings[i]);
        }
        round.revealed = revealed;
    }

    /// @inheritdoc IDisputeCourt
    function rule(uint256 caseId, bytes32 medians, uint8 guilt) external {
        Case storage c = _in(caseId, Stage.Voting);
        Round storage round = _rounds[caseId][c.tier];
        uint16[] memory seats = round.seats;
        uint32 revealed = round.revealed;
        uint256 open = _ones(revealed);
        // An empty panel has nothing to wait for.
        if (open != seats.length && block.timestamp <= c.revealEnd) revert VotingOpen(c.revealEnd);
        if (2 * open > seats.length) {
            _check(caseId, c, seats, revealed, open, medians, guilt);
            (round.ruled, round.rolled) = (true, c.rolled);
            (c.ruling, c.guilt, c.stage) = (medians, guilt, Stage.Appealable);
            // Nothing is above the last tier: its window is over at once.
            c.appealEnd = uint40(block.timestamp);
            if (c.tier == LAST_TIER) c.appealEnd -= 1;
            else c.appealEnd += APPEAL_WINDOW;
            emit Ruled(caseId, c.tier, medians, guilt);
        } else {
            emit NoQuorum(caseId, c.tier);
            if (c.rolled) {
                c.stage = Stage.Appealable;
                c.appealEnd = uint40(block.timestamp) - 1;
            } else {
                c.rolled = true;
                c.stage = Stage.Drawing;
                _arm(caseId, c);
            }
        }
        _freeSeats(seats, revealed);
    }

    /// @inheritdoc IDisputeCourt
    function appeal(uint256 caseId) external {
        Case storage c = _in(caseId, Stage.Appealable);
        uint40 end = c.appealEnd - APPEAL_WINDOW / 2;
        // A ruling that no quorum made has no window.
        if (block.timestamp > end) revert VotingOver(end);
        Round storage next = _rounds[caseId][c.tier + 1];
        if (next.appellant != address(0)) revert AlreadyAppealed(caseId);
        next.appellant = msg.sender;
        uint256 bond = 2 * costOf(c.tier + 1);
        emit Appealed(caseId, c.tier + 1, msg.sender, bond);
        _take(bond);
    }

    /// @inheritdoc IDisputeCourt
    function defend(uint256 caseId) external {
        Case storage c = _in(caseId, Stage.Appealable);
        if (block.timestamp > c.appealEnd) revert VotingOver(c.appealEnd);
        Round storage next = _rounds[caseId][c.tier + 1];
        if (next.appellant == address(0) || next.defender != address(0)) {
            revert NothingToDefend(caseId);
        }
        next.defender = msg.sender;
        uint256 bond = costOf(c.tier + 1);
        emit Defended(caseId, c.tier + 1, msg.sender, bond);
        _take(bond);
    }

    /// @inheritdoc IDisputeCourt
    function proceed(uint256 caseId) external {
        Case storage c = _in(caseId, Stage.Appealable);
        if (block.timestamp <= c.appealEnd) revert VotingOpen(c.appealEnd);
        address appellant = _rounds[caseId][c.tier + 1].appellant;
        if (appellant == address(0)) return _execute(caseId, c);
        _openTier(caseId, c, appellant);
    }

    function _openTier(uint256 caseId, Case storage c, address appellant) private {
        uint8 tier = ++c.tier;
        c.stage = Stage.Drawing;
        c.rolled = false;
        Round storage round = _rounds[caseId][tier];
        (round.appellant, round.against, round.againstGuilt) = (appellant, c.ruling, c.guilt);
        _arm(caseId, c);
    }

    /// The block is chosen before its hash can be known.
    function _arm(uint256 caseId, Case storage c) private {
        c.beaconBlock = uint40(block.number + 1);
        emit TierOpened(caseId, c.tier, c.beaconBlock);
    }

    function _drawSeats(Case storage c, bytes32 seed) private view returns (uint16[] memory ids) {
        (,,, address[] memory barred) = market.disputeOf(c.task);
        uint256 size = seatsOf(c.tier);
        uint256 pool = stakes.memberCount(EXPERT);
        Sortition.Draw memory lot = Sortition.start(seed, pool, size + SPARE_DRAWS);
        ids = new uint16[](size);
        uint256 filled;
        while (filled < size && !lot.isOver()) {
            uint16 id = stakes.memberAt(EXPERT, lot.next());
            if (_maySit(id, c, barred)) ids[filled++] = id;
        }
        assembly ("memory-safe") {
            mstore(ids, filled)
        }
    }

    /// Higher tiers seat higher levels: seed 001, "AI Levels: Standard/Advanced/Specialist/Master".
    function _maySit(uint16 id, Case storage c, address[] memory barred)
        private
        view
        returns (bool)
    {
        if (id == c.accused || !stakes.isActive(id)) return false;
        if (stakes.freeStake(id) < SEAT_BOND || stakes.levelOf(id) + 1 < c.tier) return false;
        IStakeManager.Member memory member = stakes.memberOf(id);
        for (uint256 i; i < barred.length; ++i) {
            if (member.owner == barred[i] || member.worker == barred[i]) return false;
        }
        return true;
    }

    /// The caller's expert, while the panel he sits on deliberates.
    function _seated(uint256 caseId, Case storage c) private view returns (uint16 expertId) {
        if (block.timestamp > c.commitEnd) revert VotingOver(c.commitEnd);
        expertId = stakes.idOfWorker(msg.sender);
        uint16[] memory seats = _rounds[caseId][c.tier].seats;
        if (_seatOf(seats, expertId) == seats.length) revert NotOnPanel(caseId, msg.sender);
    }

    function _reveal(uint256 caseId, Case storage c, Opening calldata o) private {
        if (o.scores & ~c.used != 0 || (c.accused == 0 && o.guilt != 0)) {
            revert DirtyTail(o.expertId);
        }
        Vote storage vote = _votes[_panelKey(caseId, c)][o.expertId];
        if (vote.worker == address(0)) revert NotSealed(o.expertId);
        bytes32 opened = _hashTypedDataV4(
            keccak256(
                abi.encode(
                    EXPERT_VOTE,
                    caseId,
                    c.tier,
                    c.rolled,
                    vote.worker,
                    o.scores,
                    o.guilt,
                    o.rationaleHash,
                    o.salt
                )
            )
        );
        if (opened != vote.word) revert VoteMismatch(opened, vote.word);
        (vote.word, vote.guilt) = (o.scores, o.guilt);
        emit ExpertRevealed(caseId, c.tier, o.expertId, o.scores, o.guilt, o.rationaleHash);
    }

    function _check(
        uint256 caseId,
        Case storage c,
        uint16[] memory seats,
        uint32 revealed,
        uint256 open,
        bytes32 medians,
        uint8 guilt
    ) private view {
        bytes32[] memory words = new bytes32[](open);
        bytes32[] memory guilts = new bytes32[](open);
        uint256[] memory weights = new uint256[](open);
        bytes32 key = _panelKey(caseId, c);
        uint256 next;
        for (uint256 seat; seat < seats.length; ++seat) {
            if ((revealed >> seat) & 1 == 0) continue;
            Vote storage vote = _votes[key][seats[seat]];
            (words[next], guilts[next]) = (vote.word, bytes32(uint256(vote.guilt)));
            // Within a tier all experts weigh the same: level decided who may sit.
            weights[next++] = 1;
        }
        bool right = PackedMedian.checkWhole(words, weights, medians)
            && PackedMedian.checkWhole(guilts, weights, bytes32(uint256(guilt)));
        if (!right) revert BadHint();
    }

    function _voteOf(uint256 caseId, uint8 tier, bool rolled, uint16 expertId)
        internal
        view
        override
        returns (bytes32 scores, uint8 guilt)
    {
        Vote storage vote = _votes[keccak256(abi.encode(caseId, tier, rolled))][expertId];
        return (vote.word, vote.guilt);
    }

    function _panelKey(uint256 caseId, Case storage c) private view returns (bytes32) {
        return keccak256(abi.encode(caseId, c.tier, c.rolled));
    }

    function _seatOf(uint16[] memory seats, uint16 expertId) private pure returns (uint256 seat) {
        while (seat < seats.length && seats[seat] != expertId) ++seat;
    }

    function _ones(uint32 bits) private pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) {
            ++count;
        }
    }
}
