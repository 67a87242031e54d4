// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title The token tasks are paid in and parameters are voted with.
interface IPoIWToken is IERC20 {
    error CapExceeded(uint256 issued, uint256 cap);
    error YearlyLimitExceeded(uint256 year, uint256 minted, uint256 limit);

    /// @notice Most wei that can ever be issued; burned tokens do not make room for new ones.
    function CAP() external view returns (uint256);

    /// @notice Most wei that can be minted within one year of 365 days, counted from {genesis}:
    /// 40 % of the cap over four years (seed 000, "Token Distribution": Community Rewards).
    function YEARLY_LIMIT() external view returns (uint256);

    /// @notice When the token was created, unix seconds.
    function genesis() external view returns (uint256);

    /// @notice wei issued since the beginning, burned or not.
    function issued() external view returns (uint256);

    /// @notice wei minted in the given year, counted from 0.
    function mintedIn(uint256 year) external view returns (uint256);

    /// @notice Creates tokens within {CAP} and {YEARLY_LIMIT}. MINTER only.
    function mint(address to, uint256 amount) external;

    /// @notice Destroys `amount` wei of the caller's tokens.
    function burn(uint256 amount) external;
}
