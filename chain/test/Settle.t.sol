// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TaskPayouts} from "../contracts/TaskPayouts.sol";
import {IRewardDistributor} from "../contracts/interfaces/IRewardDistributor.sol";
import {IStakeManager} from "../contracts/interfaces/IStakeManager.sol";
import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {Receipt as TaskReceipt, State, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

contract SettleTest is Fixture {
    bytes32 internal constant WORD = bytes32(uint256(0x80ff));

    function test_withoutOpenLanesTheMinersGetTheJudgesParts() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _closedReceipt(), 3);
        uint256 pool = 92e18;
        uint256 first = pool * 200 / 255;
        uint256 second = pool * 55 / 255;
        uint256 dust = pool - first - second;
        vm.expectEmit();
        emit ITaskManager.TaskSettled(id, 0, 0);
        tasks.settle(id, 0, _workers(id));
        assertEq(token.balanceOf(address(tasks)), 150e18, "settling moves nothing");
        vm.expectEmit();
        emit IRewardDistributor.Credited(_owner(miners[0]), id, 2, uint96(first));
        _collectAll(id);
        assertEq(distributor.credits(_owner(miners[1])), second);
        assertEq(distributor.credits(_owner(autos[2])), uint256(4e18) / 3);
        assertEq(distributor.credits(publisher), 50e18 + dust);
        assertEq(distributor.credits(treasury), 8e18 - 3 * (uint256(4e18) / 3));
        assertEq(uint8(reader.getTask(id).state), uint8(State.Settled));
        _assertClosed();
    }

    function test_panelDecidesTheOpenLanes() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 3, WORD);
        // 200 + 100 * 255 / 255 and 55 + 50 * 128 / 255 points
        _settle(id, WORD);
        uint256 pool = 65e18;
        assertEq(distributor.credits(_owner(miners[0])), pool * 300 / 380);
        assertEq(distributor.credits(_owner(miners[1])), pool * 80 / 380);
        for (uint256 i; i < 3; ++i) {
            assertEq(distributor.credits(_owner(panel[i])), 6e18);
        }
        _assertClosed();
    }

    function test_wrongMediansAreRefused() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 3, WORD);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, bytes32(uint256(0x81ff)), _workers(id));
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD | bytes32(uint256(1 << 255)), _workers(id));
        _settle(id, WORD);
    }

    function test_silentJurorLosesHisBond() public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel, 2, WORD);
        vm.expectRevert(abi.encodeWithSelector(IVoteModule.VotingOpen.selector, id));
        tasks.settle(id, WORD, _workers(id));
        vm.warp(_schedule(id).voteRevealEnd + 1);
        tasks.settle(id, WORD, _workers(id));
        vm.expectEmit();
        emit IStakeManager.Slashed(panel[2], "vote not revealed", 2e18, address(0));
        _collectAll(id);
        assertEq(distributor.credits(_owner(panel[2])), 0);
        assertEq(distributor.credits(_owner(panel[0])), 6e18);
        assertEq(stakes.memberOf(panel[2]).staked, STAKE - 2e18);
        _assertClosed();
    }

    function test_withoutAPanelThereAreNoMedians() public {
        Terms memory t = _terms();
        t.panelSize = 0;
        (t.voteCommit, t.voteReveal) = (0, 0);
        uint256 id = _toVerifying(t, 2, 2);
        _submitAll(id, _openReceipt(), 3);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD, new address[](0));
    }

    function test_undrawnPanelDoesNotHoldTheTask() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _openReceipt(), 3);
        uint40 drawEnd = reader.getTask(id).drawEnd;
        vm.warp(drawEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooEarly.selector, id, drawEnd));
        tasks.settle(id, 0, _workers(id));
        vm.warp(drawEnd + 1);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, WORD, _workers(id));
        _settle(id, 0);
        _assertClosed();
    }

    function test_withoutPanelOpenLanesCountZero() public {
        Terms memory t = _terms();
        (t.panelSize, t.voteCommit, t.voteReveal) = (0, 0, 0);
        uint256 id = _toVerifying(t, 2, 2);
        _submitAll(id, _openReceipt(), 3);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoOpenLanes.selector, id));
        tasks.drawPanel(id);
        _settle(id, 0);
        _assertClosed();
    }

    function test_waitsForTheOtherReceipts() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoQuorum.selector, id));
        tasks.settle(id, 0, _workers(id));
        _submitAll(id, _closedReceipt(), 2);
        uint40 end = _schedule(id).verifyEnd;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooEarly.selector, id, end));
        tasks.settle(id, 0, _workers(id));
        vm.warp(end + 1);
        _settle(id, 0);
        // Only those whose receipts agreed are paid.
        assertEq(distributor.credits(_owner(autos[0])), 2e18);
        assertEq(distributor.credits(_owner(autos[2])), 0);
        _assertClosed();
    }

    function test_aDeploymentNeedsATreasury() public {
        vm.expectRevert(IRewardDistributor.ZeroPayee.selector);
        new TaskPayouts(stakes, tasks, votes, distributor, address(0), address(tribunal), 0);
    }

    function test_canBeSettledLongAfterwards() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submitAll(id, _closedReceipt(), 2);
        vm.warp(_schedule(id).settleEnd + 365 days);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.refund(id);
        _settle(id, 0);
        vm.expectRevert(
            abi.encodeWithSelector(ITaskManager.WrongState.selector, id, State.Settled, State.Open)
        );
        tasks.settle(id, 0, _workers(id));
        _assertClosed();
    }

    function test_silentAndDisprovedAnswersPay() public {
        uint256 id = _toVerifying(_terms(), 3, 2);
        TaskReceipt memory r = _closedReceipt();
        r.proved = bytes32(uint256(200));
        r.faults = 2;
        _submitAll(id, r, 3);
        uint256 supply = token.totalSupply();
        tasks.settle(id, 0, _workers(id));
        vm.expectEmit();
        emit IStakeManager.Slashed(miners[1], "answer disproved", 1e18, address(0));
        vm.expectEmit();
        emit IStakeManager.Slashed(miners[2], "answer not revealed", 2e18, address(0));
        _collectAll(id);
        assertEq(supply - token.totalSupply(), 3e18);
        assertEq(stakes.memberOf(miners[0]).staked, STAKE);
        assertEq(stakes.memberOf(miners[1]).staked, STAKE - 1e18);
        assertEq(stakes.memberOf(miners[2]).staked, STAKE - 2e18);
        _assertClosed();
    }
}
