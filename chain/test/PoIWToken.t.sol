// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Test} from "forge-std/Test.sol";
import {PoIWToken} from "../contracts/PoIWToken.sol";
import {IPoIWToken} from "../contracts/interfaces/IPoIWToken.sol";

contract PoIWTokenTest is Test {
    PoIWToken internal token;
    address internal holder = makeAddr("holder");

    function setUp() public {
        vm.warp(1_700_000_000);
        token = new PoIWToken(address(this), 5e18);
    }

    function test_mintsTheFirstSupply() public view {
        assertEq(token.totalSupply(), 5e18);
        assertEq(token.issued(), 5e18);
        assertEq(token.balanceOf(address(this)), 5e18);
        assertEq(token.symbol(), "TOS");
        assertEq(token.genesis(), 1_700_000_000);
    }

    /// seed 000: "Total supply: 1,000,000,000 AIIGO".
    function test_refusesMoreThanTheCap() public {
        assertEq(token.CAP(), 1_000_000_000e18);
        uint256 over = 1_000_000_000e18 + 1;
        vm.expectRevert(abi.encodeWithSelector(IPoIWToken.CapExceeded.selector, over, over - 1));
        new PoIWToken(address(this), over);
    }

    function test_burnShrinksTheSupply() public {
        token.burn(2e18);
        assertEq(token.totalSupply(), 3e18);
        assertEq(token.issued(), 5e18);
    }

    function test_onlyTheMinterMints() public {
        bytes32 role = token.MINTER();
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessControl.AccessControlUnauthorizedAccount.selector, holder, role
            )
        );
        vm.prank(holder);
        token.mint(holder, 1);
    }

    /// seed 000, "Token Distribution": "Community Rewards | 40% | Released over 4 years".
    function test_aYearHasItsLimit() public {
        token.grantRole(token.MINTER(), address(this));
        assertEq(token.YEARLY_LIMIT(), 100_000_000e18);
        token.mint(holder, 100_000_000e18);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPoIWToken.YearlyLimitExceeded.selector, 0, 100_000_000e18 + 1, 100_000_000e18
            )
        );
        token.mint(holder, 1);
        vm.warp(token.genesis() + 365 days - 1);
        vm.expectPartialRevert(IPoIWToken.YearlyLimitExceeded.selector);
        token.mint(holder, 1);
        vm.warp(token.genesis() + 365 days);
        token.mint(holder, 1);
        assertEq(token.mintedIn(0), 100_000_000e18);
        assertEq(token.mintedIn(1), 1);
    }

    function test_whatWasBurnedCannotBeMintedAgain() public {
        PoIWToken full = new PoIWToken(address(this), 1_000_000_000e18);
        full.grantRole(full.MINTER(), address(this));
        full.burn(10e18);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPoIWToken.CapExceeded.selector, 1_000_000_000e18 + 1, 1_000_000_000e18
            )
        );
        full.mint(holder, 1);
    }

    function test_votesAreCountedInSeconds() public {
        assertEq(token.clock(), block.timestamp);
        assertEq(token.CLOCK_MODE(), "mode=timestamp");
        token.delegate(holder);
        assertEq(token.getVotes(holder), 5e18);
        vm.warp(block.timestamp + 1);
        assertEq(token.getPastVotes(holder, block.timestamp - 1), 5e18);
    }

    function test_permitsCountNonces() public view {
        assertEq(token.nonces(holder), 0);
    }
}
