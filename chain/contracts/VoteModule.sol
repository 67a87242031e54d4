// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {CommitHash} from "./libraries/CommitHash.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PackedMedian} from "./libraries/PackedMedian.sol";
import {Panel} from "./libraries/Panel.sol";
import {Sortition} from "./libraries/Sortition.sol";
import {Phase} from "./types/TaskTypes.sol";

contract VoteModule is EIP712, IVoteModule {
    using Panel for uint256;
    using Sortition for Sortition.Draw;

    struct Vote {
        /// the sealed hash, then the scores
        bytes32 word;
        address worker;
    }

    struct Opening {
        bytes32 scores;
        bytes32 rationaleHash;
        bytes32 salt;
    }

    uint8 private constant PEER = 3;
    /// Draws beyond the seats, for jurors who may not or cannot sit.
    uint256 private constant SPARE_DRAWS = 48;
    /// Tiers above the peers, and second rounds, come with appeals.
    uint8 private constant TIER = 0;
    uint32 private constant ROUND = 0;

    IStakeManager public immutable stakes;
    ITaskManager public immutable tasks;

    mapping(uint256 id => uint256) private _panels;
    /// 16 bits a seat, as they were when the panel was drawn
    mapping(uint256 id => uint256) private _weights;
    mapping(uint256 id => mapping(uint16 jurorId => Vote)) private _votes;

    modifier onlyTaskManager() {
        if (msg.sender != address(tasks)) revert NotTaskManager(msg.sender);
        _;
    }

    constructor(IStakeManager stakes_, ITaskManager tasks_) EIP712("PoIW", "1") {
        stakes = stakes_;
        tasks = tasks_;
    }

    /// @inheritdoc IVoteModule
    function openPanel(uint256 id, PanelTerms calldata terms) external onlyTaskManager {
        if (_panels[id].isDrawn()) revert PanelAlreadyDrawn(id);
        uint256 panel = Panel.empty();
        uint256 weights;
        uint256 filled;
        uint256 total;
        Sortition.Draw memory draw =
            Sortition.start(terms.seed, terms.pool, terms.size + SPARE_DRAWS);
        while (filled < terms.size && !draw.isOver()) {
            uint16 jurorId = stakes.memberAt(PEER, draw.next());
            uint16 weight = _weightIfEligible(jurorId, terms);
            if (weight == 0 || total + weight > PackedMedian.MAX_TOTAL) continue;
            panel = panel.withSeat(filled, jurorId);
            weights |= uint256(weight) << (16 * filled);
            total += weight;
            ++filled;
        }
        _panels[id] = panel;
        _weights[id] = weights;
        uint16[] memory ids = panel.ids();
        emit PanelDrawn(id, ids, _weightList(weights, filled));
        for (uint256 i; i < filled; ++i) {
            stakes.lock(ids[i], terms.bond);
        }
    }

    /// @inheritdoc IVoteModule
    function commitVote(uint256 id, bytes32 commit) external {
        if (commit == 0) revert ZeroVoteCommit();
        uint16 jurorId = stakes.idOfWorker(msg.sender);
        if (jurorId == 0) revert NotWorker(msg.sender);
        if (_panels[id].seatOf(jurorId) == Panel.SEATS) revert NotOnPanel(id, jurorId);
        (Phase phase,) = tasks.ballotOf(id);
        if (phase != Phase.VoteCommitting) revert VotePhaseClosed(id);
        Vote storage vote = _votes[id][jurorId];
        if (vote.worker != address(0)) revert VoteAlreadyCommitted(id, jurorId);
        vote.word = commit;
        vote.worker = msg.sender;
        emit VoteCommitted(id, jurorId, msg.sender, commit);
    }

    /// @inheritdoc IVoteModule
    function revealVotes(
        uint256 id,
        uint16[] calldata jurorIds,
        bytes32[] calldata scores,
        bytes32[] calldata rationaleHashes,
        bytes32[] calldata salts
    ) external {
        uint256 count = jurorIds.length;
        if (scores.length != count || rationaleHashes.length != count || salts.length != count) {
            revert UnequalLengths();
        }
        bytes32 used = _revealingLanes(id);
        uint256 panel = _panels[id];
        for (uint256 i; i < count; ++i) {
            Opening memory opening = Opening(scores[i], rationaleHashes[i], salts[i]);
            panel = _reveal(id, panel, jurorIds[i], used, opening);
        }
        _panels[id] = panel;
    }

    /// @inheritdoc IVoteModule
    function closePanel(uint256 id, uint96 bond, bytes32 medians)
        external
        onlyTaskManager
        returns (uint16[] memory ids, bool[] memory revealed, uint256 burned)
    {
        uint256 panel = _panels[id];
        ids = panel.ids();
        revealed = new bool[](ids.length);
        for (uint256 seat; seat < ids.length; ++seat) {
            revealed[seat] = panel.isRevealed(seat);
        }
        _checkMedians(id, panel, ids, medians);
        for (uint256 seat; seat < ids.length; ++seat) {
            if (revealed[seat]) stakes.unlock(ids[seat], bond);
            else burned += stakes.slash(ids[seat], bond, "vote not revealed", address(0));
        }
    }

    /// @inheritdoc IVoteModule
    function panelOf(uint256 id)
        external
        view
        returns (bool drawn, uint16[] memory ids, uint256 revealedCount)
    {
        uint256 panel = _panels[id];
        return (panel.isDrawn(), panel.ids(), panel.revealedCount());
    }

    /// @inheritdoc IVoteModule
    function votesOf(uint256 id) external view returns (VoteView[] memory list) {
        uint256 panel = _panels[id];
        list = new VoteView[](panel.size());
        for (uint256 seat; seat < list.length; ++seat) {
            VoteView memory one = list[seat];
            one.jurorId = panel.jurorAt(seat);
            one.weight = uint16(_weights[id] >> (16 * seat));
            Vote storage vote = _votes[id][one.jurorId];
            one.committed = vote.worker != address(0);
            one.revealed = panel.isRevealed(seat);
            one.worker = one.committed ? vote.worker : stakes.memberOf(one.jurorId).worker;
            if (one.revealed) one.scores = vote.word;
            else one.commit = vote.word;
        }
    }

    /// The lanes a vote may use, while votes may be opened.
    function _revealingLanes(uint256 id) private view returns (bytes32) {
        (Phase phase, bytes32 laneSlots) = tasks.ballotOf(id);
        if (phase != Phase.VoteRevealing) revert VotePhaseClosed(id);
        return Lanes.usedMask(laneSlots);
    }

    function _reveal(
        uint256 id,
        uint256 panel,
        uint16 jurorId,
        bytes32 used,
        Opening memory opening
    ) private returns (uint256) {
        uint256 seat = panel.seatOf(jurorId);
        if (seat == Panel.SEATS) revert NotOnPanel(id, jurorId);
        if (panel.isRevealed(seat)) return panel;
        if (opening.scores & ~used != 0) revert DirtyTail(jurorId);
        Vote storage vote = _votes[id][jurorId];
        bytes32 sealedHash = vote.word;
        if (sealedHash == 0) revert NoVoteOf(id, jurorId);
        bytes32 opened = _voteHash(id, vote.worker, opening);
        if (opened != sealedHash) revert VoteMismatch(opened, sealedHash);
        vote.word = opening.scores;
        emit VoteRevealed(id, jurorId, opening.scores, opening.rationaleHash, opening.salt);
        return panel.withRevealed(seat);
    }

    function _voteHash(uint256 id, address worker, Opening memory o)
        private
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(
            CommitHash.vote(id, TIER, ROUND, worker, o.scores, o.rationaleHash, o.salt)
        );
    }

    /// Fewer revealed votes than a majority of the drawn seats decide nothing: medians are zero.
    function _checkMedians(uint256 id, uint256 panel, uint16[] memory ids, bytes32 medians)
        private
        view
    {
        uint256 count = panel.revealedCount();
        if (2 * count <= ids.length) {
            if (medians != 0) revert BadHint();
            return;
        }
        bytes32[] memory words = new bytes32[](count);
        uint16[] memory weights = new uint16[](count);
        uint256 packedWeights = _weights[id];
        uint256 next;
        for (uint256 seat; seat < ids.length; ++seat) {
            if (!panel.isRevealed(seat)) continue;
            words[next] = _votes[id][ids[seat]].word;
            weights[next] = uint16(packedWeights >> (16 * seat));
            ++next;
        }
        if (!PackedMedian.check(words, weights, medians)) revert BadHint();
    }

    /// Zero when the member may not or cannot sit on this panel.
    function _weightIfEligible(uint16 jurorId, PanelTerms calldata terms)
        private
        view
        returns (uint16)
    {
        IStakeManager.Member memory member = stakes.memberOf(jurorId);
        if (member.staked - member.unstaking < stakes.MIN_STAKE()) return 0;
        if (member.staked - member.unstaking - member.locked < terms.bond) return 0;
        for (uint256 i; i < terms.barred.length; ++i) {
            if (member.owner == terms.barred[i] || member.worker == terms.barred[i]) return 0;
        }
        return member.weight;
    }

    function _weightList(uint256 packed, uint256 count)
        private
        pure
        returns (uint16[] memory list)
    {
        list = new uint16[](count);
        for (uint256 i; i < count; ++i) {
            list[i] = uint16(packed >> (16 * i));
        }
    }
}
