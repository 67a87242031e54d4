// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Auction of one item
/// @notice The highest bid when time is up wins. Whoever is outbid gets the money back at once.
contract Auction {
    uint256 public constant STEP_BPS = 500;
    uint256 public constant EXTENSION = 10 minutes;

    address payable public immutable seller;
    uint256 public immutable reserve;
    uint64 public endsAt;
    address payable public highestBidder;
    uint256 public highestBid;
    bool public settled;
    mapping(address => uint256) public owed;

    event Bid(address indexed bidder, uint256 amount);
    event Refunded(address indexed bidder, uint256 amount);
    event Settled(address indexed winner, uint256 amount);

    error Ended();
    error NotEnded();
    error TooLow(uint256 amount, uint256 least);

    constructor(uint256 reserve_, uint64 duration) {
        seller = payable(msg.sender);
        reserve = reserve_;
        endsAt = uint64(block.timestamp) + duration;
    }

    /// @notice The smallest bid that is taken now.
    function leastBid() public view returns (uint256) {
        if (highestBidder == address(0)) return reserve;
        return highestBid + (highestBid * STEP_BPS) / 10_000;
    }

    function bid() external payable {
        if (block.timestamp >= endsAt) revert Ended();
        uint256 least = leastBid();
        if (msg.value < least) revert TooLow(msg.value, least);
        address payable loser = highestBidder;
        uint256 amount = highestBid;
        highestBidder = payable(msg.sender);
        highestBid = msg.value;
        if (endsAt - block.timestamp < EXTENSION) endsAt += uint64(EXTENSION);
        if (loser != address(0)) _refund(loser, amount);
        emit Bid(msg.sender, msg.value);
    }

    /// @notice Pays the seller once time is up.
    function settle() external {
        if (block.timestamp < endsAt) revert NotEnded();
        require(!settled, "settled");
        settled = true;
        (bool sent, ) = seller.call{value: highestBid}("");
        require(sent, "payment failed");
        emit Settled(highestBidder, highestBid);
    }

    /// @notice Takes what could not be delivered.
    function collect() external {
        uint256 amount = owed[msg.sender];
        require(amount > 0, "nothing owed");
        owed[msg.sender] = 0;
        (bool sent, ) = msg.sender.call{value: amount}("");
        require(sent, "payment failed");
        emit Refunded(msg.sender, amount);
    }

    function _refund(address payable loser, uint256 amount) private {
        (bool sent, ) = loser.call{value: amount}("");
        require(sent, "refund failed");
        emit Refunded(loser, amount);
    }
}
