// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CourtVotes} from "./CourtVotes.sol";
import {IDisputable} from "./interfaces/IDisputable.sol";
import {IDisputeCourt} from "./interfaces/IDisputeCourt.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {AuditDraw} from "./libraries/AuditDraw.sol";
import {ExpertTiers} from "./libraries/ExpertTiers.sol";
import {Sortition} from "./libraries/Sortition.sol";

/// @notice Who sits: panels of experts, drawn tier by tier.
abstract contract CourtPanels is CourtVotes {
    using Sortition for Sortition.Draw;

    uint40 public constant COMMIT_WINDOW = 2 hours;
    uint40 public constant REVEAL_WINDOW = 1 hours;
    uint40 public constant APPEAL_WINDOW = 6 hours;
    /// Draws beyond the seats, for experts who may not or cannot sit.
    uint256 private constant SPARE_DRAWS = 48;

    /// @inheritdoc IDisputeCourt
    function draw(uint256 caseId) external {
        Case storage c = _in(caseId, Stage.Drawing);
        // An audit waits: until the window ends whoever disputes takes its place.
        if (block.timestamp <= c.commitEnd) revert VotingOpen(c.commitEnd);
        bytes32 blockHash = _hashOf(c.beaconBlock);
        if (blockHash == 0) return _arm(caseId, c);
        bytes32 seed =
            keccak256(abi.encode(blockHash, block.chainid, address(this), caseId, c.tier));
        IDisputable.Standing memory standing = market.disputeOf(c.task);
        if (!_dockets[c.task].drawn) {
            // What the lot would have read, the panel of a dispute reads too.
            (bytes32 beacon, bytes32 lanes) = _drawLot(c.task, standing, blockHash);
            emit AuditDrawn(c.task, caseId, beacon, lanes);
        }
        uint16[] memory ids = _drawSeats(c, seed, standing.barred);
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

    function _openTier(uint256 caseId, Case storage c, address appellant) internal {
        uint8 tier = ++c.tier;
        c.stage = Stage.Drawing;
        c.rolled = false;
        Round storage round = _rounds[caseId][tier];
        (round.appellant, round.against, round.againstGuilt) = (appellant, c.ruling, c.guilt);
        _arm(caseId, c);
    }

    /// The block is chosen before its hash can be known.
    function _arm(uint256 caseId, Case storage c) internal {
        c.beaconBlock = uint40(block.number + 1);
        emit TierOpened(caseId, c.tier, c.beaconBlock);
    }

    /// Zero when no block was chosen, or its hash is gone.
    function _hashOf(uint40 beaconBlock) internal view returns (bytes32) {
        if (block.number <= beaconBlock) revert BeaconNotReady(beaconBlock);
        return beaconBlock == 0 ? bytes32(0) : blockhash(beaconBlock);
    }

    /// Marks a task's audit as drawn.
    function _drawLot(uint256 task, IDisputable.Standing memory standing, bytes32 blockHash)
        internal
        returns (bytes32 beacon, bytes32 lanes)
    {
        _dockets[task].drawn = true;
        beacon = keccak256(abi.encode(blockHash, block.chainid, address(this), task));
        lanes = AuditDraw.lanesOf(beacon, standing.medians, standing.used, standing.caps);
    }

    function _drawSeats(Case storage c, bytes32 seed, address[] memory barred)
        private
        view
        returns (uint16[] memory ids)
    {
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

    /// Higher tiers ask for more stake and a better record: seed 001, "AI Levels:
    /// Standard/Advanced/Specialist/Master".
    function _maySit(uint16 id, Case storage c, address[] memory barred)
        private
        view
        returns (bool)
    {
        if (id == c.accused || !stakes.isActive(id)) return false;
        if (stakes.freeStake(id) < SEAT_BOND) return false;
        IStakeManager.Member memory member = stakes.memberOf(id);
        uint256 kept = member.staked - member.unstaking;
        uint256 least = stakes.MIN_STAKE();
        if (!ExpertTiers.qualifies(c.tier, kept, least, member.rate, member.done)) return false;
        for (uint256 i; i < barred.length; ++i) {
            if (member.owner == barred[i] || member.worker == barred[i]) return false;
        }
        return true;
    }
}
