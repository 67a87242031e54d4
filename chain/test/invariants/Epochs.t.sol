// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {EpochHandler} from "./EpochHandler.sol";
import {Invariants} from "./Invariants.sol";

/// forge-config: default.invariant.runs = 4
/// forge-config: default.invariant.depth = 64
contract EpochInvariantTest is Invariants {
    EpochHandler private handler;

    function setUp() public {
        handler = new EpochHandler();
        bytes4[14] memory list = [
            handler.verify.selector,
            handler.open.selector,
            handler.draw.selector,
            handler.sealVote.selector,
            handler.openVote.selector,
            handler.exclude.selector,
            handler.settle.selector,
            handler.collect.selector,
            handler.finish.selector,
            handler.claim.selector,
            handler.warp.selector,
            handler.intrude.selector,
            handler.borrow.selector,
            handler.misgovern.selector
        ];
        bytes4[] memory steps = new bytes4[](list.length + 12);
        for (uint256 i; i < steps.length; ++i) {
            steps[i] = i < list.length ? list[i] : handler.advance.selector;
        }
        _watch(handler, steps);
    }

    function invariant_moneyLocksAndEpochsAddUp() public view {
        _checkAll();
    }

    function afterInvariant() public {
        _drain();
    }

    /// A campaign that never gets anywhere would prove nothing.
    function test_theHandlerReachesEveryEnd() public {
        for (uint256 i; i < 200; ++i) {
            handler.advance(uint256(keccak256(abi.encode("reach", i))));
            if (i % 16 != 0) continue;
            handler.intrude(uint256(keccak256(abi.encode("intrude", i))));
            handler.borrow(uint256(keccak256(abi.encode("borrow", i))));
            handler.misgovern(uint256(keccak256(abi.encode("misgovern", i))));
            this.invariant_moneyLocksAndEpochsAddUp();
        }
        for (uint256 i; i < 4; ++i) {
            assertGt(handler.reached(i), 0, vm.toString(i));
            assertGt(handler.tries(i), 0, vm.toString(i));
        }
        _drain();
    }

    function _drainMore() internal override {
        uint8[] memory seats = new uint8[](21);
        for (uint8 i; i < 21; ++i) {
            seats[i] = i;
        }
        for (uint256 epoch = 1; epoch <= handler.epochTotal(); ++epoch) {
            handler.collectSeats(epoch, seats);
        }
    }

    /// Every drawn seat of an epoch holds its bond until it is collected.
    function _addDuties(uint256[] memory duties) internal view override {
        for (uint256 epoch = 1; epoch <= handler.epochTotal(); ++epoch) {
            IVoteModule.BallotView memory b = votes.epochBallotOf(epoch);
            uint96 bond = votes.epochOf(epoch).bond;
            for (uint256 seat; seat < b.ids.length; ++seat) {
                if ((b.present >> seat) & 1 == 0) duties[b.ids[seat]] += bond;
            }
        }
    }
}
