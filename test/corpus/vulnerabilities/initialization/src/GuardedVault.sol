// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Minimal proxy
/// @notice Keeps its implementation in the slot of EIP-1967 and forwards everything to it.
contract VaultProxy {
    bytes32 private constant SLOT =
        0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    constructor(address implementation, bytes memory setUp) payable {
        assembly {
            sstore(SLOT, implementation)
        }
        if (setUp.length == 0) return;
        (bool ok, ) = implementation.delegatecall(setUp);
        require(ok, "set-up failed");
    }

    receive() external payable {}

    fallback() external payable {
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), sload(SLOT), 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if iszero(ok) {
                revert(0, returndatasize())
            }
            return(0, returndatasize())
        }
    }
}

/// @title Vault for one token-less currency: ETH
/// @notice Runs behind a proxy. Its guardian may move everything to safety.
contract GuardedVault {
    address public guardian;
    address public refuge;
    uint64 public version;
    bool public paused;
    uint256 public total;
    mapping(address => uint256) public balanceOf;

    event Initialized(uint64 version, address guardian);
    event Deposited(address indexed who, uint256 amount);
    event Withdrawn(address indexed who, uint256 amount);
    event Evacuated(address indexed to, uint256 amount);

    error NotGuardian();
    error Paused();
    error AlreadyInitialized(uint64 version);

    modifier onlyGuardian() {
        if (msg.sender != guardian) revert NotGuardian();
        _;
    }

    /// @notice Sets a new deployment up.
    function initialize(address guardian_, address refuge_) external {
        if (version >= 1 && guardian != address(0)) revert AlreadyInitialized(version);
        version = 1;
        guardian = guardian_;
        refuge = refuge_;
        emit Initialized(1, guardian_);
    }

    /// @notice Sets the second version up, which added the refuge.
    function initializeV2(address guardian_, address refuge_) external {
        if (guardian_ == address(0)) revert NotGuardian();
        version = 2;
        guardian = guardian_;
        refuge = refuge_;
        emit Initialized(2, guardian_);
    }

    function deposit() external payable {
        if (paused) revert Paused();
        balanceOf[msg.sender] += msg.value;
        total += msg.value;
        emit Deposited(msg.sender, msg.value);
    }

    function withdraw(uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        total -= amount;
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent, "payment failed");
        emit Withdrawn(msg.sender, amount);
    }

    function setPaused(bool paused_) external onlyGuardian {
        paused = paused_;
    }

    /// @notice Brings everything to the refuge.
    function evacuate() external onlyGuardian {
        uint256 amount = address(this).balance;
        (bool sent, ) = refuge.call{value: amount}("");
        require(sent, "payment failed");
        emit Evacuated(refuge, amount);
    }
}
