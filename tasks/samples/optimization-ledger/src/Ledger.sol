// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Points ledger of a loyalty programme
/// @notice The owner awards points, members spend or send them, and everyone may report scores.
contract Ledger {
    struct Account {
        bool active;
        uint256 points;
        bool frozen;
        uint256 spent;
        uint256 awards;
    }

    address public owner;
    uint256 public maxAward = 1_000_000_000;
    uint256 public maxBatch = 50;
    uint256 public totalPoints;
    uint256 public totalSpent;
    uint256 public scoreCount;
    uint256 public scoreSum;
    uint256 public bestScore;
    address[] public members;
    mapping(address account => Account) public accounts;

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
    }

    function awardBatch(address[] memory batch, uint256[] memory points) external onlyOwner {
        require(batch.length == points.length, "Ledger: lengths differ");
        require(batch.length <= maxBatch, "Ledger: batch too long");
        for (uint256 i = 0; i < batch.length; i++) {
            _award(batch[i], points[i]);
        }
    }

    function spend(uint256 points) external {
        require(!accounts[msg.sender].frozen, "Ledger: account is frozen");
        require(accounts[msg.sender].points >= points, "Ledger: not enough points");
        accounts[msg.sender].points -= points;
        accounts[msg.sender].spent += points;
        totalPoints -= points;
        totalSpent += points;
        emit Spent(msg.sender, points);
    }

    function send(address to, uint256 points) external {
        require(!accounts[msg.sender].frozen, "Ledger: account is frozen");
        require(!accounts[to].frozen, "Ledger: recipient is frozen");
        require(accounts[msg.sender].points >= points, "Ledger: not enough points");
        accounts[msg.sender].points -= points;
        accounts[to].points += points;
        _enroll(to);
        emit Sent(msg.sender, to, points);
    }

    function setFrozen(address account, bool frozen) external onlyOwner {
        accounts[account].frozen = frozen;
        emit Frozen(account, frozen);
    }

    function reportScores(uint256[] memory scores) external {
        for (uint256 i = 0; i < scores.length; i++) {
            require(scores[i] <= maxAward, "Ledger: score too large");
            scoreCount += 1;
            scoreSum += scores[i];
            if (scores[i] > bestScore) {
                bestScore = scores[i];
            }
        }
        emit ScoresReported(msg.sender, scores.length);
    }

    function memberCount() external view returns (uint256) {
        return members.length;
    }

    function leader() external view returns (address best, uint256 points) {
        for (uint256 i = 0; i < members.length; i++) {
            if (accounts[members[i]].points > points) {
                best = members[i];
                points = accounts[members[i]].points;
            }
        }
    }

    function _award(address account, uint256 points) internal {
        require(account != address(0), "Ledger: zero account");
        require(points <= maxAward, "Ledger: award too large");
        require(!accounts[account].frozen, "Ledger: account is frozen");
        accounts[account].points += points;
        accounts[account].awards += 1;
        totalPoints += points;
        _enroll(account);
        emit Awarded(account, points);
    }

    function _enroll(address account) internal {
        for (uint256 i = 0; i < members.length; i++) {
            if (members[i] == account) {
                return;
            }
        }
        accounts[account].active = true;
        members.push(account);
    }
}
