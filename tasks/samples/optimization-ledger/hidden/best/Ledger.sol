// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Points ledger of a loyalty programme
/// @notice The owner awards points, members spend or send them, and everyone may report scores.
contract Ledger {
    // One word: no award exceeds 1e9, so 2^96 points or 2^40 awards are out of reach.
    struct Packed {
        uint96 points;
        uint96 spent;
        uint40 awards;
        bool active;
        bool frozen;
    }

    // One word: no score exceeds 1e9, so 2^64 reports are out of reach and so is 2^96 for the sum.
    struct Scores {
        uint64 count;
        uint96 sum;
        uint96 best;
    }

    struct Totals {
        uint128 points;
        uint128 spent;
    }

    address public immutable owner;
    uint256 public constant maxAward = 1_000_000_000;
    uint256 public constant maxBatch = 50;
    Totals private _totals;
    Scores private _scores;
    address[] public members;
    mapping(address account => Packed) private _accounts;

    event Awarded(address indexed account, uint256 points);
    event Spent(address indexed account, uint256 points);
    event Sent(address indexed from, address indexed to, uint256 points);
    event Frozen(address indexed account, bool frozen);
    event ScoresReported(address indexed reporter, uint256 count);

    constructor(address owner_) {
        owner = owner_;
    }

    modifier onlyOwner() {
        require(msg.sender == owner, "Ledger: caller is not the owner");
        _;
    }

    function award(address account, uint256 points) external onlyOwner {
        _award(account, points);
        unchecked {
            _totals.points += uint128(points);
        }
    }

    function awardBatch(address[] calldata batch, uint256[] calldata points) external onlyOwner {
        uint256 length = batch.length;
        require(length == points.length, "Ledger: lengths differ");
        require(length <= maxBatch, "Ledger: batch too long");
        uint256 sum;
        unchecked {
            for (uint256 i; i != length; ++i) {
                _award(batch[i], points[i]);
                sum += points[i];
            }
            if (sum != 0) _totals.points += uint128(sum);
        }
    }

    function spend(uint256 points) external {
        Packed memory account = _accounts[msg.sender];
        require(!account.frozen, "Ledger: account is frozen");
        require(account.points >= points, "Ledger: not enough points");
        unchecked {
            account.points -= uint96(points);
            account.spent += uint96(points);
            _accounts[msg.sender] = account;
            Totals memory totals = _totals;
            totals.points -= uint128(points);
            totals.spent += uint128(points);
            _totals = totals;
        }
        emit Spent(msg.sender, points);
    }

    function send(address to, uint256 points) external {
        Packed memory from = _accounts[msg.sender];
        Packed memory recipient = _accounts[to];
        require(!from.frozen, "Ledger: account is frozen");
        require(!recipient.frozen, "Ledger: recipient is frozen");
        require(from.points >= points, "Ledger: not enough points");
        unchecked {
            if (to != msg.sender) {
                from.points -= uint96(points);
                _accounts[msg.sender] = from;
                recipient.points += uint96(points);
            }
        }
        bool known = recipient.active;
        recipient.active = true;
        if (!known || to != msg.sender) _accounts[to] = recipient;
        if (!known) members.push(to);
        emit Sent(msg.sender, to, points);
    }

    function setFrozen(address account, bool frozen) external onlyOwner {
        _accounts[account].frozen = frozen;
        emit Frozen(account, frozen);
    }

    function reportScores(uint256[] calldata scores) external {
        uint256 length = scores.length;
        Scores memory all = _scores;
        uint256 sum = all.sum;
        uint256 best = all.best;
        unchecked {
            for (uint256 i; i != length; ++i) {
                uint256 score = scores[i];
                require(score <= maxAward, "Ledger: score too large");
                sum += score;
                if (score > best) best = score;
            }
            if (length != 0) _scores = Scores(all.count + uint64(length), uint96(sum), uint96(best));
        }
        emit ScoresReported(msg.sender, length);
    }

    function totalPoints() external view returns (uint256) {
        return _totals.points;
    }

    function totalSpent() external view returns (uint256) {
        return _totals.spent;
    }

    function scoreCount() external view returns (uint256) {
        return _scores.count;
    }

    function scoreSum() external view returns (uint256) {
        return _scores.sum;
    }

    function bestScore() external view returns (uint256) {
        return _scores.best;
    }

    function accounts(
        address account
    )
        external
        view
        returns (bool active, uint256 points, bool frozen, uint256 spent, uint256 awards)
    {
        Packed memory packed = _accounts[account];
        return (packed.active, packed.points, packed.frozen, packed.spent, packed.awards);
    }

    function memberCount() external view returns (uint256) {
        return members.length;
    }

    function leader() external view returns (address best, uint256 points) {
        uint256 length = members.length;
        unchecked {
            for (uint256 i; i != length; ++i) {
                address member = members[i];
                uint256 held = _accounts[member].points;
                if (held > points) {
                    best = member;
                    points = held;
                }
            }
        }
    }

    function _award(address account, uint256 points) private {
        require(account != address(0), "Ledger: zero account");
        require(points <= maxAward, "Ledger: award too large");
        Packed memory packed = _accounts[account];
        require(!packed.frozen, "Ledger: account is frozen");
        unchecked {
            packed.points += uint96(points);
            packed.awards += 1;
        }
        if (!packed.active) {
            packed.active = true;
            members.push(account);
        }
        _accounts[account] = packed;
        emit Awarded(account, points);
    }
}
