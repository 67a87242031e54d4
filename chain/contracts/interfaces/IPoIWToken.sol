// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title The token tasks are paid in. The whole supply exists from the start and can only shrink.
interface IPoIWToken is IERC20 {
    error CapExceeded(uint256 supply, uint256 cap);

    /// @notice Most tokens that can ever exist, in wei.
    function CAP() external view returns (uint256);

    /// @notice Destroys `amount` wei of the caller's tokens.
    function burn(uint256 amount) external;
}
