// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {HarborToken} from "./HarborToken.sol";

/// @title HRB/ETH market
/// @notice Constant-product market with liquidity owned by the protocol.
contract HarborMarket {
    uint256 private constant FEE_NUMERATOR = 997;
    uint256 private constant FEE_DENOMINATOR = 1000;

    HarborToken public immutable token;
    address public immutable governor;
    uint256 public reserveEth;
    uint256 public reserveToken;

    event LiquidityAdded(uint256 eth, uint256 tokens);
    event Bought(address indexed account, uint256 ethIn, uint256 tokensOut);
    event Sold(address indexed account, uint256 tokensIn, uint256 ethOut);

    error NotGovernor();
    error EmptyTrade();
    error SlippageExceeded(uint256 out, uint256 minimum);
    error TransferFailed();

    constructor(HarborToken token_) {
        token = token_;
        governor = msg.sender;
    }

    /// @notice Adds protocol liquidity; the ETH sent along and `tokens` set the price at first.
    function addLiquidity(uint256 tokens) external payable {
        if (msg.sender != governor) revert NotGovernor();
        reserveEth += msg.value;
        reserveToken += tokens;
        token.transferFrom(msg.sender, address(this), tokens);
        emit LiquidityAdded(msg.value, tokens);
    }

    /// @notice Buys tokens with the ETH sent along.
    function buy(uint256 minimum) external payable returns (uint256 out) {
        out = _amountOut(msg.value, reserveEth, reserveToken);
        if (out < minimum) revert SlippageExceeded(out, minimum);
        reserveEth += msg.value;
        reserveToken -= out;
        token.transfer(msg.sender, out);
        emit Bought(msg.sender, msg.value, out);
    }

    /// @notice Sells `tokens` for ETH.
    function sell(uint256 tokens, uint256 minimum) external returns (uint256 out) {
        out = _amountOut(tokens, reserveToken, reserveEth);
        if (out < minimum) revert SlippageExceeded(out, minimum);
        reserveToken += tokens;
        reserveEth -= out;
        token.transferFrom(msg.sender, address(this), tokens);
        emit Sold(msg.sender, tokens, out);
        (bool sent, ) = msg.sender.call{value: out}("");
        if (!sent) revert TransferFailed();
    }

    /// @notice ETH per token at the margin, with 18 decimals.
    function spotPrice() external view returns (uint256) {
        return (reserveEth * 1e18) / reserveToken;
    }

    function _amountOut(
        uint256 amountIn,
        uint256 reserveIn,
        uint256 reserveOut
    ) private pure returns (uint256) {
        if (amountIn == 0) revert EmptyTrade();
        uint256 net = amountIn * FEE_NUMERATOR;
        return (net * reserveOut) / (reserveIn * FEE_DENOMINATOR + net);
    }
}
