// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Peer panels: drawn by lot, sealed votes, medians checked on chain.
interface IVoteModule {
    struct PanelTerms {
        bytes32 seed;
        /// seats to fill, at most 15
        uint8 size;
        /// wei of each juror's stake held until the panel closes
        uint96 bond;
        /// only the first `pool` peers ever registered may be drawn
        uint16 pool;
        /// owners and workers who may not judge this task
        address[] barred;
    }

    struct VoteView {
        uint16 jurorId;
        uint16 weight;
        address worker;
        bool committed;
        bool revealed;
        /// the sealed hash while committed, then zero
        bytes32 commit;
        bytes32 scores;
    }

    event PanelDrawn(uint256 indexed id, uint16[] ids, uint16[] weights);
    event VoteCommitted(uint256 indexed id, uint16 indexed jurorId, address worker, bytes32 commit);
    event VoteRevealed(
        uint256 indexed id,
        uint16 indexed jurorId,
        bytes32 scores,
        bytes32 rationaleHash,
        bytes32 salt
    );

    error NotTaskManager(address caller);
    error PanelAlreadyDrawn(uint256 id);
    error NotOnPanel(uint256 id, uint16 jurorId);
    error NotWorker(address caller);
    error VotePhaseClosed(uint256 id);
    error ZeroVoteCommit();
    error VoteAlreadyCommitted(uint256 id, uint16 jurorId);
    error NoVoteOf(uint256 id, uint16 jurorId);
    error VoteMismatch(bytes32 have, bytes32 need);
    error DirtyTail(uint16 jurorId);
    error UnequalLengths();
    /// The medians offered are not the weighted medians of the revealed votes.
    error BadHint();

    /// @notice Draws a panel without replacement. TaskManager only.
    function openPanel(uint256 id, PanelTerms calldata terms) external;

    /// @notice Seals a vote. The caller is a drawn juror's worker. One hash, never replaced.
    /// @param commit EIP-712 VoteCommit, tier 0, round 0
    function commitVote(uint256 id, bytes32 commit) external;

    /// @notice Opens sealed votes. Anyone may; a vote that is open already is skipped.
    /// @param scores one byte per open lane; bytes of unused lanes must be zero
    function revealVotes(
        uint256 id,
        uint16[] calldata jurorIds,
        bytes32[] calldata scores,
        bytes32[] calldata rationaleHashes,
        bytes32[] calldata salts
    ) external;

    /// @notice Checks the medians, returns the bonds of revealed seats and burns the others.
    /// TaskManager only, once per task.
    /// @return ids the drawn jurors
    /// @return revealed one flag per juror
    /// @return burned wei of stake
    function closePanel(uint256 id, uint96 bond, bytes32 medians)
        external
        returns (uint16[] memory ids, bool[] memory revealed, uint256 burned);

    /// @return drawn whether a panel was drawn, be it empty
    /// @return ids the jurors in seat order
    /// @return revealedCount how many votes are open
    function panelOf(uint256 id)
        external
        view
        returns (bool drawn, uint16[] memory ids, uint256 revealedCount);

    function votesOf(uint256 id) external view returns (VoteView[] memory);
}
