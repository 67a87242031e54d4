// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20, SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {TaskStorage} from "./TaskStorage.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {State, Task, Terms} from "./types/TaskTypes.sol";

/// @notice What a publisher puts in, and how far he may still change his mind.
abstract contract TaskFunding is TaskStorage {
    using SafeERC20 for IERC20;

    /// @inheritdoc ITaskManager
    function publish(Terms calldata terms) public returns (uint256 id) {
        uint256 fee = rules.checkTerms(terms);
        id = ++taskCount;
        Task storage task = _tasks[id];
        task.terms = terms;
        task.publisher = msg.sender;
        task.publishedAt = uint32(block.timestamp);
        task.state = State.Open;
        uint16 memberId = stakes.idOfWorker(msg.sender);
        if (memberId != 0) task.publisherOwner = stakes.ownerOf(memberId);
        emit TaskPublished(id, msg.sender, terms, _schedule(task));
        _pull(address(this), _whole(terms.reward));
        _pullFee(id, fee);
    }

    /// @inheritdoc ITaskManager
    function publishWithPermit(
        Terms calldata terms,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 id) {
        uint256 amount = _whole(terms.reward) + rules.checkTerms(terms);
        // A permit that somebody else sent first has done its work: only the allowance counts.
        try IERC20Permit(address(token))
            .permit(msg.sender, address(this), amount, deadline, v, r, s) {}
            catch {}
        return publish(terms);
    }

    /// @inheritdoc ITaskManager
    function topUp(uint256 id, uint96 amount) external {
        Task storage task = _own(id);
        _notAfter(id, _schedule(task).commitEnd);
        uint96 before = task.terms.reward;
        uint96 reward = before + amount;
        uint256 fee = rules.checkReward(task.terms.kind, before, reward);
        task.terms.reward = reward;
        emit TaskToppedUp(id, reward);
        unchecked {
            // A larger reward never goes with a smaller stake.
            _pull(address(this), _whole(reward) - _whole(before));
        }
        _pullFee(id, fee);
    }

    /// @inheritdoc ITaskManager
    function extend(uint256 id, uint32 extra) external {
        Task storage task = _unanswered(id);
        _notAfter(id, _schedule(task).commitEnd);
        uint32 commit = task.terms.commit + extra;
        rules.checkCommitWindow(commit);
        task.terms.commit = commit;
        emit TaskExtended(id, commit, _schedule(task));
    }

    /// @inheritdoc ITaskManager
    function cancel(uint256 id) external {
        Task storage task = _unanswered(id);
        task.state = State.Refunded;
        task.tally = 0;
        emit TaskRefunded(id, "cancelled", _whole(task.terms.reward), 0);
    }

    /// An open task of the caller that nobody has answered: what miners rely on stays.
    function _unanswered(uint256 id) private view returns (Task storage task) {
        task = _own(id);
        if (task.answers != 0) revert AlreadyAnswered(id);
    }

    function _own(uint256 id) private view returns (Task storage task) {
        task = _open(id);
        if (msg.sender != task.publisher) revert NotPublisher(id, msg.sender);
    }

    /// A reward and the stake that goes with it.
    function _whole(uint256 reward) private pure returns (uint256) {
        // Both fit uint96.
        unchecked {
            return reward + reward / 2;
        }
    }

    function _pull(address to, uint256 amount) private {
        IERC20(token).safeTransferFrom(msg.sender, to, amount);
    }

    /// The fee never enters the escrow: what becomes of it does not depend on how the task ends.
    function _pullFee(uint256 id, uint256 fee) private {
        if (fee == 0) return;
        fees.onFee(id, fee);
        _pull(address(fees), fee);
    }
}
