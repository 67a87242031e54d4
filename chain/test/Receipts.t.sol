// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {
    Phase,
    Receipt as TaskReceipt,
    Schedule,
    TaskView,
    Terms
} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

contract ReceiptsTest is Fixture {
    function test_quorumOfEqualReceipts() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        TaskReceipt memory r = _openReceipt();
        bytes32 receiptHash = keccak256(abi.encode(r));
        vm.expectEmit();
        emit ITaskManager.ReceiptSubmitted(id, autos[0], receiptHash, r);
        _submit(id, autos[0], r);
        assertFalse(reader.getTask(id).quorum);
        _submit(id, autos[1], r);
        TaskView memory v = reader.getTask(id);
        assertTrue(v.quorum);
        assertEq(v.agreeing, 2);
        assertEq(v.agreedHash, receiptHash);
        assertEq(keccak256(abi.encode(v.agreed)), receiptHash);
        _submit(id, autos[2], _closedReceipt());
        v = reader.getTask(id);
        assertEq(v.receipts, 3);
        assertEq(v.agreeing, 2);
        assertFalse(v.conflicting);
    }

    function test_laterVariantCanWin() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _submit(id, autos[0], _closedReceipt());
        _submit(id, autos[1], _openReceipt());
        assertFalse(reader.getTask(id).conflicting);
        _submit(id, autos[2], _openReceipt());
        assertEq(reader.getTask(id).agreedHash, keccak256(abi.encode(_openReceipt())));
    }

    function test_threeOpinionsConflict() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        TaskReceipt memory r = _openReceipt();
        for (uint256 i; i < 3; ++i) {
            assertFalse(reader.getTask(id).conflicting);
            r.root = bytes32(i);
            _submit(id, autos[i], r);
        }
        assertTrue(reader.getTask(id).conflicting);
    }

    function test_refusals() public {
        Terms memory t = _terms();
        t.attesters = 2;
        uint256 id = _toVerifying(t, 2, 2);
        // In the second half of the phase nobody needs to be drawn.
        vm.warp(_schedule(id).revealEnd + 51);
        address miner = _worker(miners[0]);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotMember.selector, miner, AUTO));
        vm.prank(miner);
        tasks.submitReceipt(id, _openReceipt());
        _submit(id, autos[0], _openReceipt());
        _refused(
            id,
            0,
            _openReceipt(),
            abi.encodeWithSelector(ITaskManager.AlreadyAttested.selector, id, autos[0])
        );
        _submit(id, autos[1], _openReceipt());
        _refused(
            id,
            2,
            _openReceipt(),
            abi.encodeWithSelector(ITaskManager.TooManyReceipts.selector, id, 2)
        );
    }

    /// Two of three are drawn: in the first half only they may attest, then everybody.
    function test_theLotDecidesWhoAttestsFirst() public {
        Terms memory t = _terms();
        t.attesters = 2;
        uint256 id = _publish(t);
        assertEq(reader.getTask(id).attesters.length, 0);
        id = _toVerifying(t, 2, 2);
        uint16[] memory drawn = reader.getTask(id).attesters;
        assertEq(drawn.length, 2);
        uint16 other = autos[0] + autos[1] + autos[2] - drawn[0] - drawn[1];
        vm.warp(_schedule(id).revealEnd + 50);
        _refused(
            id,
            other - autos[0],
            _openReceipt(),
            abi.encodeWithSelector(ITaskManager.NotDrawn.selector, id, other)
        );
        _submit(id, drawn[1], _openReceipt());
        vm.warp(_schedule(id).revealEnd + 51);
        _submit(id, other, _openReceipt());
    }

    /// Whoever joins once the beacon is armed is in no draw of it.
    function test_latecomersAreNotDrawnToAttest() public {
        Terms memory t = _terms();
        t.attesters = 5;
        uint256 id = _publish(t);
        vm.warp(_schedule(id).commitEnd + 1);
        tasks.armBeacon(id);
        _join(AUTO, "late", 0);
        _fixBeacon(id);
        assertEq(reader.getTask(id).attesters.length, 3);
    }

    function test_conflictsGoToThePanel() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.escalate(id);
        _conflict(id);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.refund(id);
        TaskReceipt memory whole;
        whole.laneSlots = bytes32((type(uint256).max << 16) | 0x0100);
        whole.laneCaps = bytes32(uint256(0xffff));
        vm.expectEmit();
        emit ITaskManager.TaskEscalated(id, whole);
        tasks.escalate(id);
        _draw(id);
        uint16[] memory panel = _panel(id);
        bytes32 word = bytes32(uint256(0x1050));
        for (uint256 i; i < 3; ++i) {
            _vote(id, panel[i], word);
        }
        vm.warp(_schedule(id).voteCommitEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _revealVote(id, panel[i], word);
        }
        _settle(id, word);
        assertEq(distributor.credits(_owner(miners[0])), uint256(65e18) * 0x50 / 0x60);
        // Nobody's receipt agreed: the network keeps its part.
        assertEq(distributor.credits(treasury), 8e18);
        _assertClosed();
    }

    function test_aConflictNobodyEscalatesIsRefunded() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        _conflict(id);
        uint40 drawEnd = reader.getTask(id).drawEnd;
        vm.warp(drawEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, id, drawEnd));
        tasks.escalate(id);
        _refund(id);
        _assertClosed();
    }

    function test_withoutAPanelNothingIsEscalated() public {
        Terms memory t = _terms();
        (t.panelSize, t.voteCommit, t.voteReveal) = (0, 0, 0);
        uint256 id = _toVerifying(t, 2, 2);
        _conflict(id);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotRefundable.selector, id));
        tasks.escalate(id);
    }

    function _conflict(uint256 id) private {
        TaskReceipt memory r = _openReceipt();
        for (uint256 i; i < 3; ++i) {
            r.root = bytes32(i);
            _submit(id, autos[i], r);
        }
    }

    function test_onlyWhileVerifying() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        Schedule memory s = _schedule(id);
        vm.warp(s.revealEnd);
        _refused(id, 0, _openReceipt(), _wrongPhase(id, Phase.Revealing));
        vm.warp(s.verifyEnd + 1);
        _refused(id, 0, _openReceipt(), _wrongPhase(id, Phase.VoteCommitting));
        vm.warp(s.verifyEnd);
        _submit(id, autos[0], _openReceipt());
    }

    function test_needsAnswersBeaconAndHiddenPart() public {
        uint256 none = _toVerifying(_terms(), 1, 0);
        _refused(
            none, 0, _closedReceipt(), abi.encodeWithSelector(ITaskManager.NoAnswers.selector, none)
        );
        Terms memory t = _terms();
        t.hiddenCommit = _hiddenCommit();
        uint256 id = _publish(t);
        Schedule memory s = _schedule(id);
        vm.warp(s.commitEnd);
        _commit(id, miners[0]);
        vm.warp(s.revealEnd);
        _reveal(id, miners[0]);
        vm.warp(s.verifyEnd);
        TaskReceipt memory r = _closedReceipt();
        r.proved = bytes32(uint256(1));
        _refused(id, 0, r, abi.encodeWithSelector(ITaskManager.BeaconMissing.selector, id));
        _fixBeacon(id);
        _refused(id, 0, r, abi.encodeWithSelector(ITaskManager.HiddenNotOpen.selector, id));
        _openHidden(id);
        _submit(id, autos[0], r);
    }

    /// Slot 1 was never revealed and slot 2 does not exist.
    function test_namesRevealedAnswersOnly() public {
        uint256 id = _toVerifying(_terms(), 2, 1);
        TaskReceipt memory r = _closedReceipt();
        r.proved = bytes32(uint256(1 << 8));
        _refused(id, 0, r, _bad("proved", 1));
        r.proved = 0;
        r.faults = 1 << 31;
        _refused(id, 0, r, _bad("faults", 31));
        r.faults = 0;
        r.laneSlots = bytes32((type(uint256).max << 16) | (2 << 8));
        _refused(id, 0, r, _bad("laneSlots", 1));
        r.laneSlots = bytes32(type(uint256).max << 8);
        _submit(id, autos[0], r);
    }

    function _refused(uint256 id, uint256 who, TaskReceipt memory r, bytes memory refusal) private {
        address worker = _worker(autos[who]);
        vm.expectRevert(refusal);
        vm.prank(worker);
        tasks.submitReceipt(id, r);
    }

    function _wrongPhase(uint256 id, Phase have) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITaskManager.WrongPhase.selector, id, have, Phase.Verifying);
    }

    function _bad(bytes32 field, uint8 lane) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITaskManager.BadReceipt.selector, field, lane);
    }
}
