// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Handler} from "./Handler.sol";
import {Invariants} from "./Invariants.sol";

/// forge-config: default.invariant.runs = 24
/// forge-config: default.invariant.depth = 96
contract BoundedInvariantTest is Invariants {
    function setUp() public {
        Handler handler = new Handler();
        bytes4[18] memory list = [
            handler.publish.selector,
            handler.commitAnswer.selector,
            handler.commitAnswer.selector,
            handler.revealAnswer.selector,
            handler.revealAnswer.selector,
            handler.openHidden.selector,
            handler.fixBeacon.selector,
            handler.submitReceipt.selector,
            handler.drawPanel.selector,
            handler.commitVote.selector,
            handler.revealVote.selector,
            handler.settle.selector,
            handler.refund.selector,
            handler.claim.selector,
            handler.unstake.selector,
            handler.withdraw.selector,
            handler.topUp.selector,
            handler.setWorker.selector
        ];
        bytes4[] memory steps = new bytes4[](list.length + 18);
        for (uint256 i; i < list.length; ++i) {
            steps[i] = list[i];
        }
        steps[18] = handler.intrude.selector;
        steps[19] = handler.warp.selector;
        steps[20] = handler.rollPanel.selector;
        steps[21] = handler.snitch.selector;
        steps[22] = handler.collect.selector;
        steps[23] = handler.collect.selector;
        steps[24] = handler.borrow.selector;
        steps[25] = handler.misgovern.selector;
        for (uint256 i = 26; i < steps.length; ++i) {
            steps[i] = handler.advance.selector;
        }
        _watch(handler, steps);
    }

    function invariant_moneyLocksAndVotesAddUp() public view {
        _checkAll();
    }

    function afterInvariant() public {
        _drain();
    }

    /// A campaign that never gets anywhere would prove nothing.
    function test_theHandlerReachesEveryEnd() public {
        Handler handler = Handler(address(world));
        for (uint256 i; i < 150; ++i) {
            handler.advance(uint256(keccak256(abi.encode("reach", i))));
            if (i % 8 != 0) continue;
            handler.intrude(uint256(keccak256(abi.encode("intrude", i))));
            handler.borrow(uint256(keccak256(abi.encode("borrow", i))));
            handler.misgovern(uint256(keccak256(abi.encode("misgovern", i))));
            this.invariant_moneyLocksAndVotesAddUp();
        }
        for (uint256 i; i < 4; ++i) {
            assertGt(world.tries(i), 0);
        }
        for (uint256 i; i < 3; ++i) {
            assertGt(world.ends(i), 0);
        }
        _drain();
    }

    /// Nor would a check of roles that sees nothing.
    function test_oneRoleTooManyIsNoticed() public {
        bytes32 role = keccak256(abi.encode(stakes.SLASHER(), 0));
        bytes32 holding = keccak256(abi.encode(world.intruder(), role));
        this.invariant_moneyLocksAndVotesAddUp();
        vm.store(address(stakes), holding, bytes32(uint256(1)));
        assertTrue(stakes.hasRole(stakes.SLASHER(), world.intruder()));
        vm.expectRevert();
        this.invariant_moneyLocksAndVotesAddUp();
    }
}
