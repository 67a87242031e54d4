pragma solidity ^0.4.11;

/// Holds ETH for its depositors. The owner seeds it when it is created, and alone may close it.
contract OldVault {
    address public owner;
    uint256 public seeded;
    mapping(address => uint256) public balanceOf;

    event Withdrawn(address indexed account, uint256 amount);

    function OldVault(uint256 minimum) public payable {
        require(msg.value >= minimum);
        owner = msg.sender;
        seeded = msg.value;
    }

    function deposit() public payable {
        balanceOf[msg.sender] += msg.value;
    }

    function withdraw(uint256 amount) public {
        require(balanceOf[msg.sender] >= amount);
        if (msg.sender.call.value(amount)()) {
            balanceOf[msg.sender] -= amount;
            Withdrawn(msg.sender, amount);
        }
    }
}
