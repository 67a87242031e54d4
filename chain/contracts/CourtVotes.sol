// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {CourtMoney} from "./CourtMoney.sol";
import {IDisputeCourt} from "./interfaces/IDisputeCourt.sol";
import {PackedMedian} from "./libraries/PackedMedian.sol";

/// @notice What a panel of experts says before its ruling: sealed votes and posted words.
abstract contract CourtVotes is CourtMoney, EIP712 {
    bytes32 private constant EXPERT_VOTE = keccak256(
        "ExpertVote(uint256 caseId,uint8 tier,bool rolled,address expert,bytes32 scores,uint8 guilt,bytes32 rationaleHash,bytes32 salt)"
    );

    /// The sealed hash, then the scores; the worker who sealed it; its guilt.
    struct Vote {
        bytes32 word;
        address worker;
        uint8 guilt;
    }

    mapping(bytes32 panel => mapping(uint16 expertId => Vote)) private _votes;
    /// Words an expert has posted to his panel.
    mapping(bytes32 panel => mapping(uint16 expertId => uint8)) private _posted;

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

    /// Whether the medians are those of the open votes.
    function _check(
        uint256 caseId,
        Case storage c,
        uint16[] memory seats,
        uint32 revealed,
        uint256 open,
        bytes32 medians,
        uint8 guilt
    ) internal view {
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

    function _ones(uint32 bits) internal pure returns (uint256 count) {
        for (; bits != 0; bits &= bits - 1) {
            ++count;
        }
    }
}
