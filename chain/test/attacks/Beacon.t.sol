// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../../contracts/interfaces/ITaskManager.sol";
import {Fixture} from "../Fixture.sol";

/// @notice Choosing among beacons.
contract BeaconAttackTest is Fixture {
    uint256 private id;

    function setUp() public override {
        super.setUp();
        id = _publish(_terms());
        vm.warp(_schedule(id).commitEnd + 1);
        vm.prank(stranger);
        tasks.armBeacon(id);
    }

    function test_armingTwiceIsRefusedWhileTheFirstCanBeFixed() public {
        uint256 armed = reader.getTask(id).beaconBlock;
        assertGt(armed, block.number);
        for (uint256 ahead; ahead <= 256; ahead += 64) {
            vm.roll(armed + ahead);
            vm.expectRevert(abi.encodeWithSelector(ITaskManager.BeaconNotReady.selector, id, armed));
            tasks.armBeacon(id);
        }
        // Whoever dislikes the beacon cannot keep others from fixing it in any of these blocks.
        tasks.fixBeacon(id);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.BeaconAlreadyFixed.selector, id));
        tasks.armBeacon(id);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.BeaconAlreadyFixed.selector, id));
        tasks.fixBeacon(id);
    }

    function test_aForgottenBeaconMovesToAnUnknownBlock() public {
        uint256 armed = reader.getTask(id).beaconBlock;
        vm.roll(armed + 257);
        tasks.fixBeacon(id);
        assertEq(reader.getTask(id).beacon, 0);
        assertEq(reader.getTask(id).beaconBlock, block.number + 1);
    }

    function test_theBeaconIsNotKnownWhileAnswersAreStillSealed() public {
        uint256 second = _publish(_terms());
        uint40 commitEnd = _schedule(second).commitEnd;
        vm.warp(commitEnd);
        vm.expectRevert(abi.encodeWithSelector(ITaskManager.TooEarly.selector, second, commitEnd));
        tasks.armBeacon(second);
    }
}
