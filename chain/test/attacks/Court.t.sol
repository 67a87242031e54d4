// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDisputeCourt} from "../../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../../contracts/interfaces/IEconomy.sol";
import {IStakeManager} from "../../contracts/interfaces/IStakeManager.sol";
import {PoIWToken} from "../../contracts/PoIWToken.sol";
import {CourtFixture} from "../CourtFixture.sol";
import {BlocklistToken} from "../harness/HostileTokens.sol";

/// @notice Disputes as a weapon.
contract CourtAttackTest is CourtFixture {
    function _newToken() internal override returns (PoIWToken) {
        return new BlocklistToken();
    }

    /// Dragging a right ruling through every tier costs 1,860 tokens and changes nothing.
    function test_griefingAppealsCostTheGriefer() public {
        uint256 id = _dispute();
        uint256 started = block.timestamp;
        for (uint8 tier = 1; tier <= 4; ++tier) {
            _rule(id, SAME, 0);
            if (tier < 4) _appeal(id);
            if (tier < 4) _proceed(id);
        }
        court.proceed(id);
        assertEq(market.rulings(7), SAME);
        assertEq(_spent(appellant), 2 * (15e18 + 70e18 + 225e18 + 620e18));
        // Mechanism: four tiers in less than two days.
        assertLt(block.timestamp - started, 2 days);
        _assertSettled();
    }

    /// A false accusation holds the stake for a while; it cannot be kept up for nothing.
    function test_falseAccusationsCostAndTakeNothing() public {
        uint16 accused = miners[0];
        uint256 id = _dispute(accused, IEconomy.Fault.Fraud);
        vm.prank(_owner(accused));
        stakes.requestUnstake(accused, STAKE);
        vm.warp(block.timestamp + COOL_DOWN);
        vm.prank(_owner(accused));
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.StillHeld.selector, accused, 1));
        stakes.withdraw(accused);
        _rule(id, SAME, 0);
        _proceed(id);
        vm.prank(_owner(accused));
        stakes.withdraw(accused);
        assertEq(token.balanceOf(_owner(accused)), STAKE);
        assertEq(_spent(appellant), 30e18);
    }

    /// The guilty cannot leave between the dispute and the ruling.
    function test_nobodyExitsBeforeTheSlash() public {
        uint16 accused = miners[0];
        vm.prank(_owner(accused));
        stakes.requestUnstake(accused, STAKE);
        uint256 id = _dispute(accused, IEconomy.Fault.Timeout);
        vm.warp(block.timestamp + COOL_DOWN);
        _rule(id, SAME, 255);
        vm.prank(_owner(accused));
        vm.expectRevert(abi.encodeWithSelector(IStakeManager.StillHeld.selector, accused, 1));
        stakes.withdraw(accused);
        _proceed(id);
        vm.prank(_owner(accused));
        stakes.withdraw(accused);
        assertEq(token.balanceOf(_owner(accused)), 95e18);
    }

    function test_aCopiedSealOpensForNobodyElse() public {
        uint256 id = _dispute();
        uint16[] memory ids = _draw(id);
        IDisputeCourt.Opening memory o = _opening(ids[0], FLIP, 0);
        bytes32 commit = _sealed(id, o);
        _seal(id, o);
        vm.prank(_worker(ids[1]));
        court.commitVote(id, commit);
        vm.warp(court.caseOf(id).commitEnd + 1);
        _open(id, o);
        o.expertId = ids[1];
        IDisputeCourt.Opening[] memory list = new IDisputeCourt.Opening[](1);
        list[0] = o;
        vm.expectPartialRevert(IDisputeCourt.VoteMismatch.selector);
        court.revealVotes(id, list);
    }

    function test_blockedSidesBlockNoCase() public {
        uint256 id = _dispute();
        _rule(id, SAME, 0);
        _appeal(id);
        _defend(id);
        BlocklistToken(address(token)).setBlocked(appellant, true);
        BlocklistToken(address(token)).setBlocked(defender, true);
        _proceed(id);
        _rule(id, FLIP, 0);
        _proceed(id);
        assertEq(market.rulings(7), FLIP);
        assertEq(distributor.credits(appellant), 170e18);
        _assertSettled();
    }
}
