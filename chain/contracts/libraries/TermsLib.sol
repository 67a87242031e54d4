// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../interfaces/ITaskManager.sol";
import {Terms} from "../types/TaskTypes.sol";

/// @notice What a publisher may ask for.
library TermsLib {
    /// Longest phase. Keeps every time far from the edge of uint40.
    uint256 private constant MAX_WINDOW = 365 days;
    /// Reward and stake together fit uint96.
    uint256 private constant MAX_REWARD = type(uint96).max / 2;

    function check(Terms calldata t) internal pure {
        if (t.specHash == 0) revert ITaskManager.TermsOutOfRange("specHash", 0);
        _within("reward", t.reward, 1, MAX_REWARD);
        // Jurors are drawn, not asked: what they can lose stays in proportion to what is paid.
        _within("answerBond", t.answerBond, 0, t.reward);
        _within("maxAnswers", t.maxAnswers, 1, 32);
        _within("panelSize", t.panelSize, 0, 15);
        _within("attesters", t.attesters, 1, 5);
        _checkSplit(t);
        _checkWindows(t);
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
        _within("commit", t.commit, 1, MAX_WINDOW);
        _within("reveal", t.reveal, 1, MAX_WINDOW);
        _within("verify", t.verify, 1, MAX_WINDOW);
        _within("voteCommit", t.voteCommit, leastVote, mostVote);
        _within("voteReveal", t.voteReveal, leastVote, mostVote);
        _within("settle", t.settle, 1, MAX_WINDOW);
    }

    function _within(bytes32 field, uint256 value, uint256 low, uint256 high) private pure {
        if (value < low || value > high) revert ITaskManager.TermsOutOfRange(field, value);
    }
}
