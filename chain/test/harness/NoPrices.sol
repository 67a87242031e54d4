// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Any reward, no fee.
contract NoPrices {
    function quote(uint8, uint256) external pure returns (uint256) {
        return 0;
    }
}
