// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {HarborMarket} from "./HarborMarket.sol";
import {HarborToken} from "./HarborToken.sol";

/// @title ETH credit against HRB
/// @notice Lends the protocol's ETH against locked HRB, up to half of its worth. A loan that
/// outgrows three quarters of the anchor value of its collateral may be liquidated by anyone.
contract HarborLender {
    uint256 private constant BPS = 10_000;
    uint256 public constant CREDIT_BPS = 5_000;
    uint256 public constant LIQUIDATION_BPS = 7_500;
    uint256 public constant ORIGINATION_BPS = 50;

    HarborToken public immutable token;
    HarborMarket public immutable market;
    address public immutable governor;
    /// @notice ETH per token that liquidations and the books go by, with 18 decimals.
    uint256 public anchorPrice;
    /// @notice ETH the protocol has put in.
    uint256 public funded;
    uint256 public totalCollateral;
    mapping(address => uint256) public collateralOf;
    mapping(address => uint256) public debtOf;

    event Funded(uint256 amount);
    event AnchorChanged(uint256 price);
    event Locked(address indexed account, uint256 amount);
    event Unlocked(address indexed account, uint256 amount);
    event Borrowed(address indexed account, uint256 amount, uint256 fee);
    event Repaid(address indexed account, uint256 amount);
    event Liquidated(address indexed account, address indexed liquidator, uint256 collateral);

    error NotGovernor();
    error OverLimit(uint256 debt, uint256 limit);
    error InvalidRepayment(uint256 amount, uint256 debt);
    error Healthy(address account);
    error ContractsNotAllowed();
    error TransferFailed();

    modifier onlyGovernor() {
        if (msg.sender != governor) revert NotGovernor();
        _;
    }

    constructor(HarborToken token_, HarborMarket market_, uint256 anchorPrice_) {
        token = token_;
        market = market_;
        governor = msg.sender;
        anchorPrice = anchorPrice_;
    }

    function fund() external payable onlyGovernor {
        funded += msg.value;
        emit Funded(msg.value);
    }

    /// @notice Reviewed weekly by the governor.
    function setAnchorPrice(uint256 price) external onlyGovernor {
        anchorPrice = price;
        emit AnchorChanged(price);
    }

    function lock(uint256 amount) external {
        collateralOf[msg.sender] += amount;
        totalCollateral += amount;
        token.transferFrom(msg.sender, address(this), amount);
        emit Locked(msg.sender, amount);
    }

    function unlock(uint256 amount) external {
        collateralOf[msg.sender] -= amount;
        totalCollateral -= amount;
        _requireCovered(msg.sender);
        token.transfer(msg.sender, amount);
        emit Unlocked(msg.sender, amount);
    }

    /// @notice Lends `amount` ETH to the caller; the origination fee is added to the debt.
    function borrow(uint256 amount) external {
        uint256 fee = (amount * ORIGINATION_BPS) / BPS;
        debtOf[msg.sender] += amount + fee;
        _requireCovered(msg.sender);
        emit Borrowed(msg.sender, amount, fee);
        _send(msg.sender, amount);
    }

    function repay() external payable {
        uint256 debt = debtOf[msg.sender];
        if (msg.value > debt) revert InvalidRepayment(msg.value, debt);
        debtOf[msg.sender] = debt - msg.value;
        emit Repaid(msg.sender, msg.value);
    }

    /// @notice Pays an unhealthy account's whole debt and receives its collateral.
    function liquidate(address account) external payable {
        if (msg.sender != tx.origin) revert ContractsNotAllowed();
        uint256 debt = debtOf[account];
        uint256 collateral = collateralOf[account];
        uint256 worth = (collateral * anchorPrice) / 1e18;
        if (debt <= (worth * LIQUIDATION_BPS) / BPS) revert Healthy(account);
        if (msg.value != debt) revert InvalidRepayment(msg.value, debt);
        debtOf[account] = 0;
        collateralOf[account] = 0;
        totalCollateral -= collateral;
        token.transfer(msg.sender, collateral);
        emit Liquidated(account, msg.sender, collateral);
    }

    /// @notice ETH per token that new credit is granted at, with 18 decimals.
    function creditPrice() public view returns (uint256) {
        uint256 spot = market.spotPrice();
        return spot < anchorPrice ? spot : anchorPrice;
    }

    /// @notice Most an account may owe.
    function creditLimit(address account) public view returns (uint256) {
        return (collateralOf[account] * creditPrice() * CREDIT_BPS) / (1e18 * BPS);
    }

    /// @notice Worth of all collateral at the anchor price.
    function coverage() external view returns (uint256) {
        return (totalCollateral * anchorPrice) / 1e18;
    }

    function _requireCovered(address account) private view {
        uint256 debt = debtOf[account];
        uint256 limit = creditLimit(account);
        if (debt > limit) revert OverLimit(debt, limit);
    }

    function _send(address to, uint256 amount) private {
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert TransferFailed();
    }
}
