// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Prices and their movement: the same arithmetic as core/economy/.
library EconomyLib {
    uint256 internal constant WHOLE = 10_000;

    /// Fewer ended tasks say nothing about supply and demand.
    uint256 private constant LEAST_SAMPLE = 5;
    uint256 private constant LOW_PERCENT = 60;
    uint256 private constant HIGH_PERCENT = 90;
    uint256 private constant RISE_BPS = 11_000;
    uint256 private constant FALL_BPS = 9500;

    function fee(uint256 reward, uint256 rateBps, uint256 least, uint256 most)
        internal
        pure
        returns (uint256 amount)
    {
        amount = reward * rateBps / WHOLE;
        if (amount < least) return least;
        return amount > most ? most : amount;
    }

    /// @notice A level's bonus, at most the miner's part of the task's own publication fee.
    function bonus(uint256 pay, uint256 paid, uint256 feeAmount, uint256 bonusBps)
        internal
        pure
        returns (uint256)
    {
        if (paid == 0) return 0;
        uint256 wanted = pay * bonusBps / WHOLE;
        uint256 share = feeAmount * pay / paid;
        return wanted < share ? wanted : share;
    }

    function nextFactor(uint256 factor, uint256 most, uint256 ended, uint256 completed)
        internal
        pure
        returns (uint256 next)
    {
        if (ended < LEAST_SAMPLE) return factor;
        next = factor;
        if (completed * 100 < ended * LOW_PERCENT) next = factor * RISE_BPS / WHOLE;
        else if (completed * 100 > ended * HIGH_PERCENT) next = factor * FALL_BPS / WHOLE;
        if (next < WHOLE) return WHOLE;
        return next > most ? most : next;
    }
}
