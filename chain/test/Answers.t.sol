// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStakeManager} from "../contracts/interfaces/IStakeManager.sol";
import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {AnswerView, Phase, Schedule, State, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

contract AnswersTest is Fixture {
    uint256 internal id;
    Schedule internal s;

    function setUp() public override {
        super.setUp();
        Terms memory t = _terms();
        t.hiddenCommit = _hiddenCommit();
        id = _publish(t);
        s = _schedule(id);
    }

    function test_commits() public {
        vm.warp(s.thinkEnd + 1);
        bytes32 commit = _answerCommit(id, miners[0]);
        address worker = _worker(miners[0]);
        vm.expectEmit();
        emit ITaskManager.AnswerCommitted(id, miners[0], 0, worker, commit);
        vm.expectEmit();
        emit IStakeManager.Locked(miners[0], address(tasks), 2e18);
        vm.prank(worker);
        tasks.commitAnswer(id, commit);
        AnswerView[] memory answers = reader.getAnswers(id);
        assertEq(answers.length, 1);
        assertEq(answers[0].commit, commit);
        assertEq(answers[0].owner, _owner(miners[0]));
        assertFalse(answers[0].revealed);
    }

    function test_commitOnlyInItsPhase() public {
        vm.warp(s.thinkEnd);
        _commitRefused(_wrongPhase(Phase.Thinking, Phase.Committing));
        vm.warp(s.commitEnd + 1);
        _commitRefused(_wrongPhase(Phase.Revealing, Phase.Committing));
        vm.warp(s.commitEnd);
        _commit(id, miners[0]);
    }

    function test_commitRefusals() public {
        vm.warp(s.thinkEnd + 1);
        vm.expectRevert(ITaskManager.ZeroCommit.selector);
        tasks.commitAnswer(id, 0);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotMember.selector, stranger, MINER));
        vm.prank(stranger);
        tasks.commitAnswer(id, "x");
        address peer = _worker(peers[0]);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NotMember.selector, peer, MINER));
        vm.prank(peer);
        tasks.commitAnswer(id, "x");
        vm.expectRevert(
            abi.encodeWithSelector(ITaskManager.WrongState.selector, 99, State.None, State.Open)
        );
        tasks.commitAnswer(99, "x");
        _commit(id, miners[0]);
        _commitRefused(
            abi.encodeWithSelector(ITaskManager.AlreadyCommitted.selector, id, miners[0])
        );
    }

    function test_commitNeedsAnActiveMember() public {
        vm.warp(s.thinkEnd + 1);
        vm.prank(_owner(miners[0]));
        stakes.requestUnstake(miners[0], STAKE);
        _commitRefused(abi.encodeWithSelector(ITaskManager.InactiveMember.selector, miners[0]));
    }

    function test_commitsAreLimited() public {
        vm.warp(s.thinkEnd + 1);
        for (uint256 i; i < 4; ++i) {
            _commit(id, miners[i]);
        }
        uint16 fifth = _join(MINER, "miner", 4);
        address worker = _worker(fifth);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooManyAnswers.selector, id, 4));
        vm.prank(worker);
        tasks.commitAnswer(id, "x");
    }

    function test_publisherMayNotAnswerHimself() public {
        uint16 own = _joinAs(MINER, publisher, makeAddr("hidden worker"));
        uint16 self = _joinAs(MINER, makeAddr("hidden owner"), publisher);
        vm.warp(s.thinkEnd + 1);
        _publishersOwn(id, own);
        _publishersOwn(id, self);
        // Whoever publishes with a worker key may not answer with another of the same owner.
        uint16 other = _joinAs(MINER, makeAddr("hidden owner"), makeAddr("third key"));
        uint256 second = _publish(_terms());
        vm.warp(_schedule(second).thinkEnd + 1);
        _publishersOwn(second, other);
    }

    function test_reveals() public {
        _commitTwo();
        vm.warp(s.commitEnd + 1);
        vm.expectEmit();
        emit ITaskManager.AnswerRevealed(id, miners[1], 1, _content(miners[1]), _salt(miners[1]));
        vm.expectEmit();
        emit ITaskManager.BeaconArmed(id, uint40(block.number + 1));
        _reveal(id, miners[1]);
        AnswerView[] memory answers = reader.getAnswers(id);
        assertTrue(answers[1].revealed);
        assertEq(answers[1].commit, _answerCommit(id, miners[1]));
        assertEq(answers[1].contentHash, _content(miners[1]));
        assertEq(answers[1].salt, _salt(miners[1]));
    }

    function test_revealOnlyInItsPhase() public {
        _commitTwo();
        vm.warp(s.commitEnd);
        vm.expectRevert(_wrongPhase(Phase.Committing, Phase.Revealing));
        _reveal(id, miners[0]);
        vm.warp(s.revealEnd + 1);
        vm.expectRevert(_wrongPhase(Phase.Verifying, Phase.Revealing));
        _reveal(id, miners[0]);
        vm.warp(s.revealEnd);
        _reveal(id, miners[0]);
    }

    function test_revealRefusals() public {
        _commitTwo();
        vm.warp(s.commitEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoCommitOf.selector, id, miners[2]));
        _reveal(id, miners[2]);
        _reveal(id, miners[0]);
        vm.expectRevert(
            abi.encodeWithSelector(ITaskManager.AlreadyRevealed.selector, id, miners[0])
        );
        _reveal(id, miners[0]);
        vm.expectPartialRevert(ITaskManager.CommitMismatch.selector);
        tasks.revealAnswer(id, miners[1], _content(miners[1]), _salt(miners[0]));
    }

    function test_copiedCommitNeverOpens() public {
        vm.warp(s.thinkEnd + 1);
        bytes32 commit = _answerCommit(id, miners[0]);
        _commit(id, miners[0]);
        vm.prank(_worker(miners[1]));
        tasks.commitAnswer(id, commit);
        vm.warp(s.commitEnd + 1);
        _reveal(id, miners[0]);
        vm.expectPartialRevert(ITaskManager.CommitMismatch.selector);
        tasks.revealAnswer(id, miners[1], _content(miners[0]), _salt(miners[0]));
    }

    function test_newWorkerKeyDoesNotBreakTheReveal() public {
        vm.warp(s.thinkEnd + 1);
        _commit(id, miners[0]);
        bytes32 commit = _answerCommit(id, miners[0]);
        vm.prank(_owner(miners[0]));
        stakes.setWorker(miners[0], makeAddr("new worker"));
        vm.warp(s.commitEnd + 1);
        _reveal(id, miners[0]);
        assertEq(reader.getAnswers(id)[0].commit, commit);
    }

    function test_opensTheHiddenPart() public {
        vm.warp(s.commitEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooEarly.selector, id, s.commitEnd));
        _openHidden(id);
        vm.warp(s.commitEnd + 1);
        vm.expectPartialRevert(ITaskManager.CommitMismatch.selector);
        tasks.openHidden(id, HIDDEN_CONTENT, "wrong");
        vm.expectEmit();
        emit ITaskManager.HiddenOpened(id, HIDDEN_CONTENT, HIDDEN_SALT);
        _openHidden(id);
        assertEq(reader.getTask(id).hiddenHash, HIDDEN_CONTENT);
        assertEq(reader.getTask(id).hiddenOpenedAt, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.HiddenAlreadyOpen.selector, id));
        _openHidden(id);
    }

    function test_hiddenPartStaysClosedAfterVerifying() public {
        vm.warp(s.verifyEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, id, s.verifyEnd));
        _openHidden(id);
        uint256 plain = _publish(_terms());
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.NoHiddenPart.selector, plain));
        _openHidden(plain);
    }

    function test_beacon() public {
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooEarly.selector, id, s.commitEnd));
        tasks.armBeacon(id);
        vm.warp(s.commitEnd + 1);
        tasks.fixBeacon(id);
        uint40 armed = uint40(block.number + 1);
        assertEq(reader.getTask(id).beaconBlock, armed);
        bytes memory notReady =
            abi.encodeWithSelector(ITaskManager.BeaconNotReady.selector, id, armed);
        vm.expectRevert(notReady);
        tasks.armBeacon(id);
        vm.roll(armed);
        vm.expectRevert(notReady);
        tasks.fixBeacon(id);
        vm.roll(armed + 1);
        bytes32 beacon = keccak256(abi.encode(blockhash(armed), block.chainid, address(tasks), id));
        vm.expectEmit();
        emit ITaskManager.BeaconFixed(id, beacon);
        tasks.fixBeacon(id);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.BeaconAlreadyFixed.selector, id));
        tasks.fixBeacon(id);
    }

    function test_forgottenBeaconIsArmedAgain() public {
        vm.warp(s.commitEnd + 1);
        tasks.armBeacon(id);
        vm.roll(block.number + 300);
        tasks.fixBeacon(id);
        assertEq(reader.getTask(id).beacon, 0);
        assertEq(reader.getTask(id).beaconBlock, block.number + 1);
        _fixBeacon(id);
        assertTrue(reader.getTask(id).beacon != 0);
    }

    function _commitTwo() private {
        vm.warp(s.thinkEnd + 1);
        _commit(id, miners[0]);
        _commit(id, miners[1]);
    }

    function _commitRefused(bytes memory refusal) private {
        address worker = _worker(miners[0]);
        vm.expectRevert(refusal);
        vm.prank(worker);
        tasks.commitAnswer(id, "x");
    }

    function _publishersOwn(uint256 task, uint16 member) private {
        address worker = _worker(member);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.PublishersOwn.selector, member));
        vm.prank(worker);
        tasks.commitAnswer(task, "x");
    }

    function _wrongPhase(Phase have, Phase need) private view returns (bytes memory) {
        return abi.encodeWithSelector(ITaskManager.WrongPhase.selector, id, have, need);
    }
}
