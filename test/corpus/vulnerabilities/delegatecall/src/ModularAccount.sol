// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Account with modules
/// @notice A smart account whose abilities are modules. A module runs in the account's own storage,
/// so that it can keep settings there. Helpers may trigger modules on the owner's behalf.
contract ModularAccount {
    address public owner;
    uint256 public nonce;
    mapping(address => bool) public isModule;
    mapping(bytes32 => uint256) public settings;

    event ModuleSet(address indexed module, bool active);
    event Ran(address indexed module, address indexed by, bytes4 selector);
    event Executed(address indexed to, uint256 value);

    error NotOwner();
    error NoModule(address module);
    error Failed(bytes reason);

    constructor() {
        owner = msg.sender;
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    receive() external payable {}

    function setModule(address module, bool active) external onlyOwner {
        isModule[module] = active;
        emit ModuleSet(module, active);
    }

    /// @notice Runs a module. Open to helpers: what a module does is its own decision.
    function run(address module, bytes calldata data) external returns (bytes memory) {
        if (module.code.length == 0) revert NoModule(module);
        nonce += 1;
        (bool ok, bytes memory result) = module.delegatecall(data);
        if (!ok) revert Failed(result);
        emit Ran(module, msg.sender, bytes4(data[:4]));
        return result;
    }

    function execute(address payable to, uint256 value, bytes calldata data) external onlyOwner {
        nonce += 1;
        (bool ok, bytes memory result) = to.call{value: value}(data);
        if (!ok) revert Failed(result);
        emit Executed(to, value);
    }
}

/// @title Standing order
/// @notice Pays a fixed amount to a fixed payee once a month; lives in the account's storage.
contract StandingOrder {
    address private owner;
    uint256 private nonce;
    mapping(address => bool) private isModule;
    mapping(bytes32 => uint256) private settings;

    bytes32 private constant PAYEE = keccak256("standing-order.payee");
    bytes32 private constant AMOUNT = keccak256("standing-order.amount");
    bytes32 private constant NEXT = keccak256("standing-order.next");

    function arrange(address payee, uint256 amount) external {
        require(msg.sender == owner, "owner only");
        settings[PAYEE] = uint256(uint160(payee));
        settings[AMOUNT] = amount;
        settings[NEXT] = block.timestamp;
    }

    function pay() external {
        require(settings[AMOUNT] > 0 && block.timestamp >= settings[NEXT], "nothing due");
        settings[NEXT] += 30 days;
        address payable payee = payable(address(uint160(settings[PAYEE])));
        (bool sent, ) = payee.call{value: settings[AMOUNT]}("");
        require(sent, "payment failed");
    }
}
