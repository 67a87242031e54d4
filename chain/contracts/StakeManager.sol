// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ExactTransfer} from "./libraries/ExactTransfer.sol";
import {Levels} from "./libraries/Levels.sol";

contract StakeManager is AccessControl, IStakeManager {
    using SafeERC20 for IERC20;
    using ExactTransfer for IERC20;

    bytes32 public constant LOCKER = keccak256("LOCKER");
    bytes32 public constant SLASHER = keccak256("SLASHER");
    bytes32 public constant BANNER = keccak256("BANNER");
    bytes32 public constant RATER = keccak256("RATER");

    /// @inheritdoc IStakeManager
    uint96 public constant MIN_STAKE = 10e18;
    uint8 private constant LAST_ROLE = 5;
    uint16 private constant DEFAULT_WEIGHT = 1000;

    IPoIWToken public immutable token;
    /// @inheritdoc IStakeManager
    uint40 public immutable coolDown;

    uint16 private _count;
    mapping(uint16 id => Member) private _members;
    mapping(uint8 role => uint16[]) private _byRole;
    /// @inheritdoc IStakeManager
    mapping(address worker => uint16) public idOfWorker;
    mapping(address key => bool) private _bannedKeys;

    constructor(IPoIWToken token_, uint40 coolDown_, address admin) {
        token = token_;
        coolDown = coolDown_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc IStakeManager
    function register(uint8 role, uint96 amount, address worker, bytes32 meta)
        external
        returns (uint16 id)
    {
        if (role == 0 || role > LAST_ROLE) revert UnknownRole(role);
        if (amount < MIN_STAKE) revert BelowMinimum(amount, MIN_STAKE);
        if (_count == type(uint16).max) revert TooManyMembers();
        if (_bannedKeys[msg.sender]) revert IsBanned(msg.sender);
        id = ++_count;
        _bindWorker(id, worker);
        Member storage member = _members[id];
        member.owner = msg.sender;
        member.staked = amount;
        member.role = role;
        member.weight = DEFAULT_WEIGHT;
        if (meta != 0) member.meta = meta;
        _byRole[role].push(id);
        emit Registered(id, msg.sender, worker, role, amount, meta);
        IERC20(token).takeExactly(amount);
    }

    /// @inheritdoc IStakeManager
    function topUp(uint16 id, uint96 amount) external {
        _known(id).staked += amount;
        emit ToppedUp(id, amount);
        IERC20(token).takeExactly(amount);
    }

    /// @inheritdoc IStakeManager
    function setWorker(uint16 id, address worker) external {
        Member storage member = _owned(id);
        if (member.banned) revert IsBanned(msg.sender);
        delete idOfWorker[member.worker];
        _bindWorker(id, worker);
        emit WorkerChanged(id, worker);
    }

    /// @inheritdoc IStakeManager
    function setMeta(uint16 id, bytes32 meta) external {
        _owned(id).meta = meta;
        emit MetaChanged(id, meta);
    }

    /// @inheritdoc IStakeManager
    function requestUnstake(uint16 id, uint96 amount) external {
        Member storage member = _owned(id);
        uint96 free = _free(member);
        if (amount > free) revert NotEnoughFree(free, amount);
        uint96 left = member.staked - member.unstaking - amount;
        if (left != 0 && left < MIN_STAKE) revert BelowMinimum(left, MIN_STAKE);
        member.unstaking += amount;
        member.readyAt = uint40(block.timestamp) + coolDown;
        emit UnstakeRequested(id, amount, member.readyAt);
    }

    /// @inheritdoc IStakeManager
    function withdraw(uint16 id) external {
        Member storage member = _owned(id);
        uint96 amount = member.unstaking;
        if (amount == 0) revert NothingToWithdraw(id);
        if (member.holds != 0) revert StillHeld(id, member.holds);
        if (block.timestamp < member.readyAt) revert StillCooling(member.readyAt);
        member.unstaking = 0;
        member.staked -= amount;
        emit Withdrawn(id, amount);
        IERC20(token).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IStakeManager
    function lock(uint16 id, uint96 amount) external onlyRole(LOCKER) {
        _lock(id, amount);
    }

    /// @inheritdoc IStakeManager
    function lockAll(uint16[] calldata ids, uint96 amount) external onlyRole(LOCKER) {
        for (uint256 i; i < ids.length; ++i) {
            _lock(ids[i], amount);
        }
    }

    /// @inheritdoc IStakeManager
    function unlock(uint16 id, uint96 amount) external onlyRole(LOCKER) {
        Member storage member = _known(id);
        if (amount > member.locked) revert NotEnoughLocked(member.locked, amount);
        member.locked -= amount;
        emit Unlocked(id, msg.sender, amount);
    }

    /// @inheritdoc IStakeManager
    function slash(uint16 id, uint96 amount, bytes32 reason, address to)
        external
        onlyRole(SLASHER)
        returns (uint96 taken)
    {
        Member storage member = _known(id);
        taken = amount < member.locked ? amount : member.locked;
        member.locked -= taken;
        member.staked -= taken;
        _give(id, taken, reason, to);
    }

    /// @inheritdoc IStakeManager
    function slashShare(uint16 id, uint16 bps, bytes32 reason, address to)
        external
        onlyRole(SLASHER)
        returns (uint96 taken)
    {
        if (bps > 10_000) revert ShareTooLarge(bps);
        Member storage member = _known(id);
        uint96 unlocked = member.staked - member.locked;
        uint96 share = uint96(uint256(member.staked) * bps / 10_000);
        taken = share < unlocked ? share : unlocked;
        member.staked -= taken;
        // Stake on its way out pays too: asking it back is no way to be gone before the slash.
        if (member.unstaking > unlocked - taken) member.unstaking = unlocked - taken;
        _give(id, taken, reason, to);
    }

    /// @inheritdoc IStakeManager
    function hold(uint16 id) external onlyRole(LOCKER) {
        uint16 holds = ++_known(id).holds;
        emit Held(id, msg.sender, holds);
    }

    /// @inheritdoc IStakeManager
    function release(uint16 id) external onlyRole(LOCKER) {
        Member storage member = _known(id);
        if (member.holds == 0) revert NotHeld(id);
        uint16 holds = --member.holds;
        emit Released(id, msg.sender, holds);
    }

    /// @inheritdoc IStakeManager
    function ban(uint16 id, bytes32 reason) external onlyRole(BANNER) {
        Member storage member = _known(id);
        if (member.banned) revert IsBanned(member.owner);
        member.banned = true;
        member.weight = 0;
        _bannedKeys[member.owner] = true;
        _bannedKeys[member.worker] = true;
        delete idOfWorker[member.worker];
        emit Banned(id, reason);
    }

    /// @inheritdoc IStakeManager
    function rateMember(uint16 id, uint16 rate, uint32 done, uint16 checks)
        external
        onlyRole(RATER)
    {
        if (rate > 10_000) revert RateTooHigh(rate);
        Member storage member = _known(id);
        if (member.banned) revert IsBanned(member.owner);
        (member.rate, member.done, member.checks) = (rate, done, checks);
        member.weight = Levels.weightOf(Levels.levelOf(rate));
        emit Rated(id, rate, done, checks, member.weight);
    }

    /// @inheritdoc IStakeManager
    function setPartner(uint16 id, bool partner) external onlyRole(RATER) {
        _known(id).partner = partner;
        emit PartnerSet(id, partner);
    }

    /// @inheritdoc IStakeManager
    function memberOf(uint16 id) external view returns (Member memory) {
        return _known(id);
    }

    /// @inheritdoc IStakeManager
    function ownerOf(uint16 id) external view returns (address) {
        return _known(id).owner;
    }

    /// @inheritdoc IStakeManager
    function isActive(uint16 id) external view returns (bool) {
        Member storage member = _known(id);
        return !member.banned && member.staked - member.unstaking >= MIN_STAKE;
    }

    /// @inheritdoc IStakeManager
    function levelOf(uint16 id) external view returns (uint8) {
        return Levels.levelOf(_known(id).rate);
    }

    /// @inheritdoc IStakeManager
    function trustOf(uint16 id) external view returns (uint8) {
        Member storage m = _known(id);
        if (m.banned) return 0;
        return Levels.trustOf(m.staked - m.unstaking, m.rate, m.done, m.checks, m.partner);
    }

    /// @inheritdoc IStakeManager
    function freeStake(uint16 id) external view returns (uint96) {
        return _free(_known(id));
    }

    /// @inheritdoc IStakeManager
    function memberCount(uint8 role) external view returns (uint256) {
        return _byRole[role].length;
    }

    /// @inheritdoc IStakeManager
    function memberAt(uint8 role, uint256 index) external view returns (uint16) {
        return _byRole[role][index];
    }

    /// @inheritdoc IStakeManager
    function candidateAt(uint8 role, uint256 index, uint96 bond)
        external
        view
        returns (uint16 id, uint16 weight, address owner, address worker)
    {
        id = _byRole[role][index];
        Member storage member = _members[id];
        (owner, worker) = (member.owner, member.worker);
        uint96 kept = member.staked - member.unstaking;
        // A ban leaves no weight.
        if (kept >= MIN_STAKE && kept - member.locked >= bond) weight = member.weight;
    }

    function _lock(uint16 id, uint96 amount) private {
        Member storage member = _known(id);
        if (member.banned) revert IsBanned(member.owner);
        uint96 free = _free(member);
        if (amount > free) revert NotEnoughFree(free, amount);
        member.locked += amount;
        emit Locked(id, msg.sender, amount);
    }

    function _bindWorker(uint16 id, address worker) private {
        if (worker == address(0)) revert ZeroWorker();
        if (_bannedKeys[worker]) revert IsBanned(worker);
        uint16 taken = idOfWorker[worker];
        if (taken != 0) revert WorkerTaken(worker, taken);
        idOfWorker[worker] = id;
        _members[id].worker = worker;
    }

    function _give(uint16 id, uint96 taken, bytes32 reason, address to) private {
        emit Slashed(id, reason, taken, to);
        if (to == address(0)) token.burn(taken);
        else IERC20(token).safeTransfer(to, taken);
    }

    function _known(uint16 id) private view returns (Member storage member) {
        member = _members[id];
        if (member.owner == address(0)) revert UnknownId(id);
    }

    function _owned(uint16 id) private view returns (Member storage member) {
        member = _known(id);
        if (member.owner != msg.sender) revert NotOwnerOf(id, msg.sender);
    }

    function _free(Member storage member) private view returns (uint96) {
        return member.staked - member.locked - member.unstaking;
    }
}
