// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {CourtMoney} from "./CourtMoney.sol";
import {CourtPanels} from "./CourtPanels.sol";
import {IDisputable} from "./interfaces/IDisputable.sol";
import {IDisputeCourt} from "./interfaces/IDisputeCourt.sol";
import {IEconomy} from "./interfaces/IEconomy.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";

/// @notice How a case begins, climbs and ends.
contract DisputeCourt is CourtPanels {
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
        IDisputable.Standing memory standing = _standing(task);
        if (accused == 0 && fault != IEconomy.Fault.AnswerDisproved) revert FaultWithoutAccused();
        caseId = _dockets[task].caseId;
        if (caseId == 0) caseId = _register(task);
        else if (_rounds[caseId][1].appellant != address(0)) revert WindowClosed(task);
        Case storage c = _cases[caseId];
        (c.task, c.used, c.ruling) = (task, standing.used, standing.medians);
        (c.accused, c.fault, c.evidence) = (accused, fault, evidence);
        // What an audit left there.
        (c.tier, c.commitEnd) = (0, 0);
        emit Disputed(caseId, task, msg.sender, accused, fault, evidence);
        _openTier(caseId, c, msg.sender);
        if (accused != 0) stakes.hold(accused);
        _take(2 * costOf(1));
    }

    /// @inheritdoc IDisputeCourt
    function audit(uint256 task) external returns (uint256 caseId) {
        IDisputable.Standing memory standing = _standing(task);
        Docket storage docket = _dockets[task];
        if (docket.drawn) revert AuditOver(task);
        bytes32 blockHash = _hashOf(docket.beaconBlock);
        if (blockHash == 0) {
            docket.beaconBlock = uint40(block.number + 1);
            emit AuditArmed(task, docket.beaconBlock);
            return 0;
        }
        (bytes32 beacon, bytes32 lanes) = _drawLot(task, standing, blockHash);
        caseId = docket.caseId;
        if (caseId == 0 && lanes != 0) caseId = _openAudit(task, standing, lanes);
        emit AuditDrawn(task, caseId, beacon, lanes);
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
                // A panel of nobody has not used its time up, and the next does not wait for it.
                (c.rolled, c.stage, c.commitEnd) = (true, Stage.Drawing, 0);
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

    /// The case of an audit: the drawn items alone, no side, and no panel before the window ends.
    function _openAudit(uint256 task, IDisputable.Standing memory standing, bytes32 lanes)
        private
        returns (uint256 caseId)
    {
        caseId = _register(task);
        Case storage c = _cases[caseId];
        (c.task, c.used, c.ruling) = (task, lanes, standing.medians & lanes);
        (c.tier, c.stage, c.commitEnd) = (1, Stage.Drawing, standing.end);
    }

    /// A task has one case, and nothing of it is paid before that is closed.
    function _register(uint256 task) private returns (uint256 caseId) {
        caseId = ++caseCount;
        _dockets[task].caseId = uint128(caseId);
        market.onDispute(task);
    }

    function _standing(uint256 task) private view returns (IDisputable.Standing memory standing) {
        standing = market.disputeOf(task);
        if (block.timestamp > standing.end) revert WindowClosed(task);
    }
}
