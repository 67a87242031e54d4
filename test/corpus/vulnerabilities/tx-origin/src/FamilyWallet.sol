// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Family wallet
/// @notice The parent moves money freely, children within a weekly allowance.
contract FamilyWallet {
    struct Allowance {
        uint256 weekly;
        uint256 spent;
        uint64 week;
    }

    address public parent;
    mapping(address => Allowance) public allowances;

    event AllowanceSet(address indexed child, uint256 weekly);
    event Paid(address indexed to, uint256 amount, address indexed by);
    event ParentChanged(address indexed parent);

    error NotParent();
    error OverAllowance(uint256 left);

    constructor() {
        parent = msg.sender;
    }

    /// @dev The parent also acts through the payment app, which calls on his behalf.
    modifier onlyParent() {
        if (tx.origin != parent) revert NotParent();
        _;
    }

    receive() external payable {}

    function setAllowance(address child, uint256 weekly) external onlyParent {
        allowances[child].weekly = weekly;
        emit AllowanceSet(child, weekly);
    }

    function pay(address payable to, uint256 amount) external onlyParent {
        _send(to, amount);
    }

    function spend(address payable to, uint256 amount) external {
        Allowance storage allowance = allowances[msg.sender];
        uint64 week = uint64(block.timestamp / 1 weeks);
        if (week != allowance.week) {
            allowance.week = week;
            allowance.spent = 0;
        }
        uint256 left = allowance.weekly - allowance.spent;
        if (amount > left) revert OverAllowance(left);
        allowance.spent += amount;
        _send(to, amount);
    }

    function changeParent(address parent_) external onlyParent {
        parent = parent_;
        emit ParentChanged(parent_);
    }

    function _send(address payable to, uint256 amount) private {
        (bool sent, ) = to.call{value: amount}("");
        require(sent, "payment failed");
        emit Paid(to, amount, msg.sender);
    }
}

/// @title Housing association
/// @notice Shares its surplus equally among all who signed up; anybody may trigger a payout.
contract Association {
    mapping(address => bool) public isMember;
    address[] public members;

    event Joined(address indexed member);
    event PaidOut(uint256 share, uint256 members);

    receive() external payable {}

    function join() external {
        require(!isMember[msg.sender], "a member already");
        isMember[msg.sender] = true;
        members.push(msg.sender);
        emit Joined(msg.sender);
    }

    function payOut() external {
        uint256 share = address(this).balance / members.length;
        for (uint256 i = 0; i < members.length; ++i) {
            // Who cannot be paid leaves his share to the next round.
            (bool sent, ) = members[i].call{value: share}("");
            sent;
        }
        emit PaidOut(share, members.length);
    }
}
