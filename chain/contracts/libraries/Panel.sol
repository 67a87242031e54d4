// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A panel in one word: fifteen 16-bit seats (0 = no juror), a revealed flag per seat in
/// bits 240..254, and bit 255 once drawn, so that an empty panel differs from none.
library Panel {
    uint256 internal constant SEATS = 15;
    uint256 private constant DRAWN = 1 << 255;

    function empty() internal pure returns (uint256) {
        return DRAWN;
    }

    function isDrawn(uint256 panel) internal pure returns (bool) {
        return panel & DRAWN != 0;
    }

    function withSeat(uint256 panel, uint256 seat, uint16 jurorId) internal pure returns (uint256) {
        return panel | (uint256(jurorId) << (16 * seat));
    }

    function jurorAt(uint256 panel, uint256 seat) internal pure returns (uint16) {
        return uint16(panel >> (16 * seat));
    }

    function withRevealed(uint256 panel, uint256 seat) internal pure returns (uint256) {
        return panel | (1 << (240 + seat));
    }

    function isRevealed(uint256 panel, uint256 seat) internal pure returns (bool) {
        return (panel >> (240 + seat)) & 1 != 0;
    }

    /// @notice Number of filled seats; seats fill from 0.
    function size(uint256 panel) internal pure returns (uint256 count) {
        while (count < SEATS && jurorAt(panel, count) != 0) ++count;
    }

    function revealedCount(uint256 panel) internal pure returns (uint256 count) {
        for (uint256 seat; seat < SEATS; ++seat) {
            if (isRevealed(panel, seat)) ++count;
        }
    }

    /// @notice The juror's seat, or {SEATS} when not on the panel.
    function seatOf(uint256 panel, uint16 jurorId) internal pure returns (uint256 seat) {
        if (jurorId == 0) return SEATS;
        while (seat < SEATS && jurorAt(panel, seat) != jurorId) ++seat;
    }

    function ids(uint256 panel) internal pure returns (uint16[] memory list) {
        list = new uint16[](size(panel));
        for (uint256 seat; seat < list.length; ++seat) {
            list[seat] = jurorAt(panel, seat);
        }
    }
}
