// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IStakeManager} from "../contracts/interfaces/IStakeManager.sol";
import {Fixture} from "./Fixture.sol";

contract StakeManagerTest is Fixture {
    uint16 internal id;
    address internal owner;
    address internal worker;

    function setUp() public override {
        super.setUp();
        id = miners[0];
        owner = _owner(id);
        worker = _worker(id);
        stakes.grantRole(stakes.LOCKER(), address(this));
        stakes.grantRole(stakes.SLASHER(), address(this));
        stakes.grantRole(stakes.BANNER(), address(this));
        stakes.grantRole(stakes.RATER(), address(this));
        token.approve(address(stakes), type(uint256).max);
    }

    function test_registers() public {
        vm.expectEmit();
        emit IStakeManager.Registered(12, address(this), stranger, 5, 10e18, "meta");
        assertEq(stakes.register(5, 10e18, stranger, "meta"), 12);
        IStakeManager.Member memory m = stakes.memberOf(12);
        assertEq(m.owner, address(this));
        assertEq(m.worker, stranger);
        assertEq(m.staked, 10e18);
        assertEq(m.role, 5);
        assertEq(m.weight, 1000);
        assertEq(m.meta, "meta");
        assertEq(stakes.idOfWorker(stranger), 12);
        assertEq(stakes.memberCount(5), 1);
        assertEq(stakes.memberAt(5, 0), 12);
        assertTrue(stakes.isActive(12));
    }

    function test_registerRefusals() public {
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.UnknownRole.selector, 0));
        stakes.register(0, 10e18, stranger, 0);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.UnknownRole.selector, 6));
        stakes.register(6, 10e18, stranger, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeManager.BelowMinimum.selector, 10e18 - 1, 10e18)
        );
        stakes.register(2, 10e18 - 1, stranger, 0);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.WorkerTaken.selector, worker, id));
        stakes.register(2, 10e18, worker, 0);
        vm.expectRevert(IStakeManager.ZeroWorker.selector);
        stakes.register(2, 10e18, address(0), 0);
    }

    function test_idsEnd() public {
        // Slot 1 begins with the member count, after AccessControl's mapping.
        vm.store(address(stakes), bytes32(uint256(1)), bytes32(uint256(type(uint16).max)));
        vm.expectRevert(IStakeManager.TooManyMembers.selector);
        stakes.register(5, 10e18, stranger, 0);
    }

    function test_anyoneTopsUp() public {
        vm.expectEmit();
        emit IStakeManager.ToppedUp(id, 1e18);
        stakes.topUp(id, 1e18);
        assertEq(stakes.freeStake(id), STAKE + 1e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.UnknownId.selector, 99));
        stakes.topUp(99, 1e18);
    }

    function test_ownerReplacesTheWorker() public {
        vm.prank(owner);
        vm.expectEmit();
        emit IStakeManager.WorkerChanged(id, stranger);
        stakes.setWorker(id, stranger);
        assertEq(stakes.idOfWorker(worker), 0);
        assertEq(stakes.idOfWorker(stranger), id);
    }

    function test_theHotKeyMovesNothing() public {
        vm.startPrank(worker);
        bytes memory refusal = abi.encodeWithSelector(IStakeManager.NotOwnerOf.selector, id, worker);
        vm.expectRevert(refusal);
        stakes.setWorker(id, stranger);
        vm.expectRevert(refusal);
        stakes.requestUnstake(id, 1);
        vm.expectRevert(refusal);
        stakes.withdraw(id);
    }

    function test_unstakesAfterTheCoolDown() public {
        uint40 ready = uint40(block.timestamp) + COOL_DOWN;
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.NothingToWithdraw.selector, id));
        stakes.withdraw(id);
        vm.expectEmit();
        emit IStakeManager.UnstakeRequested(id, STAKE, ready);
        stakes.requestUnstake(id, STAKE);
        assertFalse(stakes.isActive(id));
        vm.warp(ready - 1);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.StillCooling.selector, ready));
        stakes.withdraw(id);
        vm.warp(ready);
        vm.expectEmit();
        emit IStakeManager.Withdrawn(id, STAKE);
        stakes.withdraw(id);
        assertEq(token.balanceOf(owner), STAKE);
        assertEq(stakes.memberOf(id).staked, 0);
        assertEq(stakes.memberOf(id).unstaking, 0);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.NothingToWithdraw.selector, id));
        stakes.withdraw(id);
    }

    function test_whatIsAskedBackIsNotFree() public {
        vm.startPrank(owner);
        stakes.requestUnstake(id, 40e18);
        assertEq(stakes.freeStake(id), 60e18);
        // What stays is counted without what left before.
        vm.expectRevert(
            abi.encodeWithSelector(IStakeManager.BelowMinimum.selector, 10e18 - 1, 10e18)
        );
        stakes.requestUnstake(id, 50e18 + 1);
        stakes.requestUnstake(id, 50e18);
        assertEq(stakes.memberOf(id).unstaking, 90e18);
    }

    function test_unstakeLeavesTheMinimumOrNothing() public {
        vm.startPrank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeManager.BelowMinimum.selector, 10e18 - 1, 10e18)
        );
        stakes.requestUnstake(id, STAKE - 10e18 + 1);
        stakes.requestUnstake(id, STAKE - 10e18);
        assertTrue(stakes.isActive(id));
    }

    function test_lockedStakeStays() public {
        vm.expectEmit();
        emit IStakeManager.Locked(id, address(this), 30e18);
        stakes.lock(id, 30e18);
        assertEq(stakes.freeStake(id), 70e18);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeManager.NotEnoughFree.selector, 70e18, 70e18 + 1)
        );
        stakes.lock(id, 70e18 + 1);
        stakes.lock(id, 70e18);
        assertEq(stakes.freeStake(id), 0);
        stakes.unlock(id, 70e18);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.NotEnoughFree.selector, 70e18, STAKE));
        stakes.requestUnstake(id, STAKE);
        vm.expectRevert(
            abi.encodeWithSelector(IStakeManager.NotEnoughLocked.selector, 30e18, 30e18 + 1)
        );
        stakes.unlock(id, 30e18 + 1);
        vm.expectEmit();
        emit IStakeManager.Unlocked(id, address(this), 30e18);
        stakes.unlock(id, 30e18);
        assertEq(stakes.freeStake(id), STAKE);
    }

    function test_locksAPanelAtOnce() public {
        uint16[] memory ids = new uint16[](2);
        (ids[0], ids[1]) = (miners[0], miners[1]);
        stakes.lockAll(ids, 30e18);
        assertEq(_locked(miners[0]), 30e18);
        assertEq(_locked(miners[1]), 30e18);
        stakes.lockAll(ids, 70e18);
        assertEq(_locked(miners[1]), STAKE);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.NotEnoughFree.selector, 0, 1));
        stakes.lockAll(ids, 1);
    }

    /// Who may be drawn: what is kept reaches the minimum, and what is not locked the bond.
    function test_candidatesHaveTheirBondFree() public {
        (uint16 found, uint16 weight, address by, address key) = stakes.candidateAt(MINER, 0, STAKE);
        assertEq(found, id);
        assertEq(weight, 1000);
        assertEq(by, owner);
        assertEq(key, worker);
        assertEq(_weight(STAKE + 1), 0);
        stakes.lock(id, 30e18);
        assertEq(_weight(70e18), 1000);
        assertEq(_weight(70e18 + 1), 0);
        stakes.unlock(id, 30e18);
        vm.prank(owner);
        stakes.requestUnstake(id, 90e18);
        assertEq(_weight(10e18), 1000);
        assertEq(_weight(10e18 + 1), 0);
        vm.prank(owner);
        stakes.requestUnstake(id, 10e18);
        assertEq(_weight(0), 0);
    }

    function test_slashBurnsLockedStakeOnly() public {
        stakes.lock(id, 30e18);
        uint256 supply = token.totalSupply();
        vm.expectEmit();
        emit IStakeManager.Slashed(id, "fault", 30e18, address(0));
        assertEq(stakes.slash(id, 99e18, "fault", address(0)), 30e18);
        assertEq(token.totalSupply(), supply - 30e18);
        assertEq(stakes.memberOf(id).staked, 70e18);
        assertEq(_locked(id), 0);
    }

    function test_slashMayPaySomeone() public {
        stakes.lock(id, 30e18);
        assertEq(stakes.slash(id, 20e18, "fault", stranger), 20e18);
        assertEq(token.balanceOf(stranger), 20e18);
        assertEq(_locked(id), 10e18);
    }

    function test_slashingAShareTakesTheFreePartFirst() public {
        stakes.lock(id, 30e18);
        vm.expectEmit();
        emit IStakeManager.Slashed(id, "fraud", 50e18, stranger);
        assertEq(stakes.slashShare(id, 5000, "fraud", stranger), 50e18);
        assertEq(stakes.memberOf(id).staked, 50e18);
        assertEq(_locked(id), 30e18);
        assertEq(token.balanceOf(stranger), 50e18);
        // Never below what other duties hold.
        assertEq(stakes.slashShare(id, 10_000, "fraud", address(0)), 20e18);
        assertEq(stakes.memberOf(id).staked, 30e18);
        assertEq(_locked(id), 30e18);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.ShareTooLarge.selector, 10_001));
        stakes.slashShare(id, 10_001, "fraud", address(0));
    }

    function test_stakeOnItsWayOutPaysToo() public {
        vm.prank(owner);
        stakes.requestUnstake(id, 80e18);
        stakes.slashShare(id, 1000, "fraud", address(0));
        assertEq(stakes.memberOf(id).unstaking, 80e18);
        stakes.slashShare(id, 5000, "fraud", address(0));
        assertEq(stakes.memberOf(id).staked, 45e18);
        assertEq(stakes.memberOf(id).unstaking, 45e18);
    }

    function test_aDisputeKeepsTheStake() public {
        vm.prank(owner);
        stakes.requestUnstake(id, STAKE);
        vm.expectEmit();
        emit IStakeManager.Held(id, address(this), 1);
        stakes.hold(id);
        vm.warp(block.timestamp + COOL_DOWN);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.StillHeld.selector, id, 1));
        stakes.withdraw(id);
        vm.expectEmit();
        emit IStakeManager.Released(id, address(this), 0);
        stakes.release(id);
        vm.prank(owner);
        stakes.withdraw(id);
        assertEq(token.balanceOf(owner), STAKE);
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.NotHeld.selector, id));
        stakes.release(id);
    }

    /// seed 001, "Economic Constraints": "Serious fraud results in permanent ban".
    function test_aBanIsForGood() public {
        stakes.lock(id, 10e18);
        vm.expectEmit();
        emit IStakeManager.Banned(id, "fraud");
        stakes.ban(id, "fraud");
        assertFalse(stakes.isActive(id));
        assertEq(stakes.memberOf(id).weight, 0);
        assertEq(stakes.idOfWorker(worker), 0);
        assertEq(stakes.trustOf(id), 0);
        bytes memory refusal = abi.encodeWithSelector(IStakeManager.IsBanned.selector, owner);
        vm.expectRevert(refusal);
        stakes.ban(id, "fraud");
        vm.expectRevert(refusal);
        stakes.lock(id, 1);
        vm.expectRevert(refusal);
        stakes.rateMember(id, 9600, 1, 1);
        vm.startPrank(owner);
        vm.expectRevert(refusal);
        stakes.setWorker(id, stranger);
        vm.expectRevert(refusal);
        stakes.register(2, 10e18, stranger, 0);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.IsBanned.selector, worker));
        stakes.register(2, 10e18, worker, 0);
        // Open duties end as they would have, and what is left goes home.
        stakes.unlock(id, 10e18);
        vm.startPrank(owner);
        stakes.requestUnstake(id, STAKE);
        vm.warp(block.timestamp + COOL_DOWN);
        stakes.withdraw(id);
        assertEq(token.balanceOf(owner), STAKE);
    }

    function test_ownerChangesTheDescription() public {
        vm.expectRevert(
            abi.encodeWithSelector(IStakeManager.NotOwnerOf.selector, id, address(this))
        );
        stakes.setMeta(id, "new");
        vm.prank(owner);
        vm.expectEmit();
        emit IStakeManager.MetaChanged(id, "new");
        stakes.setMeta(id, "new");
        assertEq(stakes.memberOf(id).meta, "new");
    }

    /// seed 001, "Reputation System": ">70%", ">85%", ">95%"; what is above, not what is equal.
    function test_levelsByTheSuccessRate() public {
        uint16[8] memory rates = [uint16(0), 7000, 7001, 8500, 8501, 9500, 9501, 10_000];
        uint8[8] memory levels = [0, 0, 1, 1, 2, 2, 3, 3];
        uint16[8] memory weights = [uint16(1000), 1000, 1100, 1100, 1200, 1200, 1300, 1300];
        for (uint256 i; i < rates.length; ++i) {
            vm.expectEmit();
            emit IStakeManager.Rated(id, rates[i], 7, 3, weights[i]);
            stakes.rateMember(id, rates[i], 7, 3);
            assertEq(stakes.levelOf(id), levels[i]);
            assertEq(stakes.memberOf(id).weight, weights[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.RateTooHigh.selector, 10_001));
        stakes.rateMember(id, 10_001, 7, 3);
    }

    /// seed 000, "Trust Level Calculation": 100, 1,000 and 10,000 staked, 10 checks, 95 %, 100 tasks.
    function test_trustLevels() public {
        assertEq(stakes.trustOf(id), 1);
        stakes.rateMember(id, 0, 0, 10);
        assertEq(stakes.trustOf(id), 1);
        stakes.topUp(id, 900e18);
        assertEq(stakes.trustOf(id), 2);
        stakes.rateMember(id, 9500, 100, 9);
        assertEq(stakes.trustOf(id), 1);
        stakes.topUp(id, 9000e18);
        assertEq(stakes.trustOf(id), 3);
        stakes.rateMember(id, 9500, 99, 10);
        assertEq(stakes.trustOf(id), 2);
        vm.expectEmit();
        emit IStakeManager.PartnerSet(id, true);
        stakes.setPartner(id, true);
        assertEq(stakes.trustOf(id), 4);
        stakes.rateMember(id, 9499, 100, 10);
        assertEq(stakes.trustOf(id), 2);
        vm.prank(owner);
        stakes.requestUnstake(id, 9950e18);
        assertEq(stakes.trustOf(id), 0);
    }

    function test_onlyRolesLockAndSlash() public {
        bytes32 locker = stakes.LOCKER();
        bytes32 slasher = stakes.SLASHER();
        vm.startPrank(owner);
        vm.expectRevert(_unauthorized(locker));
        stakes.lock(id, 1);
        vm.expectRevert(_unauthorized(locker));
        stakes.unlock(id, 1);
        vm.expectRevert(_unauthorized(slasher));
        stakes.slash(id, 1, 0, owner);
        vm.expectRevert(_unauthorized(slasher));
        stakes.slashShare(id, 1, 0, owner);
        vm.expectRevert(_unauthorized(locker));
        stakes.hold(id);
        vm.expectRevert(_unauthorized(locker));
        stakes.release(id);
        bytes32 banner = keccak256("BANNER");
        vm.expectRevert(_unauthorized(banner));
        stakes.ban(id, 0);
        bytes32 rater = keccak256("RATER");
        vm.expectRevert(_unauthorized(rater));
        stakes.rateMember(id, 1, 1, 1);
        vm.expectRevert(_unauthorized(rater));
        stakes.setPartner(id, true);
    }

    function _weight(uint96 bond) private view returns (uint16 weight) {
        (, weight,,) = stakes.candidateAt(MINER, 0, bond);
    }

    function _unauthorized(bytes32 role) private view returns (bytes memory) {
        return abi.encodeWithSelector(
            IAccessControl.AccessControlUnauthorizedAccount.selector, owner, role
        );
    }
}
