// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Peer panels: drawn by lot, sealed votes, medians checked on chain. A panel judges one task
/// (the task lane) or many at once (the epoch lane). A score of 0 abstains.
///
/// Whoever sends votes or medians also sends the panel's workers in seat order, as `PanelDrawn`
/// told them: the contract keeps only their hash, and a vote only under its worker's address.
interface IVoteModule {
    struct PanelTerms {
        bytes32 seed;
        /// seats to fill, at most 21
        uint8 size;
        /// wei of each juror's stake held until the panel closes
        uint96 bond;
        /// only the first `pool` peers ever registered may be drawn
        uint16 pool;
        /// the lanes to vote on, see Receipt
        bytes32 laneSlots;
        /// last seconds in which votes can be sealed and opened
        uint40 commitEnd;
        uint40 revealEnd;
        /// owners and workers who may not judge this task
        address[] barred;
        /// rounds of two more seats that may follow while a lane is undecided
        uint8 growths;
    }

    struct VoteView {
        uint16 jurorId;
        uint16 weight;
        bool revealed;
        /// bond taken for showing the vote too early
        bool snitched;
    }

    struct BallotView {
        bool drawn;
        uint40 commitEnd;
        uint40 revealEnd;
        /// bit = used lane; in an epoch: how many tasks, and the highest bit when a seat was excluded
        uint32 lanes;
        /// bits = seats: vote open; bond taken early; judged at least half of the lanes
        uint24 revealed;
        uint24 gone;
        uint24 present;
        /// of a growing panel: the latest round, and rounds that may follow
        uint8 round;
        uint8 left;
        uint16[] ids;
        uint16[] weights;
    }

    struct Epoch {
        /// the block whose hash draws the panel
        uint40 drawBlock;
        uint16 pool;
        uint8 panelSize;
        /// wei of each juror's stake held for the whole epoch
        uint96 bond;
        /// lengths of the epoch's two phases, seconds; they begin with the draw
        uint32 voteCommit;
        uint32 voteReveal;
        uint32 openedAt;
    }

    /// What opens a sealed vote on one task.
    struct VoteOpening {
        uint8 seat;
        /// one byte per open lane; bytes of unused lanes must be zero
        bytes32 scores;
        bytes32 rationaleHash;
        bytes32 salt;
    }

    /// One juror's vote on all tasks of an epoch.
    struct EpochVote {
        uint8 seat;
        bytes32 rationaleHash;
        bytes32 salt;
        /// one word a task, in the epoch's order
        bytes32[] words;
    }

    /// What an epoch came to.
    struct EpochResult {
        /// as `EpochOpened` told them
        uint256[] entries;
        address[] workers;
        /// first the votes that are open, in the order in which they were opened; then those that
        /// this settlement opens. Of the former only seat and words count.
        EpochVote[] votes;
        /// one word a task, zero where there is no quorum
        bytes32[] medians;
    }

    /// `round` is 0 for a task's first panel and 1 for the one drawn when that reached no quorum.
    event PanelDrawn(
        uint256 indexed id,
        uint8 round,
        uint16[] ids,
        uint16[] weights,
        address[] workers,
        uint40 commitEnd,
        uint40 revealEnd
    );
    /// Seats that join a growing panel's: they come after those that sat before.
    event PanelGrown(
        uint256 indexed id,
        uint8 round,
        uint16[] ids,
        uint16[] weights,
        address[] workers,
        uint40 commitEnd,
        uint40 revealEnd
    );
    event VoteCommitted(uint256 indexed id, address indexed worker, uint8 round, bytes32 commit);
    event VoteRevealed(
        uint256 indexed id,
        uint16 indexed jurorId,
        uint8 round,
        bytes32 scores,
        bytes32 rationaleHash,
        bytes32 salt
    );
    /// A sealed vote was shown before its time: half of the bond to who told, half burned.
    event VoteSnitched(uint256 indexed id, uint16 indexed jurorId, uint8 round, address by);
    /// One entry a task: its id, a bit for each of 32 lanes to vote on, and in the low 96 bits the wei
    /// that all seats share.
    event EpochOpened(uint256 indexed epoch, uint256[] entries, uint40 drawBlock);
    event EpochPanelDrawn(
        uint256 indexed epoch,
        uint16[] ids,
        uint16[] weights,
        address[] workers,
        uint40 commitEnd,
        uint40 revealEnd
    );
    event EpochCommitted(uint256 indexed epoch, address indexed worker, bytes32 commit);
    event EpochRevealed(
        uint256 indexed epoch,
        uint16 indexed jurorId,
        bytes32 rationaleHash,
        bytes32 salt,
        bytes32[] words
    );
    /// The juror answered or published the task: his word for it counts as an abstention.
    event SeatExcluded(uint256 indexed epoch, uint256 indexed id, uint8 seat);
    /// `pays` holds the wei of each seat over all tasks.
    event EpochSettled(uint256 indexed epoch, uint256[] pays);

    error NotTaskManager(address caller);
    error NotPayouts(address caller);
    error PanelAlreadyDrawn(uint256 id);
    error VotePhaseClosed(uint256 id);
    error ZeroVoteCommit();
    error VoteAlreadyCommitted(uint256 id, address worker);
    error NoSeat(uint8 seat);
    error SeatIsOpen(uint8 seat);
    error VoteMismatch(bytes32 have, bytes32 need);
    error DirtyTail(uint16 jurorId);
    error UnequalLengths();
    error WrongWorkers();
    error VotingOpen(uint256 id);
    /// The panel is decided, or its time to grow is over.
    error NoGrowth(uint256 id);
    /// The medians offered are not the weighted medians of the revealed votes.
    error BadHint();
    error EmptyEpoch();
    error TooManyTasks(uint256 count);
    error EpochNotReady(uint256 epoch);
    error EpochOver(uint256 epoch);
    error WrongTasks(uint256 epoch);
    /// What was handed in are not the words that were opened.
    error WrongWords(uint256 epoch);
    error WrongPays(uint256 epoch);
    error NoConflict(uint256 epoch, uint256 id, uint8 seat);

    /// @notice Draws a panel without replacement; in round 1 of a growing panel, two more seats for it.
    /// TaskManager only.
    function openPanel(uint256 id, uint8 round, PanelTerms calldata terms) external;

    /// @notice Seals a vote, from the draw until `commitEnd`. One hash, never replaced. Whether the
    /// caller sits on the panel shows when the vote is opened: another's seal opens for nobody.
    /// @param commit EIP-712 VoteCommit of tier 0, this round, and the caller as juror
    function commitVote(uint256 id, uint8 round, bytes32 commit) external;

    /// @notice Opens sealed votes. Anyone may; a vote that is open already is skipped.
    /// @param workers of the whole panel, in seat order
    function revealVotes(
        uint256 id,
        uint8 round,
        address[] calldata workers,
        VoteOpening[] calldata list
    ) external;

    /// @notice Shows a sealed vote while others still seal theirs. The seat loses its bond, half to
    /// the caller; the vote is void.
    function snitch(
        uint256 id,
        uint8 round,
        address[] calldata workers,
        VoteOpening calldata opening
    ) external;

    /// @notice Counts a panel whose votes are over and checks the medians. TaskManager only.
    /// @return decided whether more than half of the seats judged at least half of the lanes;
    /// otherwise the medians must be zero. Refused while a growing panel is to grow
    /// @return present how many did
    function closePanel(uint256 id, uint8 round, bytes32 medians, address[] calldata workers)
        external
        returns (bool decided, uint8 present);

    /// @notice Makes sure that another panel, or a growing panel's next round, is due: the votes are over
    /// and there is no quorum, or a growing panel, which may still grow, is undecided on some lane.
    /// TaskManager only.
    function leavePanel(uint256 id, address[] calldata workers) external;

    /// @notice Gathers tasks of the epoch lane, whose receipts agree, for one panel.
    function openEpoch(uint256[] calldata ids) external returns (uint256 epoch);

    /// @notice Draws the epoch's panel from its block's hash; chooses a new block when the hash is
    /// no longer known.
    function drawEpoch(uint256 epoch) external;

    /// @notice Seals one vote on all tasks of the epoch.
    /// @param commit EIP-712 EpochCommit with the caller as juror
    function commitEpoch(uint256 epoch, bytes32 commit) external;

    /// @notice Opens votes of an epoch. Anyone may; a vote that is open already is skipped.
    function revealEpoch(uint256 epoch, address[] calldata workers, EpochVote[] calldata list)
        external;

    /// @notice Makes a juror abstain on a task that he, or who he works for, answered or published.
    /// Until the epoch is settled; anyone may.
    /// @param slot the answer, or 32 for the publisher
    function excludeSeat(
        uint256 epoch,
        uint256[] calldata entries,
        uint256 index,
        uint8 seat,
        uint256 slot
    ) external;

    /// @notice Ends the judging of an epoch, until {epochDeadline}: opens the votes that are still
    /// sealed, settles every task that reached a quorum, and lets the others go to a panel of their
    /// own.
    function settleEpoch(uint256 epoch, EpochResult calldata result) external;

    /// @notice Marks seats of an ended epoch as collected. TaskPayouts only.
    /// @param pays as `EpochSettled` told them; empty when the epoch was never settled
    /// @return fresh those of `seats` that were not collected before, as bits
    function takeEpochSeats(uint256 epoch, uint256 seats, uint256[] calldata pays)
        external
        returns (uint256 fresh);

    function ballotOf(uint256 id, uint8 round) external view returns (BallotView memory);

    /// @notice The ballot of an epoch; `present` holds the seats that were collected.
    function epochBallotOf(uint256 epoch) external view returns (BallotView memory);

    function epochOf(uint256 epoch) external view returns (Epoch memory);

    function epochCount() external view returns (uint256);

    /// @return drawn whether the task had a first panel of its own
    /// @return present seats that judged in it, once it is closed
    function firstPanelOf(uint256 id) external view returns (bool drawn, uint8 present);

    /// @notice Seats a task's reward is divided among: those drawn; for a growing panel the most there
    /// can be, so that a seat's pay is known before it is taken.
    /// @param epoch the task's epoch, zero when it had panels of its own
    function seatsOf(uint256 id, uint24 epoch) external view returns (uint256);

    /// @notice From then on a task may leave the epoch for a panel of its own.
    function epochDeadline(uint256 epoch) external view returns (uint256);
}
