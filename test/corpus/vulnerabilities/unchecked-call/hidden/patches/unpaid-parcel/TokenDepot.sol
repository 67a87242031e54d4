// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title A token as they were written in 2017
/// @notice Says false where later tokens revert.
contract OldToken {
    string public constant symbol = "OLD";
    uint8 public constant decimals = 18;
    uint256 public immutable totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 amount);
    event Approval(address indexed owner, address indexed spender, uint256 amount);

    constructor(uint256 supply) {
        totalSupply = supply;
        balanceOf[msg.sender] = supply;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        return _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) return false;
        if (!_move(from, to, amount)) return false;
        allowance[from][msg.sender] = allowed - amount;
        return true;
    }

    function _move(address from, address to, uint256 amount) private returns (bool) {
        uint256 held = balanceOf[from];
        if (held < amount) return false;
        balanceOf[from] = held - amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
        return true;
    }
}

/// @title Left-luggage office for tokens
/// @notice Takes tokens in for a while and gives them out again, to the owner or to whom he names.
contract TokenDepot {
    struct Parcel {
        address owner;
        uint256 amount;
        uint64 until;
    }

    OldToken public immutable token;
    Parcel[] public parcels;
    uint256 public stored;

    event Stored(uint256 indexed id, address indexed owner, uint256 amount, uint64 until);
    event Extended(uint256 indexed id, uint64 until);
    event Fetched(uint256 indexed id, address indexed to, uint256 amount);

    error NotOwner();
    error TooEarly(uint64 until);
    error Empty();

    constructor(OldToken token_) {
        token = token_;
    }

    /// @notice Stores tokens that the caller has approved for this contract.
    function store(uint256 amount, uint64 duration) external returns (uint256 id) {
        if (amount == 0) revert Empty();
        require(token.transferFrom(msg.sender, address(this), amount), "transfer failed");
        id = parcels.length;
        uint64 until = uint64(block.timestamp) + duration;
        parcels.push(Parcel(msg.sender, amount, until));
        stored += amount;
        emit Stored(id, msg.sender, amount, until);
    }

    function extend(uint256 id, uint64 duration) external {
        Parcel storage parcel = parcels[id];
        if (parcel.owner != msg.sender) revert NotOwner();
        parcel.until += duration;
        emit Extended(id, parcel.until);
    }

    function fetch(uint256 id, address to) external {
        Parcel storage parcel = parcels[id];
        if (parcel.owner != msg.sender) revert NotOwner();
        if (block.timestamp < parcel.until) revert TooEarly(parcel.until);
        uint256 amount = parcel.amount;
        if (amount == 0) revert Empty();
        parcel.amount = 0;
        stored -= amount;
        require(token.transfer(to, amount), "transfer failed");
        emit Fetched(id, to, amount);
    }

    function amountOf(uint256 id) external view returns (uint256) {
        return parcels[id].amount;
    }
}
