// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Divides a reward: the same arithmetic, in the same order, as `settle` of core/payout.ts.
library PayoutLib {
    uint256 private constant WHOLE = 10_000;

    struct Input {
        uint256 reward;
        uint256 minersBps;
        uint256 peersBps;
        uint256 networkBps;
        /// final points of each answer slot
        uint256[] points;
        /// seats drawn, zero when no panel was
        uint256 seats;
        /// seats that judged
        uint256 present;
        /// automatic validators whose receipts agreed
        uint256 attesters;
    }

    /// wei; miners + seatPay * present + autoEach * attesters + treasury + refunded = reward
    struct Output {
        uint256[] miners;
        uint256 seatPay;
        uint256 autoEach;
        uint256 treasury;
        uint256 refunded;
    }

    function settle(Input memory input) internal pure returns (Output memory out) {
        uint256 networkPool = _part(input.reward, input.networkBps);
        uint256 paid = networkPool;

        uint256 minersPool =
            input.seats == 0 ? input.reward - networkPool : _part(input.reward, input.minersBps);
        out.miners = _share(minersPool, input.points);
        for (uint256 i; i < out.miners.length; ++i) {
            paid += out.miners[i];
        }

        out.seatPay = seatPay(input.reward, input.peersBps, input.seats);
        paid += out.seatPay * input.present;

        if (input.attesters != 0) out.autoEach = networkPool / 2 / input.attesters;
        out.treasury = networkPool - out.autoEach * input.attesters;
        out.refunded = input.reward - paid;
    }

    /// @notice wei of each seat that judged, rounded down.
    function seatPay(uint256 reward, uint256 peersBps, uint256 seats)
        internal
        pure
        returns (uint256)
    {
        return seats == 0 ? 0 : peersPool(reward, peersBps) / seats;
    }

    /// @notice wei that all seats share.
    function peersPool(uint256 reward, uint256 peersBps) internal pure returns (uint256) {
        return _part(reward, peersBps);
    }

    /// Rounds each share down; the dust stays with the caller.
    function _share(uint256 pool, uint256[] memory points)
        private
        pure
        returns (uint256[] memory shares)
    {
        shares = new uint256[](points.length);
        uint256 total;
        for (uint256 i; i < points.length; ++i) {
            total += points[i];
        }
        if (total == 0) return shares;
        for (uint256 i; i < points.length; ++i) {
            shares[i] = pool * points[i] / total;
        }
    }

    function _part(uint256 reward, uint256 bps) private pure returns (uint256) {
        return reward * bps / WHOLE;
    }
}
