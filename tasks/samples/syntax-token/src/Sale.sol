// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IToken} from "./IToken.sol";

/// @notice Sells tokens for ETH at a fixed price.
contract Sale {
    IToken public immutable token;
    address public immutable seller;
    /// wei for one token
    uint256 public immutable price;

    constructor(IToken token_, uint256 price_) {
        token = token_;
        seller = msg.sender;
        price = price_;
    }

    function buy() external payable returns (uint256 bought) {
        bought = msg.value / price;
        require(bought > 0, "Sale: too little ETH");
        token.transfer(msg.sender, bought);
    }

    /// What the seller still has to sell.
    function stock() external view returns (uint256) {
        return token.balanceOf(seller, address(this));
    }

    /// Anyone may send the proceeds to the seller.
    function collect() external {
        payable(seller).transfer(address(this).balance);
    }
}
