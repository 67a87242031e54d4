// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {Schedule, Terms} from "../../contracts/types/TaskTypes.sol";
import {Fixture} from "../Fixture.sol";

/// @notice Sitting where one should not, voting and then thinking better of it, robbing jurors.
contract JuryAttackTest is Fixture {
    bytes32 private constant HONEST = bytes32(uint256(0x6464));
    bytes32 private constant HIGH = bytes32(uint256(0xffff));

    /// Ten sybils hedge: half sealed everything, half nothing, and only the useful half opens.
    function test_selectiveRevealOverTenSybilsMovesNothingAndBurnsBonds() public {
        for (uint256 i; i < 11; ++i) {
            _join(PEER, "honest", i);
        }
        uint16 firstSybil = _join(PEER, "sybil", 0);
        for (uint256 i = 1; i < 10; ++i) {
            _join(PEER, "sybil", i);
        }
        Terms memory t = _terms();
        t.panelSize = 15;
        (uint256 id, uint16[] memory panel) = _toPanel(t);
        Schedule memory s = _schedule(id);
        vm.warp(s.verifyEnd + 1);
        uint256 sybils;
        for (uint256 i; i < 15; ++i) {
            bool sybil = panel[i] >= firstSybil;
            _vote(id, panel[i], !sybil ? HONEST : sybils++ % 2 == 0 ? HIGH : bytes32(0));
        }
        assertGt(sybils, 2);
        assertLt(2 * sybils, 15);
        vm.warp(s.voteCommitEnd + 1);
        sybils = 0;
        for (uint256 i; i < 15; ++i) {
            if (panel[i] < firstSybil) _revealVote(id, panel[i], HONEST);
            else if (sybils++ % 2 == 0) _revealVote(id, panel[i], HIGH);
        }
        vm.warp(s.voteRevealEnd + 1);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, HIGH, _workers(id));
        _settle(id, HONEST);
        sybils = 0;
        for (uint256 i; i < 15; ++i) {
            if (panel[i] < firstSybil || sybils++ % 2 == 0) continue;
            assertEq(stakes.memberOf(panel[i]).staked, STAKE - 2e18);
            assertEq(distributor.credits(_owner(panel[i])), 0);
        }
    }

    function test_selfDealersDoNotSit() public {
        // The publisher works for a member; his sybil sits under the same owner, another under his
        // own key, and two miners bring judges of their own.
        address boss = makeAddr("boss");
        _joinAs(MINER, boss, publisher);
        uint16[4] memory barred = [
            _joinAs(PEER, boss, makeAddr("boss peer")),
            _joinAs(PEER, publisher, makeAddr("publisher peer")),
            _joinAs(PEER, _owner(miners[0]), makeAddr("rival peer")),
            _joinAs(PEER, _worker(miners[1]), makeAddr("worker peer"))
        ];
        Terms memory t = _terms();
        t.panelSize = 15;
        (uint256 id, uint16[] memory panel) = _toPanel(t);
        assertEq(panel.length, 4);
        for (uint256 i; i < 4; ++i) {
            for (uint256 j; j < 4; ++j) {
                assertTrue(panel[i] != barred[j]);
            }
            vm.warp(_schedule(id).verifyEnd + 1);
            // A seal costs its sender gas and opens for nobody.
            vm.prank(_worker(barred[i]));
            votes.commitVote(id, 0, "x");
        }
        _voteAll(id, panel);
        _settle(id, HONEST);
        // The judges' part of his reward has left the publisher, and none of it reached his side.
        for (uint256 i; i < 4; ++i) {
            assertEq(distributor.credits(_owner(panel[i])), 4.5e18);
        }
        assertEq(distributor.credits(boss), 0);
        assertEq(distributor.credits(_owner(barred[3])), 0);
        assertLt(distributor.credits(publisher), 150e18 - 18e18);
    }

    function testFuzz_noOtherHintSettles(bytes32 hint) public {
        (uint256 id, uint16[] memory panel) = _toPanel(_terms());
        _voteAll(id, panel);
        vm.assume(hint != HONEST);
        address[] memory workers = _workers(id);
        uint256 before = gasleft();
        vm.prank(stranger);
        vm.expectRevert(IVoteModule.BadHint.selector);
        tasks.settle(id, hint, workers);
        // He pays for the count besides what any transaction costs; the next caller settles.
        assertGt(before - gasleft(), 10_000);
        _settle(id, HONEST);
        _assertClosed();
    }

    /// Drawn in the last second allowed, everybody can still vote; a second later nobody is drawn
    /// and nobody can be blamed.
    function test_lateDrawRobsNoJuror() public {
        uint256 id = _toVerifying(_terms(), 2, 2);
        uint256 undrawn = _publishedBeside(id);
        _submitAll(id, _openReceipt(), 3);
        _submitAll(undrawn, _openReceipt(), 3);
        uint40 drawEnd = reader.getTask(id).drawEnd;
        vm.warp(drawEnd);
        _draw(id);
        uint16[] memory panel = _panel(id);
        vm.warp(drawEnd + 1);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooLate.selector, undrawn, drawEnd));
        tasks.drawPanel(undrawn);
        _voteAll(id, panel);
        _settle(id, HONEST);
        _settle(undrawn, 0);
        for (uint256 i; i < 4; ++i) {
            assertEq(stakes.memberOf(peers[i]).staked, STAKE);
        }
        _assertClosed();
    }

    /// Bonds bind jurors who never agreed to the terms: they must not exceed what is at stake.
    function test_aWorthlessTaskCannotTieUpJurors() public {
        Terms memory t = _terms();
        (t.reward, t.answerBond) = (1, 90e18);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITaskManager.TermsOutOfRange.selector, bytes32("answerBond"), 90e18
            )
        );
        vm.prank(publisher);
        tasks.publish(t);
    }

    function _publishedBeside(uint256 id) private returns (uint256 second) {
        uint256 now_ = block.timestamp;
        vm.warp(_schedule(id).publishedAt);
        second = _publish(_terms());
        vm.warp(_schedule(second).thinkEnd + 1);
        _commit(second, miners[0]);
        _commit(second, miners[1]);
        vm.warp(_schedule(second).commitEnd + 1);
        _reveal(second, miners[0]);
        _reveal(second, miners[1]);
        _fixBeacon(second);
        vm.warp(now_);
    }

    function _voteAll(uint256 id, uint16[] memory panel) private {
        Schedule memory s = _schedule(id);
        if (block.timestamp <= s.verifyEnd) vm.warp(s.verifyEnd + 1);
        for (uint256 i; i < panel.length; ++i) {
            _vote(id, panel[i], HONEST);
        }
        vm.warp(s.voteCommitEnd + 1);
        for (uint256 i; i < panel.length; ++i) {
            _revealVote(id, panel[i], HONEST);
        }
    }
}
