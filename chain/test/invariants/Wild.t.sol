// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Invariants} from "./Invariants.sol";
import {WildHandler} from "./WildHandler.sol";

/// forge-config: default.invariant.runs = 24
/// forge-config: default.invariant.depth = 128
/// forge-config: default.invariant.fail-on-revert = false
contract WildInvariantTest is Invariants {
    function setUp() public {
        WildHandler handler = new WildHandler();
        bytes4[26] memory list = [
            handler.donate.selector,
            handler.tryPublish.selector,
            handler.tryCommit.selector,
            handler.tryGarbage.selector,
            handler.tryReveal.selector,
            handler.tryHidden.selector,
            handler.tryArm.selector,
            handler.tryBeacon.selector,
            handler.tryReceipt.selector,
            handler.tryDraw.selector,
            handler.tryVote.selector,
            handler.tryVoteReveal.selector,
            handler.trySettle.selector,
            handler.tryRefund.selector,
            handler.tryClaim.selector,
            handler.tryUnstake.selector,
            handler.tryWithdraw.selector,
            handler.tryTopUp.selector,
            handler.tryTakenWorker.selector,
            handler.tryWorker.selector,
            handler.intrude.selector,
            handler.borrow.selector,
            handler.misgovern.selector,
            handler.tryRoll.selector,
            handler.trySnitch.selector,
            handler.tryCollect.selector
        ];
        bytes4[] memory steps = new bytes4[](list.length + 9);
        for (uint256 i; i < steps.length; ++i) {
            steps[i] = i < list.length ? list[i] : handler.advance.selector;
        }
        steps[list.length] = handler.wait.selector;
        _watch(handler, steps);
    }

    function invariant_holdsWhateverIsTried() public view {
        _checkAll();
    }

    function afterInvariant() public {
        _drain();
    }
}
