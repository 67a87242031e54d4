// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {PoIWToken} from "../../contracts/PoIWToken.sol";
import {Schedule} from "../../contracts/types/TaskTypes.sol";
import {Fixture} from "../Fixture.sol";
import {BlocklistToken, HookToken, ITokenHooks} from "../harness/HostileTokens.sol";

/// @notice A payee that cannot be paid blocks nobody.
contract BlockedPayeeTest is Fixture {
    function _newToken() internal override returns (PoIWToken) {
        return new BlocklistToken();
    }

    function test_blockedPayeesBlockNobody() public {
        BlocklistToken list = BlocklistToken(address(token));
        list.setBlocked(_owner(miners[0]), true);
        list.setBlocked(publisher, true);
        list.setBlocked(treasury, true);
        _settleClosed(_terms(), 2);
        uint256 due = distributor.credits(_owner(miners[1]));
        assertEq(distributor.claim(_owner(miners[1])), due);
        address owner = _owner(miners[0]);
        vm.expectRevert(abi.encodeWithSelector(BlocklistToken.Blocked.selector, owner));
        distributor.claim(owner);
        assertGt(distributor.credits(owner), 0);
        list.setBlocked(owner, false);
        distributor.claim(owner);
        _assertClosed();
    }
}

/// @notice Publisher, owner and payee in one, who calls back whenever tokens move.
contract Reentrant is ITokenHooks {
    address[] private targets;
    bytes[] private calls;
    uint256 public succeeded;
    uint256 public tried;

    constructor(HookToken token) {
        token.hook();
    }

    function plan(address to, bytes calldata data) external {
        targets.push(to);
        calls.push(data);
    }

    function tokensToSend() external {
        _attack();
    }

    function tokensReceived() external {
        _attack();
    }

    function run(address to, bytes calldata data) external returns (bytes memory result) {
        bool ok;
        (ok, result) = to.call(data);
        require(ok, "step refused");
    }

    function _attack() private {
        for (uint256 i; i < targets.length; ++i) {
            ++tried;
            (bool ok,) = targets[i].call(calls[i]);
            if (ok) ++succeeded;
        }
    }
}

contract ReentrancyAttackTest is Fixture {
    Reentrant private thief;

    function _newToken() internal override returns (PoIWToken) {
        return new HookToken();
    }

    function setUp() public override {
        super.setUp();
        thief = new Reentrant(HookToken(address(token)));
        token.transfer(address(thief), 1000e18);
        thief.run(address(token), abi.encodeCall(token.approve, (address(tasks), 1000e18)));
        thief.run(address(token), abi.encodeCall(token.approve, (address(stakes), 1000e18)));
    }

    function test_claimingWithinAClaimPaysOnce() public {
        publisher = address(thief);
        uint256 id = _settleClosed(_terms(), 2);
        thief.plan(address(distributor), abi.encodeCall(distributor.claim, (address(thief))));
        thief.plan(address(tasks), abi.encodeCall(tasks.settle, (id, 0, new address[](0))));
        thief.plan(address(tasks), abi.encodeCall(tasks.refund, (id)));
        uint256 due = distributor.credits(address(thief));
        uint256 before = token.balanceOf(address(thief));
        distributor.claim(address(thief));
        assertEq(token.balanceOf(address(thief)) - before, due);
        assertEq(thief.tried(), 3);
        assertEq(thief.succeeded(), 0);
        _assertClosed();
    }

    function test_endingATaskWhilePayingForItGainsNothing() public {
        thief.plan(address(tasks), abi.encodeCall(tasks.refund, (1)));
        thief.plan(address(tasks), abi.encodeCall(tasks.settle, (1, 0, new address[](0))));
        thief.run(address(tasks), abi.encodeCall(tasks.publish, (_terms())));
        assertEq(thief.tried(), 2);
        assertEq(thief.succeeded(), 0);
        assertEq(token.balanceOf(address(tasks)), 150e18);
    }

    function test_withdrawingWithinAWithdrawalPaysOnce() public {
        uint16 id = _registered();
        thief.run(address(stakes), abi.encodeCall(stakes.requestUnstake, (id, 100e18)));
        vm.warp(block.timestamp + COOL_DOWN);
        thief.plan(address(stakes), abi.encodeCall(stakes.withdraw, (id)));
        uint256 before = token.balanceOf(address(thief));
        thief.run(address(stakes), abi.encodeCall(stakes.withdraw, (id)));
        assertEq(token.balanceOf(address(thief)) - before, 100e18);
        assertEq(thief.tried(), 1);
        assertEq(thief.succeeded(), 0);
        _assertClosed();
    }

    /// Stake counts before it has arrived, but nothing can be made of it within the transaction.
    function test_spendingStakeBeforeItArrivesGainsNothing() public {
        uint16 id = _registered();
        thief.plan(address(stakes), abi.encodeCall(stakes.requestUnstake, (id, 150e18)));
        thief.plan(address(stakes), abi.encodeCall(stakes.withdraw, (id)));
        thief.run(address(stakes), abi.encodeCall(stakes.topUp, (id, 50e18)));
        assertEq(thief.succeeded(), 1);
        assertEq(stakes.memberOf(id).staked, 150e18);
        assertEq(stakes.memberOf(id).unstaking, 150e18);
        assertEq(token.balanceOf(address(stakes)), 11 * uint256(STAKE) + 150e18);
    }

    function _registered() private returns (uint16) {
        bytes memory call = abi.encodeCall(stakes.register, (MINER, 100e18, makeAddr("thief"), 0));
        return abi.decode(thief.run(address(stakes), call), (uint16));
    }
}
