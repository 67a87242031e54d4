// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {Schedule, State, TaskView, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

contract PublishTest is Fixture {
    function test_pullsRewardAndStake() public {
        uint256 before = token.balanceOf(publisher);
        uint40 t0 = uint40(block.timestamp);
        Schedule memory expected =
            Schedule(t0, t0 + 10, t0 + 110, t0 + 210, t0 + 310, t0 + 410, t0 + 510, t0 + 610);
        vm.expectEmit();
        emit ITaskManager.TaskPublished(1, publisher, _terms(), expected);
        assertEq(_publish(_terms()), 1);
        assertEq(before - token.balanceOf(publisher), 150e18);
        TaskView memory v = reader.getTask(1);
        assertEq(v.publisher, publisher);
        assertEq(uint8(v.state), uint8(State.Open));
        assertEq(keccak256(abi.encode(v.terms)), keccak256(abi.encode(_terms())));
        assertEq(keccak256(abi.encode(v.schedule)), keccak256(abi.encode(expected)));
        assertEq(tasks.taskCount(), 1);
        assertEq(uint8(reader.getTask(2).state), uint8(State.None));
    }

    function test_needsTheTokens() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(tasks), 0, 150e18
            )
        );
        vm.prank(stranger);
        tasks.publish(_terms());
    }

    function test_publishWithPermit() public {
        (address signer, uint256 key) = makeAddrAndKey("signer");
        token.transfer(signer, 150e18);
        bytes32 permit = keccak256(
            abi.encode(
                keccak256(
                    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
                ),
                signer,
                address(tasks),
                150e18,
                0,
                block.timestamp
            )
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), permit));
        (uint8 v, bytes32 r, bytes32 sig) = vm.sign(key, digest);
        // Somebody may send the permit first: publishing still works.
        token.permit(signer, address(tasks), 150e18, block.timestamp, v, r, sig);
        vm.prank(signer);
        tasks.publishWithPermit(_terms(), block.timestamp, v, r, sig);
        assertEq(token.balanceOf(signer), 0);
    }

    function test_termsOutOfRange() public {
        Terms memory t = _terms();
        t.specHash = 0;
        _refused(t, "specHash", 0);
        t = _terms();
        t.reward = 0;
        _refused(t, "reward", 0);
        t.reward = type(uint96).max;
        _refused(t, "reward", type(uint96).max);
        t = _terms();
        t.maxAnswers = 33;
        _refused(t, "maxAnswers", 33);
        t.maxAnswers = 0;
        _refused(t, "maxAnswers", 0);
        t = _terms();
        t.panelSize = 22;
        _refused(t, "panelSize", 22);
        t = _terms();
        t.lane = 3;
        _refused(t, "lane", 3);
        t = _terms();
        t.attesters = 0;
        _refused(t, "attesters", 0);
        t.attesters = 6;
        _refused(t, "attesters", 6);
    }

    function test_splitOutOfRange() public {
        Terms memory t = _terms();
        t.minersBps = 7001;
        _refused(t, "minersBps", 7001);
        t = _terms();
        t.peersBps = 1499;
        _refused(t, "peersBps", 1499);
        t = _terms();
        t.expertsBps = 1001;
        _refused(t, "expertsBps", 1001);
        t = _terms();
        t.networkBps = 499;
        _refused(t, "networkBps", 499);
        t = _terms();
        t.networkBps = 801;
        _refused(t, "split", 10_001);
    }

    function test_windowsOutOfRange() public {
        Terms memory t = _terms();
        t.commit = 0;
        _refused(t, "commit", 0);
        t = _terms();
        t.reveal = 0;
        _refused(t, "reveal", 0);
        t = _terms();
        t.verify = 365 days + 1;
        _refused(t, "verify", 365 days + 1);
        t = _terms();
        t.voteCommit = 0;
        _refused(t, "voteCommit", 0);
        t = _terms();
        t.panelSize = 0;
        _refused(t, "voteCommit", 100);
        t.voteCommit = 0;
        _refused(t, "voteReveal", 100);
        t = _terms();
        t.settle = 0;
        _refused(t, "settle", 0);
    }

    function test_topUpRaisesRewardAndStake() public {
        uint256 id = _publish(_terms());
        vm.expectRevert(
            abi.encodeWithSelector(ITaskManager.NotPublisher.selector, id, address(this))
        );
        tasks.topUp(id, 1);
        uint256 before = token.balanceOf(publisher);
        vm.startPrank(publisher);
        vm.expectEmit();
        emit ITaskManager.TaskToppedUp(id, 103e18);
        tasks.topUp(id, 3e18);
        assertEq(before - token.balanceOf(publisher), 4.5e18);
        assertEq(reader.getTask(id).terms.reward, 103e18);
        uint96 most = type(uint96).max / 2;
        vm.expectRevert(
            abi.encodeWithSelector(
                ITaskManager.TermsOutOfRange.selector, bytes32("reward"), uint256(most) + 1
            )
        );
        tasks.topUp(id, most + 1 - 103e18);
        uint40 end = _schedule(id).commitEnd;
        vm.warp(end + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, id, end));
        tasks.topUp(id, 1);
    }

    function test_extendGivesTimeBeforeTheFirstAnswer() public {
        uint256 id = _publish(_terms());
        Schedule memory s = _schedule(id);
        vm.prank(publisher);
        tasks.extend(id, 50);
        assertEq(_schedule(id).commitEnd, s.commitEnd + 50);
        assertEq(_schedule(id).settleEnd, s.settleEnd + 50);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITaskManager.TermsOutOfRange.selector, bytes32("commit"), 365 days + 1
            )
        );
        vm.prank(publisher);
        tasks.extend(id, 365 days - 149);
        vm.warp(s.commitEnd + 51);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, id, s.commitEnd + 50));
        vm.prank(publisher);
        tasks.extend(id, 1);
    }

    function test_cancelGivesEverythingBack() public {
        uint256 id = _publish(_terms());
        vm.expectEmit();
        emit ITaskManager.TaskRefunded(id, "cancelled", 150e18, 0);
        vm.prank(publisher);
        tasks.cancel(id);
        _collectAll(id);
        assertEq(distributor.credits(publisher), 150e18);
        vm.expectRevert(
            abi.encodeWithSelector(ITaskManager.WrongState.selector, id, State.Refunded, State.Open)
        );
        vm.prank(publisher);
        tasks.cancel(id);
        _assertClosed();
    }

    function _refused(Terms memory t, bytes32 field, uint256 value) private {
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TermsOutOfRange.selector, field, value));
        _publish(t);
    }
}
