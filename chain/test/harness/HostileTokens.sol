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

/// @notice Takes nothing at first, and then a part of every transfer.
contract FeeToken is PoIWToken {
    address public constant SINK = address(0xfee);

    uint256 public feeBps;

    constructor() PoIWToken(msg.sender, 1_000_000_000e18) {}

    function setFee(uint256 bps) external {
        feeBps = bps;
    }

    function _update(address from, address to, uint256 value) internal override {
        uint256 fee = from == address(0) || to == address(0) ? 0 : value * feeBps / 10_000;
        if (fee != 0) super._update(from, SINK, fee);
        super._update(from, to, value - fee);
    }
}

/// @notice Sends what it likes and throws at everything it gets, until it changes its mind.
contract Refuser is ITokenHooks {
    error Refused();

    bool public accepting;

    function accept() external {
        accepting = true;
    }

    function tokensToSend() external {}

    function tokensReceived() external view {
        if (!accepting) revert Refused();
    }
}
