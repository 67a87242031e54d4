// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {PackedMedian} from "./libraries/PackedMedian.sol";
import {Panel} from "./libraries/Panel.sol";
import {Sortition} from "./libraries/Sortition.sol";

/// @notice What both lanes share: drawing a panel, sealing a vote, keeping who said what.
abstract contract Ballots is EIP712, IVoteModule {
    using Panel for uint256[3];
    using Sortition for Sortition.Draw;

    struct Ballot {
        uint40 commitEnd;
        uint40 revealEnd;
        uint8 size;
        /// bit = used lane; in an epoch, see EpochLane
        uint32 lanes;
        /// bits = seats
        uint24 revealed;
        uint24 gone;
        /// judged; in an epoch: collected
        uint24 present;
        /// a growing panel: its latest round, that round's first seat, and rounds that may follow
        uint8 round;
        uint8 from;
        uint8 left;
        /// of the workers' addresses in seat order; of a growing panel's, one by one
        bytes32 workersHash;
        uint256[3] seats;
    }

    struct Drawn {
        /// of the whole panel; what follows, of those who were drawn
        uint256[] seats;
        uint16[] ids;
        uint16[] weights;
        address[] workers;
        uint256 size;
    }

    uint8 private constant PEER = 3;
    /// Draws beyond the seats, for jurors who may not or cannot sit.
    uint256 private constant SPARE_DRAWS = 48;

    IStakeManager public immutable stakes;
    ITaskManager public immutable tasks;

    mapping(uint256 key => Ballot) internal _ballots;
    /// The sealed hash bound to its sender; then, in the task lane, the scores.
    mapping(uint256 key => mapping(address worker => bytes32)) internal _votes;

    constructor(IStakeManager stakes_, ITaskManager tasks_) {
        stakes = stakes_;
        tasks = tasks_;
    }

    /// The hash of a vote binds its juror's address, so that it is worth nothing to who copies it.
    function _seal(uint256 key, uint256 id, bytes32 commit) internal {
        if (commit == 0) revert ZeroVoteCommit();
        if (block.timestamp > _ballots[key].commitEnd) revert VotePhaseClosed(id);
        if (_votes[key][msg.sender] != 0) revert VoteAlreadyCommitted(id, msg.sender);
        _votes[key][msg.sender] = commit;
    }

    function _requireRevealing(Ballot storage ballot, uint256 id) internal view {
        if (block.timestamp <= ballot.commitEnd || block.timestamp > ballot.revealEnd) {
            revert VotePhaseClosed(id);
        }
    }

    function _requireWorkers(Ballot storage ballot, address[] calldata workers) internal view {
        bytes32 need = ballot.workersHash;
        if (keccak256(abi.encodePacked(workers)) == need) return;
        if (_fold(0, workers) != need) revert WrongWorkers();
    }

    /// A hash of addresses that more can be added to.
    function _fold(bytes32 all, address[] memory workers) internal pure returns (bytes32) {
        for (uint256 i; i < workers.length; ++i) {
            all = keccak256(abi.encode(all, workers[i]));
        }
        return all;
    }

    function _requireOver(Ballot storage ballot, uint256 id) internal view {
        // Who was silent in an earlier round cannot open his vote any more.
        uint256 earlier = (1 << ballot.from) - 1;
        bool all = earlier | ballot.revealed | ballot.gone == (1 << ballot.size) - 1;
        if (!all && block.timestamp <= ballot.revealEnd) revert VotingOpen(id);
    }

    /// Draws, locks and remembers.
    /// @param sat how many of the excluded stay on the panel, which the drawn join: none or all
    function _draw(
        Ballot storage ballot,
        PanelTerms memory terms,
        uint256[] memory excluded,
        uint256 sat
    ) internal returns (Drawn memory drawn) {
        drawn = _pick(terms, excluded, sat);
        uint256 size = sat + drawn.size;
        address[] memory workers = drawn.workers;
        ballot.commitEnd = terms.commitEnd;
        ballot.revealEnd = terms.revealEnd;
        ballot.size = uint8(size);
        ballot.workersHash = terms.growths == 0
            ? keccak256(abi.encodePacked(workers))
            : _fold(ballot.workersHash, workers);
        ballot.seats.store(drawn.seats, size);
        stakes.lockAll(drawn.ids, terms.bond);
    }

    function _pick(PanelTerms memory terms, uint256[] memory excluded, uint256 sat)
        private
        view
        returns (Drawn memory drawn)
    {
        uint256 total;
        uint256 filled;
        drawn.seats = new uint256[](sat + terms.size);
        for (uint256 i; i < sat; ++i) {
            drawn.seats[i] = excluded[i];
            total += Panel.weightOf(excluded[i]);
        }
        drawn.ids = new uint16[](terms.size);
        drawn.weights = new uint16[](terms.size);
        drawn.workers = new address[](terms.size);
        Sortition.Draw memory draw =
            Sortition.start(terms.seed, terms.pool, terms.size + SPARE_DRAWS);
        while (filled < terms.size && !draw.isOver()) {
            (uint16 jurorId, uint16 weight, address owner, address worker) =
                stakes.candidateAt(PEER, draw.next(), terms.bond);
            if (weight == 0 || total + weight > PackedMedian.MAX_TOTAL) continue;
            if (_isAmong(jurorId, excluded) || _isBarred(owner, worker, terms.barred)) continue;
            drawn.seats[sat + filled] = Panel.packSeat(jurorId, weight);
            drawn.ids[filled] = jurorId;
            drawn.weights[filled] = weight;
            drawn.workers[filled] = worker;
            total += weight;
            ++filled;
        }
        drawn.size = filled;
        _truncate(drawn);
    }

    function _truncate(Drawn memory drawn) private pure {
        uint256 size = drawn.size;
        (uint16[] memory ids, uint16[] memory weights) = (drawn.ids, drawn.weights);
        address[] memory workers = drawn.workers;
        assembly ("memory-safe") {
            mstore(ids, size)
            mstore(weights, size)
            mstore(workers, size)
        }
    }

    function _isAmong(uint16 jurorId, uint256[] memory seats) private pure returns (bool) {
        for (uint256 i; i < seats.length; ++i) {
            if (Panel.idOf(seats[i]) == jurorId) return true;
        }
        return false;
    }

    function _isBarred(address owner, address worker, address[] memory barred)
        private
        pure
        returns (bool found)
    {
        // By pointer: a panel of 21 looks at up to 66 addresses a seat.
        assembly ("memory-safe") {
            let at := add(barred, 0x20)
            for { let end := add(at, shl(5, mload(barred))) } lt(at, end) { at := add(at, 0x20) } {
                found := or(found, or(eq(mload(at), owner), eq(mload(at), worker)))
            }
        }
    }

    function _view(Ballot storage ballot) internal view returns (BallotView memory v) {
        v.drawn = ballot.commitEnd != 0;
        (v.commitEnd, v.revealEnd, v.lanes) = (ballot.commitEnd, ballot.revealEnd, ballot.lanes);
        (v.revealed, v.gone, v.present) = (ballot.revealed, ballot.gone, ballot.present);
        (v.round, v.left) = (ballot.round, ballot.left);
        uint256[] memory seats = ballot.seats.load(ballot.size);
        v.ids = new uint16[](seats.length);
        v.weights = new uint16[](seats.length);
        for (uint256 i; i < seats.length; ++i) {
            (v.ids[i], v.weights[i]) = (Panel.idOf(seats[i]), Panel.weightOf(seats[i]));
        }
    }
}
