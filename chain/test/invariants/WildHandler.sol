// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Terms} from "../../contracts/types/TaskTypes.sol";
import {Handler} from "./Handler.sol";

/// @notice Mixes steps that the rules allow with any step at any time, mostly wrong ones.
contract WildHandler is Handler {
    function tryPublish(uint256 seed, Terms memory t) external {
        if (tasks.taskCount() == 6) return;
        if (seed % 8 != 0) {
            uint96 reward = uint96(bound(t.reward, 0, 2000e18));
            uint96 answerBond = uint96(bound(t.answerBond, 0, reward));
            uint8 panelSize = t.panelSize % 8;
            t = _terms();
            (t.reward, t.answerBond, t.panelSize) = (reward, answerBond, panelSize);
        }
        address from = publishers[seed % 3];
        if (seed % 4 == 0) t.hiddenCommit = _hiddenCommitOf(from);
        _doPublish(from, t);
    }

    function tryCommit(uint256 seed, uint256 who) external {
        _commit(_any(seed), _oneOf(miners, who));
    }

    function tryGarbage(uint256 seed, uint256 who, bytes32 commit) external {
        (uint256 id, address worker) = (_any(seed), _worker(_oneOf(miners, who)));
        vm.prank(worker);
        tasks.commitAnswer(id, commit);
    }

    function tryReveal(uint256 seed, uint256 who) external {
        _reveal(_any(seed), _oneOf(miners, who));
    }

    function tryHidden(uint256 seed) external {
        _doOpenHidden(_any(seed));
    }

    function tryArm(uint256 seed) external {
        tasks.armBeacon(_any(seed));
    }

    function tryBeacon(uint256 seed) external {
        tasks.fixBeacon(_any(seed));
    }

    function tryReceipt(uint256 seed, uint256 who) external {
        uint256 id = _any(seed);
        _submit(id, _oneOf(autos, who), receiptOf(id, seed % 7 / 5));
    }

    function tryDraw(uint256 seed) external {
        _draw(_any(seed));
    }

    function tryRoll(uint256 seed) external {
        _doRoll(_any(seed));
    }

    function trySnitch(uint256 seed, uint256 who) external {
        uint256 id = _any(seed);
        uint16 juror = _oneOf(peers, who);
        _doSnitch(id, juror, scoresOf(id, juror, 0));
    }

    function tryCollect(uint256 seed, uint8[] memory slots) external {
        if (slots.length > 50) return;
        for (uint256 i; i < slots.length; ++i) {
            if (seed % 8 != 0) slots[i] %= 81;
        }
        _doCollect(_any(seed), slots);
    }

    function tryVote(uint256 seed, uint256 who, uint256 salt) external {
        uint256 id = _any(seed);
        uint16 juror = _oneOf(peers, who);
        _doVote(id, juror, scoresOf(id, juror, salt % 9 / 8));
    }

    function tryVoteReveal(uint256 seed, uint256 who, uint256 salt) external {
        uint256 id = _any(seed);
        uint16 juror = _oneOf(peers, who);
        bool again = openedScores[id][juror] != 0;
        bytes32 before = openedScores[id][juror];
        _doRevealVote(id, juror, scoresOf(id, juror, salt % 9 / 8));
        // A second opening is no error and changes nothing.
        if (again) openedScores[id][juror] = before;
    }

    function trySettle(uint256 seed, bytes32 hint) external {
        uint256 id = _any(seed);
        _doSettle(id, seed % 4 == 0 ? hint : referenceMedians(id));
    }

    function tryRefund(uint256 seed) external {
        _doRefund(_any(seed));
    }

    function tryClaim(uint256 seed) external {
        _doClaim(payees[seed % payees.length]);
    }

    function tryUnstake(uint256 who, uint96 amount) external {
        uint16 id = _member(who);
        address owner = _owner(id);
        vm.prank(owner);
        stakes.requestUnstake(id, uint96(bound(amount, 0, 120e18)));
    }

    function tryWithdraw(uint256 who) external {
        uint16 id = _member(who);
        address owner = _owner(id);
        vm.prank(owner);
        stakes.withdraw(id);
    }

    function tryTopUp(uint256 who, uint96 amount) external {
        _doTopUp(_member(who), uint96(bound(amount, 0, 50e18)));
    }

    function tryTakenWorker(uint256 who, uint256 other) external {
        uint16 id = _member(who);
        (address owner, address worker) = (_owner(id), _worker(_member(other)));
        vm.prank(owner);
        stakes.setWorker(id, worker);
    }

    function tryWorker(uint256 who, address worker) external {
        uint16 id = _member(who);
        address owner = _owner(id);
        vm.prank(owner);
        stakes.setWorker(id, worker);
    }

    /// Tokens nobody asked for must not unlock anything.
    function donate(uint256 seed, uint96 amount) external {
        address[3] memory to = [address(tasks), address(stakes), address(distributor)];
        uint256 wei_ = bound(amount, 0, 5e18);
        token.transfer(to[seed % 3], wei_);
        donated[to[seed % 3]] += wei_;
    }

    function wait(uint256 seed) external {
        vm.warp(block.timestamp + 20 + seed % 90);
        vm.roll(block.number + 1 + (seed % 16 == 0 ? 300 : seed % 3));
    }

    /// Mostly the newest tasks; also ids that do not exist.
    function _any(uint256 seed) private view returns (uint256) {
        uint256 count = tasks.taskCount();
        uint256 pick = uint256(keccak256(abi.encode(seed)));
        if (pick % 8 == 0) return pick % (count + 2);
        return count < 2 ? count : count - (pick >> 8) % 2;
    }

    /// Mostly somebody whose business it is.
    function _oneOf(uint16[] storage list, uint256 seed) private view returns (uint16) {
        uint256 pick = uint256(keccak256(abi.encode(seed)));
        return pick % 8 == 0 ? _member(pick >> 8) : list[(pick >> 8) % list.length];
    }

    function _member(uint256 seed) private view returns (uint16) {
        return uint16(seed % (uint256(memberTotal()) + 2));
    }
}
