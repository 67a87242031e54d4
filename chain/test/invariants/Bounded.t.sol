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
        bytes4[] memory steps = new bytes4[](list.length + 16);
        for (uint256 i; i < list.length; ++i) {
            steps[i] = list[i];
        }
        steps[18] = handler.trespass.selector;
        steps[19] = handler.warp.selector;
        steps[20] = handler.rollPanel.selector;
        steps[21] = handler.snitch.selector;
        steps[22] = handler.collect.selector;
        steps[23] = handler.collect.selector;
        for (uint256 i = 24; i < steps.length; ++i) {
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
            if (i % 8 == 0) this.invariant_moneyLocksAndVotesAddUp();
        }
        for (uint256 i; i < 3; ++i) {
            assertGt(world.ends(i), 0);
        }
        _drain();
    }
}
