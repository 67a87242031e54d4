// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {Receipt as TaskReceipt, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

/// @notice Tasks that end without pay: why, and who gets what back.
contract RefundsTest is Fixture {
    function test_refundWithoutAnswers() public {
        uint256 id = _toVerifying(_terms(), 1, 0);
        vm.warp(_schedule(id).revealEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.refund(id);
        vm.warp(_schedule(id).revealEnd + 1);
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "no answer", 150e18, 0);
        _refund(id);
        assertEq(distributor.credits(publisher), 150e18);
        assertEq(stakes.memberOf(miners[0]).staked, STAKE - 2e18);
        _assertClosed();
    }

    function test_refundWithoutQuorum() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _openReceipt(), 1);
        vm.warp(_schedule(id).verifyEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.refund(id);
        vm.warp(_schedule(id).verifyEnd + 1);
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "no quorum", 150e18, 0);
        _refund(id);
        _assertClosed();
    }

    function test_refundOfAConflictAtOnce() public {
        Terms memory t = _terms();
        (t.panelSize, t.voteCommit, t.voteReveal) = (0, 0, 0);
        uint256 id = _toVerifying(t, 2, 2);
        TaskReceipt memory r = _openReceipt();
        for (uint256 i; i < 3; ++i) {
            r.root = bytes32(i);
            _submit(id, autos[i], r);
        }
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "conflict", 150e18, 0);
        _refund(id);
        _assertClosed();
    }

    function test_publisherWhoNeverOpensBurnsHisStake() public {
        uint256 id = _hiddenTask();
        vm.warp(_schedule(id).verifyEnd + 1);
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "no quorum", 100e18, 50e18);
        _refund(id);
        assertEq(supply - token.totalSupply(), 50e18);
        assertEq(distributor.credits(publisher), 100e18);
        _assertClosed();
    }

    function test_publisherWhoOpensTooLateBurnsHisStake() public {
        uint256 id = _hiddenTask();
        vm.warp(_schedule(id).revealEnd + 1);
        _openHidden(id);
        vm.warp(_schedule(id).verifyEnd + 1);
        _refund(id);
        assertEq(distributor.credits(publisher), 100e18);
        _assertClosed();
    }

    function test_publisherWhoOpensInTimeIsNotBlamed() public {
        uint256 id = _hiddenTask();
        vm.warp(_schedule(id).revealEnd);
        _openHidden(id);
        vm.warp(_schedule(id).verifyEnd + 1);
        _refund(id);
        assertEq(distributor.credits(publisher), 150e18);
        _assertClosed();
    }

    function _hiddenTask() private returns (uint256 id) {
        Terms memory t = _terms();
        t.hiddenCommit = _hiddenCommit();
        id = _publish(t);
        vm.warp(_schedule(id).commitEnd);
        _commit(id, miners[0]);
        vm.warp(_schedule(id).commitEnd + 1);
        _reveal(id, miners[0]);
        _fixBeacon(id);
    }
}
