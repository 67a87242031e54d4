// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Ballots} from "./Ballots.sol";
import {EpochLane} from "./EpochLane.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {CommitHash} from "./libraries/CommitHash.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PackedMedian} from "./libraries/PackedMedian.sol";
import {Panel} from "./libraries/Panel.sol";
import {PanelGrowth} from "./libraries/PanelGrowth.sol";

/// @notice The task lane: a panel for one task, and one more when the first reaches no quorum; or one
/// panel that grows while it is undecided, all of whose rounds share a ballot.
contract VoteModule is EpochLane {
    using Panel for uint256[3];

    /// Tiers above the peers come with appeals.
    uint8 private constant TIER = 0;
    bytes32 private constant SNITCHED = bytes32(uint256(1));

    address public immutable payouts;

    modifier onlyTaskManager() {
        _requireTaskManager();
        _;
    }

    constructor(IStakeManager stakes_, ITaskManager tasks_, address payouts_)
        EIP712("PoIW", "1")
        Ballots(stakes_, tasks_)
    {
        payouts = payouts_;
    }

    /// @inheritdoc IVoteModule
    function openPanel(uint256 id, uint8 round, PanelTerms calldata terms)
        external
        onlyTaskManager
    {
        Ballot storage ballot = _ballots[_key(id, round)];
        if (ballot.commitEnd != 0) revert PanelAlreadyDrawn(id);
        Ballot storage first = _first(id);
        if (first.left != 0) return _grow(id, first, terms);
        ballot.lanes = Lanes.toMask(terms.laneSlots);
        ballot.left = terms.growths;
        Drawn memory d = _draw(ballot, terms, first.seats.load(first.size), 0);
        emit PanelDrawn(id, round, d.ids, d.weights, d.workers, terms.commitEnd, terms.revealEnd);
    }

    /// @inheritdoc IVoteModule
    function commitVote(uint256 id, uint8 round, bytes32 commit) external {
        (uint256 key,) = _ballotOf(id, round);
        _seal(key, id, commit);
        emit VoteCommitted(id, msg.sender, round, commit);
    }

    /// @inheritdoc IVoteModule
    function revealVotes(
        uint256 id,
        uint8 round,
        address[] calldata workers,
        VoteOpening[] calldata list
    ) external {
        (uint256 key, Ballot storage ballot) = _ballotOf(id, round);
        _requireRevealing(ballot, id);
        _requireWorkers(ballot, workers);
        uint256[] memory panel = ballot.seats.load(ballot.size);
        bytes32 unused = ~Lanes.fromMask(ballot.lanes);
        uint256 revealed = ballot.revealed;
        for (uint256 i; i < list.length; ++i) {
            VoteOpening calldata opening = list[i];
            _requireSeat(ballot, opening.seat, panel.length);
            if (revealed & (1 << opening.seat) != 0) continue;
            revealed |= 1 << opening.seat;
            uint16 jurorId = Panel.idOf(panel[opening.seat]);
            if (opening.scores & unused != 0) revert DirtyTail(jurorId);
            _open(key, id, round, workers[opening.seat], opening, opening.scores);
            _tell(id, round, jurorId, opening);
        }
        ballot.revealed = uint24(revealed);
    }

    /// @inheritdoc IVoteModule
    function snitch(
        uint256 id,
        uint8 round,
        address[] calldata workers,
        VoteOpening calldata opening
    ) external {
        (uint256 key, Ballot storage ballot) = _ballotOf(id, round);
        if (block.timestamp > ballot.commitEnd) revert VotePhaseClosed(id);
        _requireWorkers(ballot, workers);
        uint256[] memory panel = ballot.seats.load(ballot.size);
        uint8 seat = opening.seat;
        _requireSeat(ballot, seat, panel.length);
        // Nothing opens the word that is left, and the seat cannot seal another.
        _open(key, id, round, workers[seat], opening, SNITCHED);
        ballot.gone |= uint24(1 << seat);
        uint16 jurorId = Panel.idOf(panel[seat]);
        emit VoteSnitched(id, jurorId, round, msg.sender);
        uint96 bond = tasks.recordOf(id).terms.answerBond;
        uint96 prize = bond / 2;
        if (prize != 0) stakes.slash(jurorId, prize, "vote shown early", msg.sender);
        if (bond != 0) stakes.slash(jurorId, bond - prize, "vote shown early", address(0));
    }

    /// @inheritdoc IVoteModule
    function closePanel(uint256 id, uint8 round, bytes32 medians, address[] calldata workers)
        external
        onlyTaskManager
        returns (bool, uint8)
    {
        if (_isToGrow(id, workers)) revert ITaskManager.RollDue(id);
        return _close(id, round, medians, workers);
    }

    /// @inheritdoc IVoteModule
    function leavePanel(uint256 id, address[] calldata workers) external onlyTaskManager {
        if (_isToGrow(id, workers)) return;
        if (_isGrowing(_first(id))) revert NoGrowth(id);
        // Refused as a wrong hint when the panel decided: its medians are not zero.
        _close(id, 0, 0, workers);
    }

    /// @inheritdoc IVoteModule
    function takeEpochSeats(uint256 epoch, uint256 seats, uint256[] calldata pays)
        external
        returns (uint256)
    {
        if (msg.sender != payouts) revert NotPayouts(msg.sender);
        return _takeEpochSeats(epoch, seats, pays);
    }

    /// @inheritdoc IVoteModule
    function ballotOf(uint256 id, uint8 round) external view returns (BallotView memory) {
        return _view(_ballots[_key(id, round)]);
    }

    /// @inheritdoc IVoteModule
    function firstPanelOf(uint256 id) external view returns (bool drawn, uint8 present) {
        Ballot storage ballot = _first(id);
        return (ballot.commitEnd != 0, uint8(Panel.countSeats(ballot.present)));
    }

    /// @inheritdoc IVoteModule
    function seatsOf(uint256 id, uint24 epoch) external view returns (uint256) {
        if (epoch != 0) return _epochSize(epoch);
        Ballot storage first = _first(id);
        if (_isGrowing(first)) return PanelGrowth.MOST;
        return uint256(first.size) + _ballots[_key(id, 1)].size;
    }

    function _close(uint256 id, uint8 round, bytes32 medians, address[] calldata workers)
        private
        returns (bool decided, uint8 present)
    {
        uint256 key = _key(id, round);
        Ballot storage ballot = _ballots[key];
        _requireWorkers(ballot, workers);
        _requireOver(ballot, id);
        (bytes32[] memory words, uint256[] memory weights, uint256 count) =
            _revealedVotes(key, ballot, workers);
        uint256 mask;
        (mask, present) = _present(ballot, words);
        ballot.present = uint24(mask);
        decided = 2 * uint256(present) > ballot.size;
        if (decided) {
            if (!PackedMedian.check(words, weights, count, medians)) revert BadHint();
        } else if (medians != 0) {
            revert BadHint();
        }
    }

    function _requireTaskManager() private view {
        if (msg.sender != address(tasks)) revert NotTaskManager(msg.sender);
    }

    /// The ballot of a task's first panel, and of a growing panel's every round.
    function _first(uint256 id) private view returns (Ballot storage) {
        return _ballots[_key(id, 0)];
    }

    /// That of the round; a growing panel is only in its latest.
    function _ballotOf(uint256 id, uint8 round)
        private
        view
        returns (uint256 key, Ballot storage ballot)
    {
        ballot = _first(id);
        uint8 grown = ballot.round;
        if (grown == round) return (_key(id, 0), ballot);
        if (grown != 0) revert VotePhaseClosed(id);
        key = _key(id, round);
        ballot = _ballots[key];
    }

    function _isGrowing(Ballot storage ballot) private view returns (bool) {
        return ballot.left | ballot.round != 0;
    }

    /// Whether a growing panel may grow still, and is to: fewer than half of the seats judged, or a lane
    /// is undecided.
    function _isToGrow(uint256 id, address[] calldata workers) private view returns (bool) {
        Ballot storage ballot = _first(id);
        if (ballot.left == 0 || _isLate(ballot)) return false;
        _requireWorkers(ballot, workers);
        _requireOver(ballot, id);
        (bytes32[] memory words, uint256[] memory weights, uint256 count) =
            _revealedVotes(_key(id, 0), ballot, workers);
        (, uint8 present) = _present(ballot, words);
        return 2 * uint256(present) <= ballot.size
            || PanelGrowth.isUndecided(words, weights, count, ballot.lanes);
    }

    /// One more opening window is the time to grow, as it is the time to settle an epoch.
    function _isLate(Ballot storage ballot) private view returns (bool) {
        // Times stay far below the end of 40 bits.
        unchecked {
            return block.timestamp > 2 * ballot.revealEnd - ballot.commitEnd;
        }
    }

    /// One more round: nobody sits twice. When nobody is left who may sit, it is the last.
    function _grow(uint256 id, Ballot storage ballot, PanelTerms memory terms) private {
        if (_isLate(ballot)) revert NoGrowth(id);
        uint256 size = ballot.size;
        terms.size = PanelGrowth.STEP;
        Drawn memory d = _draw(ballot, terms, ballot.seats.load(size), size);
        ballot.from = uint8(size);
        ballot.left = d.size == 0 ? 0 : ballot.left - 1;
        uint8 round = ++ballot.round;
        emit PanelGrown(id, round, d.ids, d.weights, d.workers, terms.commitEnd, terms.revealEnd);
    }

    /// A vote is opened in the round it was sealed in: later it could wait for what others say.
    function _requireSeat(Ballot storage ballot, uint8 seat, uint256 size) private view {
        if (seat >= size || seat < ballot.from) revert NoSeat(seat);
    }

    function _tell(uint256 id, uint8 round, uint16 jurorId, VoteOpening calldata opening) private {
        emit VoteRevealed(id, jurorId, round, opening.scores, opening.rationaleHash, opening.salt);
    }

    function _key(uint256 id, uint8 round) private pure returns (uint256) {
        return (id << 8) | round;
    }

    function _open(
        uint256 key,
        uint256 id,
        uint8 round,
        address worker,
        VoteOpening calldata opening,
        bytes32 replacement
    ) private {
        bytes32 opened = _hashTypedDataV4(
            CommitHash.vote(
                id, TIER, round, worker, opening.scores, opening.rationaleHash, opening.salt
            )
        );
        mapping(address => bytes32) storage list = _votes[key];
        bytes32 sealedHash = list[worker];
        if (opened != sealedHash) revert VoteMismatch(opened, sealedHash);
        list[worker] = replacement;
    }

    /// The votes that are open, in seat order; lengths are those of the panel.
    function _revealedVotes(uint256 key, Ballot storage ballot, address[] calldata workers)
        private
        view
        returns (bytes32[] memory words, uint256[] memory weights, uint256 count)
    {
        uint256[] memory seats = ballot.seats.load(ballot.size);
        mapping(address => bytes32) storage list = _votes[key];
        uint256 revealed = ballot.revealed;
        words = new bytes32[](seats.length);
        weights = new uint256[](seats.length);
        for (uint256 seat; seat < seats.length; ++seat) {
            if (revealed & (1 << seat) == 0) continue;
            words[count] = list[workers[seat]];
            weights[count] = Panel.weightOf(seats[seat]);
            ++count;
        }
    }

    /// The seats that judged at least half of the lanes.
    function _present(Ballot storage ballot, bytes32[] memory words)
        private
        view
        returns (uint256 mask, uint8 present)
    {
        uint256 revealed = ballot.revealed;
        uint256 lanes = Lanes.countNonZero(Lanes.fromMask(ballot.lanes));
        uint256 row;
        for (uint256 seat; seat < words.length; ++seat) {
            if (revealed & (1 << seat) == 0) continue;
            if (2 * Lanes.countNonZero(words[row]) >= lanes) {
                mask |= 1 << seat;
                ++present;
            }
            ++row;
        }
    }
}
