// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IEconomy} from "./interfaces/IEconomy.sol";
import {IFeeVault} from "./interfaces/IFeeVault.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskOutcomes} from "./interfaces/ITaskOutcomes.sol";
import {State} from "./types/TaskTypes.sol";

contract FeeVault is IFeeVault {
    using SafeERC20 for IERC20;

    uint8 private constant MINER = 2;
    uint8 private constant NETWORK = 6;
    /// @inheritdoc IFeeVault
    uint40 public constant BONUS_WINDOW = 30 days;

    IERC20 public immutable token;
    IStakeManager public immutable stakes;
    ITaskOutcomes public immutable tasks;
    IRewardDistributor public immutable distributor;
    IEconomy public immutable economy;
    address public immutable collector;
    address public immutable treasury;

    mapping(uint256 task => Fee) private _fees;

    /// @param collector_ takes the fees from publishers: TaskManager
    constructor(
        IERC20 token_,
        IStakeManager stakes_,
        ITaskOutcomes tasks_,
        IRewardDistributor distributor_,
        IEconomy economy_,
        address collector_,
        address treasury_
    ) {
        if (treasury_ == address(0)) revert IRewardDistributor.ZeroPayee();
        (token, stakes, tasks, distributor) = (token_, stakes_, tasks_, distributor_);
        (economy, collector, treasury) = (economy_, collector_, treasury_);
    }

    /// @inheritdoc IFeeVault
    function onFee(uint256 task, uint256 amount) external {
        if (msg.sender != collector) revert NotCollector(msg.sender);
        Fee storage fee = _fees[task];
        (fee.amount, fee.left) = (fee.amount + uint96(amount), fee.left + uint96(amount));
        emit FeeTaken(task, amount);
    }

    /// @inheritdoc IFeeVault
    function claimBonus(uint256 task, uint8 slot) external returns (uint256 bonus) {
        Fee storage fee = _fees[task];
        if ((fee.claimed >> slot) & 1 != 0) revert BonusClaimed(task, slot);
        (uint16 minerId, uint256 pay, uint256 paid) = tasks.minerShareOf(task, slot);
        bonus = economy.bonusOf(stakes.levelOf(minerId), pay, paid, fee.amount);
        // What a newcomer could not get stays for the treasury; a level gained later counts.
        if (bonus == 0 || bonus > fee.left) revert NoBonus(task, slot);
        fee.claimed |= uint32(1) << slot;
        fee.left -= uint96(bonus);
        emit BonusPaid(task, slot, minerId, bonus);
        _pay(task, stakes.ownerOf(minerId), MINER, bonus);
    }

    /// @inheritdoc IFeeVault
    function sweep(uint256 task) external returns (uint256 amount) {
        Fee storage fee = _fees[task];
        (State state,, uint40 settleEnd) = tasks.outcomeOf(task);
        if (state != State.Refunded) {
            uint40 end = settleEnd + BONUS_WINDOW;
            if (state != State.Settled || block.timestamp <= end) revert SweepTooEarly(task, end);
        }
        amount = fee.left;
        if (amount == 0) revert NothingLeft(task);
        fee.left = 0;
        emit FeeSwept(task, amount);
        _pay(task, treasury, NETWORK, amount);
    }

    /// @inheritdoc IFeeVault
    function feeOf(uint256 task) external view returns (Fee memory) {
        return _fees[task];
    }

    function _pay(uint256 task, address to, uint8 role, uint256 amount) private {
        IRewardDistributor.Credit[] memory list = new IRewardDistributor.Credit[](1);
        list[0] = IRewardDistributor.Credit(to, role, uint96(amount));
        token.safeTransfer(address(distributor), amount);
        distributor.credit(task, list);
    }
}
