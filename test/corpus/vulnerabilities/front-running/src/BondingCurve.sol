// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Bonding curve
/// @notice Mints tokens against ETH and burns them for ETH along x * y = k with a virtual reserve.
/// A buyer says how many tokens he wants at least.
contract BondingCurve {
    string public constant name = "Curve";
    uint8 public constant decimals = 18;
    uint256 public constant FEE_BPS = 30;

    uint256 public immutable virtualEth;
    uint256 public tokenReserve;
    uint256 public ethReserve;
    address public immutable beneficiary;
    uint256 public fees;
    mapping(address => uint256) public balanceOf;

    event Bought(address indexed buyer, uint256 paid, uint256 tokens);
    event Sold(address indexed seller, uint256 tokens, uint256 paid);
    event Transfer(address indexed from, address indexed to, uint256 amount);

    error TooFewTokens(uint256 tokens, uint256 wanted);
    error TooLittleEth(uint256 amount, uint256 wanted);
    error NotEnough(uint256 held);

    constructor(uint256 virtualEth_, uint256 tokens) {
        virtualEth = virtualEth_;
        tokenReserve = tokens;
        beneficiary = msg.sender;
    }

    /// @notice Tokens that an amount of ETH buys now.
    function quoteBuy(uint256 amount) public view returns (uint256) {
        uint256 net = amount - (amount * FEE_BPS) / 10_000;
        uint256 reserve = virtualEth + ethReserve;
        return (tokenReserve * net) / (reserve + net);
    }

    /// @notice ETH that an amount of tokens gives now.
    function quoteSell(uint256 tokens) public view returns (uint256) {
        uint256 gross = ((virtualEth + ethReserve) * tokens) / (tokenReserve + tokens);
        return gross - (gross * FEE_BPS) / 10_000;
    }

    /// @param least smallest number of tokens the caller takes
    function buy(uint256 least) external payable returns (uint256 tokens) {
        uint256 fee = (msg.value * FEE_BPS) / 10_000;
        tokens = quoteBuy(msg.value);
        fees += fee;
        ethReserve += msg.value - fee;
        tokenReserve -= tokens;
        // The buyer's limit guards against an empty curve.
        if (tokenReserve < least) revert TooFewTokens(tokens, least);
        balanceOf[msg.sender] += tokens;
        emit Bought(msg.sender, msg.value, tokens);
    }

    /// @param least smallest amount of ETH the caller takes
    function sell(uint256 tokens, uint256 least) external returns (uint256 amount) {
        uint256 held = balanceOf[msg.sender];
        if (held < tokens) revert NotEnough(held);
        amount = quoteSell(tokens);
        if (amount < least) revert TooLittleEth(amount, least);
        uint256 gross = ((virtualEth + ethReserve) * tokens) / (tokenReserve + tokens);
        balanceOf[msg.sender] = held - tokens;
        fees += gross - amount;
        ethReserve -= gross;
        tokenReserve += tokens;
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent, "payment failed");
        emit Sold(msg.sender, tokens, amount);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        uint256 held = balanceOf[msg.sender];
        if (held < amount) revert NotEnough(held);
        balanceOf[msg.sender] = held - amount;
        balanceOf[to] += amount;
        emit Transfer(msg.sender, to, amount);
        return true;
    }

    function collectFees() external {
        uint256 amount = fees;
        fees = 0;
        (bool sent, ) = beneficiary.call{value: amount}("");
        require(sent, "fees failed");
    }
}
