// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title ETH savings vault
/// @notice Holds ETH one to one for its depositors. Leaving costs a small fee that belongs to the
/// protocol and is collected separately.
contract HarborVault {
    uint256 public constant BPS = 10_000;
    uint256 public constant MAX_EXIT_FEE_BPS = 100;

    address public immutable governor;
    address public feeRecipient;
    uint256 public exitFeeBps;
    uint256 public accruedFees;
    uint256 public totalDeposits;
    mapping(address => uint256) public balanceOf;

    event Deposited(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount, uint256 fee);
    event FeesCollected(address indexed recipient, uint256 amount);
    event ExitFeeChanged(uint256 feeBps);
    event FeeRecipientChanged(address indexed recipient);

    error NotGovernor();
    error InvalidAmount(uint256 amount);
    error FeeTooHigh(uint256 feeBps);
    error TransferFailed(address to, uint256 amount);

    modifier onlyGovernor() {
        if (msg.sender != governor) revert NotGovernor();
        _;
    }

    constructor(address recipient, uint256 feeBps) {
        if (feeBps > MAX_EXIT_FEE_BPS) revert FeeTooHigh(feeBps);
        governor = msg.sender;
        feeRecipient = recipient;
        exitFeeBps = feeBps;
    }

    /// @notice Adds the ETH sent along to the caller's balance.
    function deposit() external payable {
        if (msg.value == 0) revert InvalidAmount(0);
        balanceOf[msg.sender] += msg.value;
        totalDeposits += msg.value;
        emit Deposited(msg.sender, msg.value);
    }

    /// @notice Pays out `amount` of the caller's balance, less the exit fee.
    function withdraw(uint256 amount) external {
        uint256 held = balanceOf[msg.sender];
        if (amount == 0 || amount > held) revert InvalidAmount(amount);
        uint256 fee = (amount * exitFeeBps) / BPS;

        balanceOf[msg.sender] = held - amount;
        totalDeposits -= amount;
        accruedFees += fee;

        _send(msg.sender, amount - fee);
        emit Withdrawn(msg.sender, amount, fee);
    }

    /// @notice Sends the fees earned so far to the recipient; anyone may trigger it.
    function collectFees() external returns (uint256 amount) {
        amount = accruedFees;
        accruedFees = 0;
        _send(feeRecipient, amount);
        emit FeesCollected(feeRecipient, amount);
    }

    function setExitFee(uint256 feeBps) external onlyGovernor {
        if (feeBps > MAX_EXIT_FEE_BPS) revert FeeTooHigh(feeBps);
        exitFeeBps = feeBps;
        emit ExitFeeChanged(feeBps);
    }

    function setFeeRecipient(address recipient) external onlyGovernor {
        feeRecipient = recipient;
        emit FeeRecipientChanged(recipient);
    }

    function _send(address to, uint256 amount) private {
        (bool sent, ) = to.call{value: amount}("");
        if (!sent) revert TransferFailed(to, amount);
    }
}
