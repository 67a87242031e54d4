// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEconomy} from "./interfaces/IEconomy.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {ITaskRules} from "./interfaces/ITaskRules.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {Panel} from "./libraries/Panel.sol";
import {PanelGrowth} from "./libraries/PanelGrowth.sol";
import {Sortition} from "./libraries/Sortition.sol";
import {Receipt, Terms} from "./types/TaskTypes.sol";

/// @notice What may be asked for and what may be said. Holds nothing: TaskManager asks it.
contract TaskRules is ITaskRules {
    using Sortition for Sortition.Draw;

    uint8 private constant AUTO = 4;
    /// Longest phase. Keeps every time far from the edge of uint40.
    uint256 private constant MAX_WINDOW = 365 days;
    /// Reward and stake together fit uint96.
    uint256 private constant MAX_REWARD = type(uint96).max / 2;

    IStakeManager public immutable stakes;
    IEconomy public immutable economy;

    constructor(IStakeManager stakes_, IEconomy economy_) {
        stakes = stakes_;
        economy = economy_;
    }

    /// @inheritdoc ITaskRules
    function checkTerms(Terms calldata t) external view returns (uint256) {
        if (t.specHash == 0) revert ITaskManager.TermsOutOfRange("specHash", 0);
        uint256 fee = checkReward(t.kind, 0, t.reward);
        // Jurors are drawn, not asked: what they can lose stays in proportion to what is paid.
        _within("answerBond", t.answerBond, 0, t.reward);
        _within("maxAnswers", t.maxAnswers, 1, 32);
        _within("panelSize", t.panelSize, 0, Panel.SEATS);
        _within("lane", t.lane, 0, t.panelSize == 0 ? 0 : PanelGrowth.LANE);
        if (t.lane == PanelGrowth.LANE) {
            _within("panelSize", t.panelSize, PanelGrowth.FIRST, PanelGrowth.FIRST);
        }
        _within("attesters", t.attesters, 1, 5);
        _checkSplit(t);
        _checkWindows(t);
        return fee;
    }

    /// @inheritdoc ITaskRules
    function checkReward(uint8 kind, uint256 before, uint256 reward) public view returns (uint256) {
        _within("reward", reward, 1, MAX_REWARD);
        uint256 fee = economy.quote(kind, reward);
        return before == 0 ? fee : fee - economy.quote(kind, before);
    }

    /// @inheritdoc ITaskRules
    function checkCommitWindow(uint256 commit) public pure {
        _within("commit", commit, 1, MAX_WINDOW);
    }

    /// @inheritdoc ITaskRules
    function checkReceipt(uint256 revealed, Receipt calldata receipt) external pure {
        for (uint8 lane; lane < Lanes.COUNT; ++lane) {
            bool isAnswer = (revealed >> lane) & 1 != 0;
            if (!isAnswer && Lanes.byteAt(receipt.proved, lane) != 0) {
                revert ITaskManager.BadReceipt("proved", lane);
            }
            if (!isAnswer && (receipt.faults >> lane) & 1 != 0) {
                revert ITaskManager.BadReceipt("faults", lane);
            }
            uint8 slot = Lanes.byteAt(receipt.laneSlots, lane);
            if (slot != Lanes.NO_SLOT && (revealed >> slot) & 1 == 0) {
                revert ITaskManager.BadReceipt("laneSlots", lane);
            }
        }
    }

    /// @inheritdoc ITaskRules
    function wholeAnswers(uint256 revealed) external pure returns (Receipt memory receipt) {
        uint256 slots = type(uint256).max;
        uint256 caps;
        uint256 lane;
        for (uint256 slot; slot < Lanes.COUNT; ++slot) {
            if ((revealed >> slot) & 1 == 0) continue;
            slots ^= (slot ^ 0xff) << (8 * lane);
            caps |= 0xff << (8 * lane);
            ++lane;
        }
        (receipt.laneSlots, receipt.laneCaps) = (bytes32(slots), bytes32(caps));
    }

    /// @inheritdoc ITaskRules
    function isDrawn(bytes32 beacon, uint256 pool, uint256 count, uint16 autoId)
        external
        view
        returns (bool)
    {
        Sortition.Draw memory draw = Sortition.attesters(beacon, pool, count);
        while (!draw.isOver()) {
            if (stakes.memberAt(AUTO, draw.next()) == autoId) return true;
        }
        return false;
    }

    /// Ranges in basis points of seed 001, "Step 4: Reward Distribution".
    function _checkSplit(Terms calldata t) private pure {
        _within("minersBps", t.minersBps, 6000, 7000);
        _within("peersBps", t.peersBps, 1500, 2000);
        _within("expertsBps", t.expertsBps, 500, 1000);
        _within("networkBps", t.networkBps, 500, 1000);
        uint256 sum = uint256(t.minersBps) + t.peersBps + t.expertsBps + t.networkBps;
        _within("split", sum, 10_000, 10_000);
    }

    /// Without a panel there is no voting to wait for.
    function _checkWindows(Terms calldata t) private pure {
        uint256 leastVote = t.panelSize == 0 ? 0 : 1;
        uint256 mostVote = t.panelSize == 0 ? 0 : MAX_WINDOW;
        _within("think", t.think, 0, MAX_WINDOW);
        checkCommitWindow(t.commit);
        _within("reveal", t.reveal, 1, MAX_WINDOW);
        _within("verify", t.verify, 1, MAX_WINDOW);
        _within("voteCommit", t.voteCommit, leastVote, mostVote);
        _within("voteReveal", t.voteReveal, leastVote, mostVote);
        _within("settle", t.settle, 1, type(uint24).max);
    }

    function _within(bytes32 field, uint256 value, uint256 low, uint256 high) private pure {
        if (value < low || value > high) revert ITaskManager.TermsOutOfRange(field, value);
    }
}
