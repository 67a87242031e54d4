// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Dice table
/// @notice A player stakes ETH on a number from 1 to 6; who is right gets five times the stake. The
/// house keeps a bank large enough for the highest bet.
contract DiceTable {
    struct Bet {
        address player;
        uint8 number;
        uint128 stake;
        uint64 placedIn;
        bool settled;
    }

    uint256 public constant PAYS = 5;

    address public immutable house;
    uint256 public reserved;
    Bet[] public bets;

    event Placed(uint256 indexed id, address indexed player, uint8 number, uint256 stake);
    event Rolled(uint256 indexed id, uint8 rolled, uint256 paid);

    error NoSuchNumber(uint8 number);
    error BankTooSmall(uint256 free, uint256 needed);
    error NotYet();
    error Done();

    constructor() payable {
        house = msg.sender;
    }

    receive() external payable {}

    /// @notice Places a bet; it is rolled for in a later block, whose value nobody knows yet.
    function play(uint8 number) external payable returns (uint256 id) {
        if (number == 0 || number > 6) revert NoSuchNumber(number);
        uint256 free = address(this).balance - msg.value - reserved;
        uint256 needed = msg.value * PAYS;
        if (needed > free + msg.value) revert BankTooSmall(free, needed);
        reserved += needed;
        id = bets.length;
        bets.push(Bet(msg.sender, number, uint128(msg.value), uint64(block.number), false));
        emit Placed(id, msg.sender, number, msg.value);
    }

    /// @notice Rolls for a bet whose block has passed.
    function settle(uint256 id) external {
        if (block.number <= bets[id].placedIn + 1) revert NotYet();
        _roll(id);
    }

    function _roll(uint256 id) private {
        Bet storage bet = bets[id];
        if (bet.settled) revert Done();
        bet.settled = true;
        reserved -= bet.stake * PAYS;
        bytes32 entropy = keccak256(abi.encode(blockhash(bet.placedIn + 1), id));
        uint8 rolled = uint8(uint256(entropy) % 6) + 1;
        uint256 paid = rolled == bet.number ? bet.stake * PAYS : 0;
        emit Rolled(id, rolled, paid);
        if (paid == 0) return;
        (bool sent, ) = bet.player.call{value: paid}("");
        require(sent, "payment failed");
    }

    function betCount() external view returns (uint256) {
        return bets.length;
    }

    function withdraw(uint256 amount) external {
        require(msg.sender == house, "house only");
        require(amount <= address(this).balance - reserved, "reserved");
        (bool sent, ) = house.call{value: amount}("");
        require(sent, "payment failed");
    }
}
