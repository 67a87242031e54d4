// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IEconomy} from "./interfaces/IEconomy.sol";
import {ITaskOutcomes} from "./interfaces/ITaskOutcomes.sol";
import {EconomyLib} from "./libraries/EconomyLib.sol";
import {Levels} from "./libraries/Levels.sol";
import {State} from "./types/TaskTypes.sol";

contract Economy is AccessControl, IEconomy {
    uint256 public constant EPOCH = 1 days;

    /// Seed 001, "Base Reward Table": the lowest and highest base and difficulty of any row.
    uint256 private constant LOWEST_BASE = 5e18;
    uint256 private constant HIGHEST_BASE = 100e18;
    uint256 private constant HIGHEST_FACTOR = 50_000;
    /// Seed 001, "Task Publication Fee: 10-200 TOS".
    uint256 private constant LOWEST_FEE = 10e18;
    uint256 private constant HIGHEST_FEE = 200e18;

    ITaskOutcomes public immutable tasks;

    Row[] private _rows;
    FeeRule public feeRule;
    mapping(uint8 kind => mapping(uint256 epoch => Outcome)) private _outcomes;
    mapping(uint256 word => uint256) private _counted;

    /// @param admin owns the parameters: the timelock
    constructor(ITaskOutcomes tasks_, address admin) {
        tasks = tasks_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _setFee(4000, 10e18, 200e18);
        _setRow(0, 5e18, 20_000);
        _setRow(1, 15e18, 30_000);
        _setRow(2, 50e18, 40_000);
        _setRow(3, 100e18, 50_000);
    }

    /// @inheritdoc IEconomy
    function quote(uint8 kind, uint256 reward) external view returns (uint256) {
        Row memory row = rowOf(kind);
        uint256 high = uint256(row.base) * row.maxFactor / EconomyLib.WHOLE;
        if (reward < row.base || reward > high) {
            revert RewardOutOfRange(kind, reward, row.base, high);
        }
        return feeOf(reward);
    }

    /// @inheritdoc IEconomy
    function feeOf(uint256 reward) public view returns (uint256) {
        FeeRule memory rule = feeRule;
        return EconomyLib.fee(reward, rule.rateBps, rule.least, rule.most);
    }

    /// @inheritdoc IEconomy
    function bonusOf(uint8 level, uint256 pay, uint256 paid, uint256 fee)
        external
        pure
        returns (uint256)
    {
        return EconomyLib.bonus(pay, paid, fee, Levels.bonusOf(level));
    }

    /// @inheritdoc IEconomy
    function suggestedReward(uint8 kind) external view returns (uint256) {
        Row memory row = rowOf(kind);
        return uint256(row.base) * row.factor / EconomyLib.WHOLE;
    }

    /// @inheritdoc IEconomy
    function rowOf(uint8 kind) public view returns (Row memory) {
        if (kind >= _rows.length) revert UnknownKind(kind);
        return _rows[kind];
    }

    /// @inheritdoc IEconomy
    function kindCount() external view returns (uint256) {
        return _rows.length;
    }

    /// @inheritdoc IEconomy
    function outcomeOf(uint8 kind, uint256 epoch) external view returns (Outcome memory) {
        return _outcomes[kind][epoch];
    }

    /// @inheritdoc IEconomy
    function penaltyOf(Fault fault) external pure returns (Penalty memory) {
        if (fault == Fault.AnswerDisproved) return Penalty(5000, 0, 0, false);
        if (fault == Fault.NotRevealed) return Penalty(10_000, 0, 0, false);
        if (fault == Fault.CheckFailed) return Penalty(0, 0, 200, false);
        if (fault == Fault.Timeout) return Penalty(0, 500, 0, false);
        if (fault == Fault.DisputeLost) return Penalty(0, 500, 500, false);
        if (fault == Fault.Plagiarism) return Penalty(10_000, 1000, 0, false);
        if (fault == Fault.Equivocation) return Penalty(10_000, 2000, 0, false);
        if (fault == Fault.Collusion) return Penalty(10_000, 3000, 0, false);
        return Penalty(10_000, 5000, 0, true);
    }

    /// @inheritdoc IEconomy
    function count(uint256[] calldata list) external {
        for (uint256 i; i < list.length; ++i) {
            uint256 id = list[i];
            (State state, uint8 kind, uint40 settleEnd) = tasks.outcomeOf(id);
            if (state == State.None || state == State.Open) revert NotEnded(id);
            uint256 bit = 1 << (id & 0xff);
            if (_counted[id >> 8] & bit != 0) revert AlreadyCounted(id);
            _counted[id >> 8] |= bit;
            uint256 epoch = settleEnd / EPOCH;
            Outcome storage outcome = _outcomes[kind][epoch];
            outcome.ended += 1;
            bool completed = state == State.Settled;
            if (completed) outcome.completed += 1;
            emit Counted(id, kind, epoch, completed);
        }
    }

    /// @inheritdoc IEconomy
    function adjust(uint8 kind, uint256 epoch) external {
        Row memory row = rowOf(kind);
        // A whole epoch is left for counting, so that nobody chooses what is counted.
        if (block.timestamp < (epoch + 2) * EPOCH) revert EpochNotOver(epoch);
        if (epoch <= row.adjustedEpoch) revert AlreadyAdjusted(kind, epoch);
        Outcome memory outcome = _outcomes[kind][epoch];
        row.factor = uint32(
            EconomyLib.nextFactor(row.factor, row.maxFactor, outcome.ended, outcome.completed)
        );
        row.adjustedEpoch = uint32(epoch);
        _rows[kind] = row;
        emit Adjusted(kind, epoch, row.factor);
    }

    /// @inheritdoc IEconomy
    function setRow(uint8 kind, uint96 base, uint32 maxFactor)
        external
        onlyRole(DEFAULT_ADMIN_ROLE)
    {
        _setRow(kind, base, maxFactor);
    }

    /// @inheritdoc IEconomy
    function setFee(uint16 rateBps, uint96 least, uint96 most)
        external
        onlyRole(DEFAULT_ADMIN_ROLE)
    {
        _setFee(rateBps, least, most);
    }

    function _setRow(uint8 kind, uint96 base, uint32 maxFactor) private {
        if (kind > _rows.length) revert UnknownKind(kind);
        _within("base", base, LOWEST_BASE, HIGHEST_BASE);
        _within("maxFactor", maxFactor, EconomyLib.WHOLE, HIGHEST_FACTOR);
        if (kind == _rows.length) {
            uint32 epoch = uint32(block.timestamp / EPOCH);
            _rows.push(Row(base, maxFactor, uint32(EconomyLib.WHOLE), epoch));
        } else {
            Row storage row = _rows[kind];
            (row.base, row.maxFactor) = (base, maxFactor);
            if (row.factor > maxFactor) row.factor = maxFactor;
        }
        emit RowSet(kind, base, maxFactor);
    }

    function _setFee(uint16 rateBps, uint96 least, uint96 most) private {
        _within("rateBps", rateBps, 0, EconomyLib.WHOLE);
        _within("least", least, LOWEST_FEE, HIGHEST_FEE);
        _within("most", most, least, HIGHEST_FEE);
        feeRule = FeeRule(rateBps, least, most);
        emit FeeSet(rateBps, least, most);
    }

    function _within(bytes32 parameter, uint256 value, uint256 low, uint256 high) private pure {
        if (value < low || value > high) revert OutOfBounds(parameter, value);
    }
}
