// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEconomy} from "./IEconomy.sol";

/// @title Audits by lot, and bonded disputes, through four tiers of experts. Who appeals and is wrong pays the experts
/// and the other side; money alone never decides: when nobody defends a ruling the next tier judges
/// it all the same. Every step is open to anyone, and every stage ends by time.
interface IDisputeCourt {
    enum Stage {
        None,
        /// a panel waits for its block
        Drawing,
        /// experts seal, then open their votes
        Voting,
        /// the tier has ruled; an appeal may follow
        Appealable,
        Closed
    }

    struct Case {
        uint256 task;
        Stage stage;
        /// 1 Standard, 2 Advanced, 3 Specialist, 4 Master
        uint8 tier;
        /// the tier's panel is its second: the first had no quorum
        bool rolled;
        /// member accused of a fault, 0 when none
        uint16 accused;
        IEconomy.Fault fault;
        /// guilt by the last ruling, 0..255, proven from 128
        uint8 guilt;
        uint40 beaconBlock;
        uint40 commitEnd;
        uint40 revealEnd;
        uint40 appealEnd;
        /// lanes in dispute
        bytes32 used;
        /// scores by the last ruling
        bytes32 ruling;
        bytes32 evidence;
    }

    /// What the court knows of a task.
    struct Docket {
        /// the block whose hash draws the audit, 0 while none was chosen
        uint40 beaconBlock;
        /// whether the audit was drawn
        bool drawn;
        /// its audit or dispute, 0 when it has none
        uint128 caseId;
    }

    struct Round {
        /// nobody in the first round of an audit
        address appellant;
        address defender;
        /// what was appealed against
        bytes32 against;
        uint8 againstGuilt;
        /// whether the tier came to a ruling
        bool ruled;
        /// whether its panel was the second
        bool rolled;
        uint16[] seats;
        /// bit = seat whose vote is open
        uint32 revealed;
    }

    struct Opening {
        uint16 expertId;
        bytes32 scores;
        uint8 guilt;
        bytes32 rationaleHash;
        bytes32 salt;
    }

    event Disputed(
        uint256 indexed caseId,
        uint256 indexed task,
        address indexed by,
        uint16 accused,
        IEconomy.Fault fault,
        bytes32 evidence
    );
    event AuditArmed(uint256 indexed task, uint40 beaconBlock);
    /// @param caseId that reads the drawn items: the audit's, or the dispute's that came before; 0
    /// when there is none
    /// @param lanes 0xff in each lane that is read
    event AuditDrawn(uint256 indexed task, uint256 indexed caseId, bytes32 beacon, bytes32 lanes);
    event TierOpened(uint256 indexed caseId, uint8 indexed tier, uint40 beaconBlock);
    event ExpertsDrawn(uint256 indexed caseId, uint8 indexed tier, uint16[] ids);
    event ExpertCommitted(
        uint256 indexed caseId, uint8 indexed tier, uint16 indexed expertId, bytes32 commit
    );
    event ExpertRevealed(
        uint256 indexed caseId,
        uint8 indexed tier,
        uint16 indexed expertId,
        bytes32 scores,
        uint8 guilt,
        bytes32 rationaleHash
    );
    /// A word of a panel's deliberation: a sealed first vote or statement by hash, or its salt.
    event ExpertPosted(
        uint256 indexed caseId,
        uint8 indexed tier,
        uint16 indexed expertId,
        bool rolled,
        uint8 step,
        bytes32 word
    );
    event Ruled(uint256 indexed caseId, uint8 indexed tier, bytes32 ruling, uint8 guilt);
    event NoQuorum(uint256 indexed caseId, uint8 indexed tier);
    event Appealed(uint256 indexed caseId, uint8 indexed tier, address indexed by, uint256 bond);
    event Defended(uint256 indexed caseId, uint8 indexed tier, address indexed by, uint256 bond);
    event Executed(uint256 indexed caseId, uint256 indexed task, bytes32 ruling, bool convicted);
    event InsuranceFunded(address indexed from, uint256 amount);

    error WindowClosed(uint256 task);
    error AuditOver(uint256 task);
    error UnknownCase(uint256 caseId);
    error WrongStage(uint256 caseId, Stage have);
    error FaultWithoutAccused();
    error BeaconNotReady(uint40 beaconBlock);
    error NotOnPanel(uint256 caseId, address caller);
    error AlreadyCommitted(uint16 expertId);
    error WrongStep(uint8 step, uint8 next);
    error ZeroCommit();
    error VotingOver(uint40 end);
    error VotingOpen(uint40 end);
    error NotSealed(uint16 expertId);
    error VoteMismatch(bytes32 opened, bytes32 committed);
    error DirtyTail(uint16 expertId);
    error BadHint();
    error AlreadyAppealed(uint256 caseId);
    error NothingToDefend(uint256 caseId);

    /// @notice Draws which of a settled task's items experts read: the first call chooses a block,
    /// the next draws by its hash and opens a case without a bond when an item is drawn. Its panel is
    /// drawn when nobody can dispute any more; a dispute before takes its place, and reads what the
    /// lot names beside what is disputed. Anyone may call.
    /// @return caseId as in {AuditDrawn}
    function audit(uint256 task) external returns (uint256 caseId);

    /// @notice Disputes a settled task, with a bond of twice the first tier's cost.
    /// @param accused member said to have committed `fault`; 0 when only the scores are disputed
    function dispute(uint256 task, uint16 accused, IEconomy.Fault fault, bytes32 evidence)
        external
        returns (uint256 caseId);

    /// @notice Draws the tier's panel; chooses another block when its block is too old.
    function draw(uint256 caseId) external;

    /// @notice Seals a vote. The caller is the worker of a drawn expert.
    /// @param commit EIP-712 ExpertVote
    function commitVote(uint256 caseId, bytes32 commit) external;

    /// @notice Posts the next word of the panel's deliberation: even steps seal, odd ones open what
    /// was sealed (a first vote, then statements of a debate). The caller is the worker of a drawn
    /// expert. Nothing is decided here: it is the order that counts.
    /// @param step how many words he has posted before
    /// @param word sha2-256 digest of sealed bytes, or the salt that opens them
    function post(uint256 caseId, uint8 step, bytes32 word) external;

    /// @notice Opens sealed votes. Anyone may: the preimage is the proof.
    function revealVotes(uint256 caseId, Opening[] calldata openings) external;

    /// @notice Ends a tier's vote. Without a majority of the seats the panel is drawn once more, and
    /// then what was decided before stands.
    /// @param medians weighted medians of the open votes; checked, not trusted; zero without a quorum
    function rule(uint256 caseId, bytes32 medians, uint8 guilt) external;

    /// @notice Appeals against a ruling, in the first half of the window, with twice the next tier's
    /// cost.
    function appeal(uint256 caseId) external;

    /// @notice Takes the side of the ruling appealed against, with the next tier's cost.
    function defend(uint256 caseId) external;

    /// @notice After the window: opens the next tier when there is an appeal, else ends the case:
    /// bonds, pay, penalties, and the market's payments.
    function proceed(uint256 caseId) external;

    /// @notice Adds to what pays experts when an unopposed appeal was right.
    function fundInsurance(uint96 amount) external;

    /// @notice Seats of a tier.
    function seatsOf(uint8 tier) external pure returns (uint256);

    /// @notice wei each expert of a tier earns: seed 001, "Revenue: 5-20 TOS per validation".
    function feeOf(uint8 tier) external pure returns (uint256);

    function docketOf(uint256 task) external view returns (Docket memory);

    function caseOf(uint256 caseId) external view returns (Case memory);

    function roundOf(uint256 caseId, uint8 tier) external view returns (Round memory);

    function caseCount() external view returns (uint256);

    function insurance() external view returns (uint256);
}
