// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {RewardRoots} from "./RewardRoots.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";

contract RewardDistributor is RewardRoots, IRewardDistributor {
    using SafeERC20 for IERC20;

    bytes32 public constant PAYER = keccak256("PAYER");

    IERC20 public immutable token;

    /// @inheritdoc IRewardDistributor
    mapping(address => uint256) public credits;
    /// @inheritdoc IRewardDistributor
    uint256 public totalOwed;

    constructor(IERC20 token_, address admin) RewardRoots(IPoIWToken(address(token_))) {
        token = token_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @inheritdoc IRewardDistributor
    function credit(uint256 task, Credit[] calldata list) external onlyRole(PAYER) {
        uint256 owed = totalOwed;
        for (uint256 i; i < list.length; ++i) {
            Credit calldata one = list[i];
            if (one.amount == 0) continue;
            if (one.to == address(0)) revert ZeroPayee();
            owed += one.amount;
            credits[one.to] += one.amount;
            emit Credited(one.to, task, one.role, one.amount);
        }
        uint256 available = token.balanceOf(address(this)) - rootFunds;
        if (owed > available) revert OverFunded(owed, available);
        totalOwed = owed;
    }

    /// @inheritdoc IRewardDistributor
    function claim(address to) external returns (uint256 amount) {
        amount = credits[to];
        if (amount == 0) revert NothingToClaim(to);
        credits[to] = 0;
        totalOwed -= amount;
        emit Claimed(to, amount);
        token.safeTransfer(to, amount);
    }

    function _owe(address to, uint256 amount) internal override {
        credits[to] += amount;
        totalOwed += amount;
    }
}
