// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice Tokens taken in, whole or not at all: of a token that keeps a part of a transfer, whoever
/// is paid last would miss it.
library ExactTransfer {
    using SafeERC20 for IERC20;

    error ReceivedLess(uint256 received, uint256 asked);

    /// @notice Takes `amount` from the caller and looks at what arrived.
    function takeExactly(IERC20 token, uint256 amount) internal {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert ReceivedLess(received, amount);
    }
}
