// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Phase, Schedule, Terms} from "../types/TaskTypes.sol";

/// @notice Where a task stands is a pure function of time; the same rule as core/phase.ts.
library PhaseLib {
    function scheduleOf(Terms storage t, uint40 publishedAt)
        internal
        view
        returns (Schedule memory s)
    {
        // Eight windows of 32 bits never reach the end of 40.
        unchecked {
            s.publishedAt = publishedAt;
            s.thinkEnd = publishedAt + t.think;
            s.commitEnd = s.thinkEnd + t.commit;
            s.revealEnd = s.commitEnd + t.reveal;
            s.verifyEnd = s.revealEnd + t.verify;
            s.voteCommitEnd = s.verifyEnd + t.voteCommit;
            s.voteRevealEnd = s.voteCommitEnd + t.voteReveal;
            s.settleEnd = s.voteRevealEnd + t.settle;
        }
    }

    /// @notice {scheduleOf} for terms in memory.
    function scheduleIn(Terms memory t, uint40 publishedAt)
        internal
        pure
        returns (Schedule memory s)
    {
        // Eight windows of 32 bits never reach the end of 40.
        unchecked {
            s.publishedAt = publishedAt;
            s.thinkEnd = publishedAt + t.think;
            s.commitEnd = s.thinkEnd + t.commit;
            s.revealEnd = s.commitEnd + t.reveal;
            s.verifyEnd = s.revealEnd + t.verify;
            s.voteCommitEnd = s.verifyEnd + t.voteCommit;
            s.voteRevealEnd = s.voteCommitEnd + t.voteReveal;
            s.settleEnd = s.voteRevealEnd + t.settle;
        }
    }

    function phaseAt(Schedule memory s, uint256 time) internal pure returns (Phase) {
        if (time <= s.thinkEnd) return Phase.Thinking;
        if (time <= s.commitEnd) return Phase.Committing;
        if (time <= s.revealEnd) return Phase.Revealing;
        if (time <= s.verifyEnd) return Phase.Verifying;
        if (time <= s.voteCommitEnd) return Phase.VoteCommitting;
        if (time <= s.voteRevealEnd) return Phase.VoteRevealing;
        if (time <= s.settleEnd) return Phase.Settling;
        return Phase.Expired;
    }

    /// @notice Last second in which a panel can be drawn. Half of the voting window stays for the
    /// jurors, so that a late draw cannot cost them their bonds.
    function drawEnd(Schedule memory s) internal pure returns (uint40) {
        return s.verifyEnd + (s.voteCommitEnd - s.verifyEnd) / 2;
    }
}
