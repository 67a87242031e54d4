// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {HarborToken} from "./HarborToken.sol";

/// @title Staking rewards
/// @notice Stakers of HRB share an emission of new HRB by time and weight. A keeper, the operator,
/// steers the emission and hands out campaign bonuses.
contract HarborRewards {
    uint256 public constant MAX_EMISSION = 1e18;
    uint256 private constant PRECISION = 1e18;

    HarborToken public immutable token;
    address public immutable governor;
    address public operator;

    uint256 public emissionPerSecond;
    uint256 public rewardPerToken;
    uint256 public lastAccrual;
    uint256 public totalStaked;
    mapping(address => uint256) public stakedOf;
    mapping(address => uint256) public paidPerToken;
    mapping(address => uint256) public earned;

    event OperatorChanged(address indexed previous, address indexed current);
    event Staked(address indexed account, uint256 amount);
    event Unstaked(address indexed account, uint256 amount);
    event StakeMoved(address indexed from, address indexed to, uint256 amount);
    event Claimed(address indexed account, uint256 amount);
    event BonusGranted(address indexed account, uint256 amount);

    error NotOperator();
    error NotGovernor();
    error InvalidOperator();
    error EmissionTooHigh(uint256 perSecond);
    error InsufficientStake(uint256 available, uint256 required);

    modifier onlyOperator() {
        if (msg.sender != operator) revert NotOperator();
        _;
    }

    constructor(HarborToken token_, address operator_) {
        token = token_;
        governor = msg.sender;
        operator = operator_;
        lastAccrual = block.timestamp;
    }

    /// @notice Hands the operator's duties to another keeper.
    function setOperator(address newOperator) external {
        if (msg.sender != governor) revert NotGovernor();
        if (newOperator == address(0)) revert InvalidOperator();
        emit OperatorChanged(operator, newOperator);
        operator = newOperator;
    }

    /// @notice Sets how many new tokens all stakers together earn per second.
    function setEmission(uint256 perSecond) external onlyOperator {
        if (perSecond > MAX_EMISSION) revert EmissionTooHigh(perSecond);
        _accrue();
        emissionPerSecond = perSecond;
    }

    /// @notice Pays a campaign bonus in new tokens.
    function grantBonus(address account, uint256 amount) external onlyOperator {
        emit BonusGranted(account, amount);
        token.mint(account, amount);
    }

    function stake(uint256 amount) external {
        _checkpoint(msg.sender);
        stakedOf[msg.sender] += amount;
        totalStaked += amount;
        token.transferFrom(msg.sender, address(this), amount);
        emit Staked(msg.sender, amount);
    }

    function unstake(uint256 amount) external {
        _checkpoint(msg.sender);
        uint256 available = stakedOf[msg.sender];
        if (amount > available) revert InsufficientStake(available, amount);
        stakedOf[msg.sender] = available - amount;
        totalStaked -= amount;
        token.transfer(msg.sender, amount);
        emit Unstaked(msg.sender, amount);
    }

    /// @notice Moves stake to another account without unstaking it.
    function moveStake(address to, uint256 amount) external {
        _checkpoint(msg.sender);
        _checkpoint(to);
        unchecked {
            stakedOf[msg.sender] -= amount;
            stakedOf[to] += amount;
        }
        emit StakeMoved(msg.sender, to, amount);
    }

    /// @notice Pays the rewards earned so far.
    function claim() external returns (uint256 amount) {
        _checkpoint(msg.sender);
        amount = earned[msg.sender];
        earned[msg.sender] = 0;
        if (amount > 0) token.mint(msg.sender, amount);
        emit Claimed(msg.sender, amount);
    }

    function _accrue() private {
        uint256 elapsed = block.timestamp - lastAccrual;
        lastAccrual = block.timestamp;
        if (totalStaked == 0) return;
        rewardPerToken += (elapsed * emissionPerSecond * PRECISION) / totalStaked;
    }

    function _checkpoint(address account) private {
        _accrue();
        uint256 owed = rewardPerToken - paidPerToken[account];
        paidPerToken[account] = rewardPerToken;
        earned[account] += (stakedOf[account] * owed) / PRECISION;
    }
}
