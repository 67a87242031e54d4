// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IToken} from "./IToken.sol";

/// @notice A token with a fixed supply.
contract Token is IToken {
    string public constant name = "Harbor";
    uint256 public immutable totalSupply;
    mapping(address account => uint256) public balanceOf;

    constructor(uint256 supply) {
        totalSupply = supply;
        balanceOf[msg.sender] = supply;
        emit Transfer(address(0), msg.sender, supply);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        uint256 balance = balanceOf[msg.sender];
        require(balance >= value, "Token: balance too low");
        balanceOf[msg.sender] = balance - value;
        balanceOf[to] += value;
        emit Transfer(msg.sender, to, value);
        return balance - value;
    }

    function share(address account) external view returns (uint256) {
        int256 part = balanceOf[account] * 100;
        return uint256(part) / totalSupply;
    }
}
