// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Upgradable guest book
/// @notice Forwards to the book's code, which its admin may exchange.
contract BookProxy {
    address public implementation;
    address public admin;

    event Upgraded(address indexed implementation);

    constructor(address implementation_) payable {
        implementation = implementation_;
        admin = msg.sender;
    }

    function upgrade(address implementation_) external {
        require(msg.sender == admin, "admin only");
        implementation = implementation_;
        emit Upgraded(implementation_);
    }

    receive() external payable {}

    fallback() external payable {
        address target = implementation;
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), target, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) {
                revert(0, returndatasize())
            }
            return(0, returndatasize())
        }
    }
}

/// @title Guest book with tips
/// @notice Guests leave an entry and a tip; the host collects. The newest entry is pinned until
/// the next one comes.
contract GuestBook {
    uint256 public pinned;
    uint256 public entries;
    address public host;
    uint256 public tips;
    mapping(uint256 => bytes32) public entryOf;
    mapping(address => uint256) public tippedBy;

    event Opened(address indexed host);
    event Signed(uint256 indexed id, address indexed guest, bytes32 entry, uint256 tip);
    event Pinned(uint256 indexed id);
    event Collected(uint256 amount);

    error AlreadyOpen();
    error NotHost();

    function open(address host_) external {
        if (host != address(0)) revert AlreadyOpen();
        host = host_;
        emit Opened(host_);
    }

    /// @notice Leaves an entry under a number of the guest's choice, and pins it.
    function sign(uint256 id, bytes32 entry) external payable {
        require(entryOf[id] == 0, "taken");
        entryOf[id] = entry;
        entries += 1;
        tips += msg.value;
        tippedBy[msg.sender] += msg.value;
        pinned = id;
        emit Signed(id, msg.sender, entry, msg.value);
        emit Pinned(id);
    }

    function collect() external {
        if (msg.sender != host) revert NotHost();
        uint256 amount = tips;
        tips = 0;
        (bool sent, ) = host.call{value: amount}("");
        require(sent, "payment failed");
        emit Collected(amount);
    }
}
