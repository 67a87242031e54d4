// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Savings circle
/// @notice Members pay in, pass credit on to each other and take out what they hold. A round ends
/// when its organiser closes it; from then on nobody can pay in any more.
contract SavingsCircle {
    address public immutable organiser;
    uint256 public immutable minimum;
    bool public closed;
    bool private locked;
    uint256 public totalCredit;
    mapping(address => uint256) public creditOf;
    mapping(address => bool) public isMember;
    address[] public members;

    event Joined(address indexed member);
    event PaidIn(address indexed member, uint256 amount);
    event Passed(address indexed from, address indexed to, uint256 amount);
    event TakenOut(address indexed member, uint256 amount);
    event Closed();

    error NotOrganiser();
    error NotMember(address who);
    error TooLittle(uint256 sent, uint256 minimum);
    error TooMuch(uint256 asked, uint256 held);
    error RoundClosed();
    error Locked();

    modifier onlyMember() {
        if (!isMember[msg.sender]) revert NotMember(msg.sender);
        _;
    }

    /// @dev One withdrawal at a time.
    modifier nonReentrant() {
        if (locked) revert Locked();
        locked = true;
        _;
        locked = false;
    }

    constructor(uint256 minimum_) {
        organiser = msg.sender;
        minimum = minimum_;
    }

    /// @notice Makes the caller a member; anybody may join while the round is open.
    function join() external {
        if (closed) revert RoundClosed();
        if (isMember[msg.sender]) return;
        isMember[msg.sender] = true;
        members.push(msg.sender);
        emit Joined(msg.sender);
    }

    function payIn() external payable onlyMember {
        if (closed) revert RoundClosed();
        if (msg.value < minimum) revert TooLittle(msg.value, minimum);
        creditOf[msg.sender] += msg.value;
        totalCredit += msg.value;
        emit PaidIn(msg.sender, msg.value);
    }

    /// @notice Passes credit to another member.
    function pass(address to, uint256 amount) external onlyMember {
        if (!isMember[to]) revert NotMember(to);
        uint256 held = creditOf[msg.sender];
        if (amount > held) revert TooMuch(amount, held);
        creditOf[msg.sender] = held - amount;
        creditOf[to] += amount;
        emit Passed(msg.sender, to, amount);
    }

    /// @notice Takes out everything the caller holds.
    function takeOut() external onlyMember nonReentrant {
        uint256 amount = creditOf[msg.sender];
        if (amount == 0) revert TooLittle(0, 1);
        creditOf[msg.sender] = 0;
        totalCredit -= amount;
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent, "payment refused");
        emit TakenOut(msg.sender, amount);
    }

    function close() external {
        if (msg.sender != organiser) revert NotOrganiser();
        closed = true;
        emit Closed();
    }

    function memberCount() external view returns (uint256) {
        return members.length;
    }
}
