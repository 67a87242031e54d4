// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PoIWToken} from "../../contracts/PoIWToken.sol";

interface ITokenHooks {
    function tokensToSend() external;
    function tokensReceived() external;
}

/// @notice Calls both parties around every transfer, as ERC-777 does.
contract HookToken is PoIWToken {
    mapping(address party => bool) public hooked;

    constructor() PoIWToken(msg.sender, 1_000_000_000e18) {}

    function hook() external {
        hooked[msg.sender] = true;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (hooked[from]) ITokenHooks(from).tokensToSend();
        super._update(from, to, value);
        if (hooked[to]) ITokenHooks(to).tokensReceived();
    }
}

/// @notice Refuses some payees.
contract BlocklistToken is PoIWToken {
    error Blocked(address to);

    mapping(address to => bool) public blocked;

    constructor() PoIWToken(msg.sender, 1_000_000_000e18) {}

    function setBlocked(address to, bool yes) external {
        blocked[to] = yes;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (blocked[to]) revert Blocked(to);
        super._update(from, to, value);
    }
}
