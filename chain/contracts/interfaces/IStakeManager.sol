// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Registry of members and their stakes. A cold owner key registers and withdraws; a hot
/// worker key works and votes and can never move the stake.
interface IStakeManager {
    struct Member {
        address owner;
        /// wei, all of it: locked, being withdrawn and free
        uint96 staked;
        address worker;
        /// wei held for open duties; only this part can be slashed
        uint96 locked;
        /// wei asked back, free to withdraw at `readyAt`
        uint96 unstaking;
        uint40 readyAt;
        /// 1 publisher, 2 miner, 3 peer, 4 auto, 5 expert
        uint8 role;
        /// weight of this member's votes, in thousandths
        uint16 weight;
        /// open disputes that may still cost this member stake
        uint16 holds;
        bool banned;
        /// stands behind a service agreement with an insurance bond
        bool partner;
        /// tasks completed; of an expert, labelled votes behind `rate`
        uint32 done;
        /// success rate in basis points; of an expert, the lower bound that its labels give
        uint16 rate;
        /// capability checks passed
        uint16 checks;
        bytes32 meta;
    }

    event Registered(
        uint16 indexed id,
        address indexed owner,
        address indexed worker,
        uint8 role,
        uint96 amount,
        bytes32 meta
    );
    event ToppedUp(uint16 indexed id, uint96 amount);
    event WorkerChanged(uint16 indexed id, address indexed worker);
    event UnstakeRequested(uint16 indexed id, uint96 amount, uint40 readyAt);
    event Withdrawn(uint16 indexed id, uint96 amount);
    event Locked(uint16 indexed id, address indexed by, uint96 amount);
    event Unlocked(uint16 indexed id, address indexed by, uint96 amount);
    event MetaChanged(uint16 indexed id, bytes32 meta);
    event Held(uint16 indexed id, address indexed by, uint16 holds);
    event Released(uint16 indexed id, address indexed by, uint16 holds);
    event Rated(uint16 indexed id, uint16 rate, uint32 done, uint16 checks, uint16 weight);
    event PartnerSet(uint16 indexed id, bool partner);
    event Banned(uint16 indexed id, bytes32 indexed reason);
    /// `to` is the zero address when the stake was burned.
    event Slashed(uint16 indexed id, bytes32 indexed reason, uint96 amount, address to);

    error UnknownRole(uint8 role);
    error UnknownId(uint16 id);
    error NotOwnerOf(uint16 id, address caller);
    error WorkerTaken(address worker, uint16 id);
    error ZeroWorker();
    error TooManyMembers();
    error BelowMinimum(uint256 have, uint256 need);
    error NotEnoughFree(uint256 free, uint256 need);
    error NotEnoughLocked(uint256 locked, uint256 need);
    error StillCooling(uint40 readyAt);
    error NothingToWithdraw(uint16 id);
    error StillHeld(uint16 id, uint16 holds);
    error NotHeld(uint16 id);
    error IsBanned(address key);
    error ShareTooLarge(uint16 bps);
    error RateTooHigh(uint16 rate);

    /// @notice Registers a member; the caller becomes its owner and pays the stake.
    /// @param amount wei, at least {MIN_STAKE}
    /// @param worker hot key; one key works for one member only
    /// @param meta digest of a public self-description, or zero
    function register(uint8 role, uint96 amount, address worker, bytes32 meta)
        external
        returns (uint16 id);

    /// @notice Adds `amount` wei to a member's stake. Anyone may pay.
    function topUp(uint16 id, uint96 amount) external;

    /// @notice Replaces the hot key. Duties begun with the old key stay bound to it.
    function setWorker(uint16 id, address worker) external;

    /// @notice Replaces the digest of the member's public self-description.
    function setMeta(uint16 id, bytes32 meta) external;

    /// @notice Asks `amount` wei back. What stays must be zero or at least {MIN_STAKE}. A further
    /// request adds to the first and starts the cool-down again.
    function requestUnstake(uint16 id, uint96 amount) external;

    /// @notice Pays what was asked back to the owner, once the cool-down is over and no dispute
    /// can cost the member stake any more.
    function withdraw(uint16 id) external;

    /// @notice Holds free stake for a duty. LOCKER only.
    function lock(uint16 id, uint96 amount) external;

    /// @notice {lock} for each of several members. LOCKER only.
    function lockAll(uint16[] calldata ids, uint96 amount) external;

    /// @notice Frees stake held for a duty. LOCKER only.
    function unlock(uint16 id, uint96 amount) external;

    /// @notice Takes locked stake for a proven fault; burns it when `to` is zero. SLASHER only.
    /// @return taken wei, never more than is locked
    function slash(uint16 id, uint96 amount, bytes32 reason, address to)
        external
        returns (uint96 taken);

    /// @notice Takes a share of the whole stake for proven fraud, first what nothing is held for
    /// and never what other duties hold; burns it when `to` is zero. SLASHER only.
    /// @param bps basis points of everything staked
    function slashShare(uint16 id, uint16 bps, bytes32 reason, address to)
        external
        returns (uint96 taken);

    /// @notice Keeps a member's stake from leaving while a dispute is open. LOCKER only.
    function hold(uint16 id) external;

    /// @notice Ends one {hold}. LOCKER only.
    function release(uint16 id) external;

    /// @notice Shuts a member out for good: its worker key works for nobody, and neither of its keys
    /// can register again. What is left of the stake can be asked back. BANNER only.
    function ban(uint16 id, bytes32 reason) external;

    /// @notice Sets what a member is known for; its voting weight follows. RATER only.
    /// @param rate success rate in basis points
    /// @param done tasks completed
    /// @param checks capability checks passed
    function rateMember(uint16 id, uint16 rate, uint32 done, uint16 checks) external;

    /// @notice Records that a member signed a service agreement, or no longer has one. RATER only.
    function setPartner(uint16 id, bool partner) external;

    /// @notice 0 beginner, 1 skilled, 2 expert, 3 master: seed 001, "Reputation System".
    function levelOf(uint16 id) external view returns (uint8);

    /// @notice 0 none, 1 basic, 2 verified, 3 trusted, 4 partner: seed 000, "Trust Levels".
    function trustOf(uint16 id) external view returns (uint8);

    /// @notice Least stake of an active member, wei.
    function MIN_STAKE() external view returns (uint96);

    /// @notice Seconds between asking stake back and getting it.
    function coolDown() external view returns (uint40);

    function memberOf(uint16 id) external view returns (Member memory);

    function ownerOf(uint16 id) external view returns (address);

    /// @notice The member a hot key works for now; zero when none.
    function idOfWorker(address worker) external view returns (uint16);

    /// @notice Whether the member is not banned and its stake, less what is being withdrawn, reaches
    /// {MIN_STAKE}.
    function isActive(uint16 id) external view returns (bool);

    /// @notice wei that can be locked or asked back.
    function freeStake(uint16 id) external view returns (uint96);

    /// @notice Members ever registered in a role.
    function memberCount(uint8 role) external view returns (uint256);

    /// @notice Id of the role's `index`-th member; the order never changes.
    function memberAt(uint8 role, uint256 index) external view returns (uint16);

    /// @notice The member at `index` of a role, as whoever draws a panel needs to know it.
    /// @return id
    /// @return weight of the member's votes; zero when it is no longer active or lacks `bond` wei of
    /// free stake
    /// @return owner
    /// @return worker
    function candidateAt(uint8 role, uint256 index, uint96 bond)
        external
        view
        returns (uint16 id, uint16 weight, address owner, address worker);
}
