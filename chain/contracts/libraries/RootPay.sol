// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What an account earned in an epoch: the same arithmetic as core/economy/rootPay.ts, which
/// is the pay rule of core/judging/settleEpoch.ts summed over the account's seats.
library RootPay {
    int256 private constant PPM = 1_000_000;

    /// @param score sum of the account's scores, ppm
    /// @param accountSeats the account's seats
    /// @param total sum of all scores, ppm
    /// @param seats all seats
    /// @return wei; what falls below zero is taken from deposits, never from earlier pay
    function payOf(
        int256 score,
        uint256 accountSeats,
        uint256 wages,
        int256 total,
        uint256 seats,
        uint256 slope
    ) internal pure returns (uint256) {
        if (seats < 2) return wages;
        int256 above = int256(seats) * score - int256(accountSeats) * total;
        int256 dividend = int256(slope) * above;
        int256 divisor = int256(seats - 1) * PPM;
        int256 share = dividend / divisor;
        if (dividend % divisor < 0) --share;
        int256 pay = int256(wages) + share;
        return pay > 0 ? uint256(pay) : 0;
    }
}
