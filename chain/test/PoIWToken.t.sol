// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {PoIWToken} from "../contracts/PoIWToken.sol";
import {IPoIWToken} from "../contracts/interfaces/IPoIWToken.sol";

contract PoIWTokenTest is Test {
    function test_mintsTheSupplyOnce() public {
        PoIWToken token = new PoIWToken(address(this), 5e18);
        assertEq(token.totalSupply(), 5e18);
        assertEq(token.balanceOf(address(this)), 5e18);
        assertEq(token.symbol(), "TOS");
    }

    function test_refusesMoreThanTheCap() public {
        uint256 over = 1_000_000_000e18 + 1;
        vm.expectRevert(abi.encodeWithSelector(IPoIWToken.CapExceeded.selector, over, over - 1));
        new PoIWToken(address(this), over);
    }

    function test_burnShrinksTheSupply() public {
        PoIWToken token = new PoIWToken(address(this), 5e18);
        token.burn(2e18);
        assertEq(token.totalSupply(), 3e18);
    }
}
