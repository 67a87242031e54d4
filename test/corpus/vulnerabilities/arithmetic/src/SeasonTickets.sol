// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Season tickets
/// @notice Tickets are bought at a fixed price, handed on to others, and given back for the price
/// less a fee until the season starts.
contract SeasonTickets {
    string public constant name = "Season tickets";
    uint256 public constant FEE_BPS = 200;
    uint256 public constant MOST_AT_ONCE = 20;

    address public immutable club;
    uint256 public immutable price;
    uint256 public immutable startsAt;
    uint256 public supply;
    uint256 public fees;
    mapping(address => uint256) public balanceOf;

    event Bought(address indexed buyer, uint256 count);
    event HandedOn(address indexed from, address indexed to, uint256 count);
    event GivenBack(address indexed holder, uint256 count, uint256 paid);

    error WrongPayment(uint256 sent, uint256 due);
    error TooFew(uint256 held, uint256 wanted);
    error TooManyReceivers();
    error SeasonStarted();

    constructor(uint256 price_, uint256 startsIn) {
        club = msg.sender;
        price = price_;
        startsAt = block.timestamp + startsIn;
    }

    modifier beforeSeason() {
        if (block.timestamp >= startsAt) revert SeasonStarted();
        _;
    }

    function buy(uint256 count) external payable beforeSeason {
        uint256 due = count * price;
        if (msg.value != due) revert WrongPayment(msg.value, due);
        balanceOf[msg.sender] += count;
        supply += count;
        emit Bought(msg.sender, count);
    }

    function handOn(address to, uint256 count) external {
        _take(msg.sender, count);
        balanceOf[to] += count;
        emit HandedOn(msg.sender, to, count);
    }

    /// @notice Hands the same number of tickets to each of several people.
    function handOnToMany(address[] calldata receivers, uint256 count) external {
        if (receivers.length > MOST_AT_ONCE) revert TooManyReceivers();
        unchecked {
            // At most twenty receivers: the product is small.
            _take(msg.sender, receivers.length * count);
            for (uint256 i = 0; i < receivers.length; ++i) {
                balanceOf[receivers[i]] += count;
                emit HandedOn(msg.sender, receivers[i], count);
            }
        }
    }

    /// @notice Returns tickets for their price less the fee.
    function giveBack(uint256 count) external beforeSeason {
        _take(msg.sender, count);
        supply -= count;
        uint256 gross = count * price;
        uint256 fee = (gross * FEE_BPS) / 10_000;
        fees += fee;
        (bool sent, ) = msg.sender.call{value: gross - fee}("");
        require(sent, "refund failed");
        emit GivenBack(msg.sender, count, gross - fee);
    }

    function collectFees() external {
        uint256 amount = fees;
        fees = 0;
        (bool sent, ) = club.call{value: amount}("");
        require(sent, "fees failed");
    }

    function _take(address from, uint256 count) private {
        uint256 held = balanceOf[from];
        if (held < count) revert TooFew(held, count);
        balanceOf[from] = held - count;
    }
}
