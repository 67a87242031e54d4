// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Vm} from "forge-std/Vm.sol";
import {IRewardDistributor} from "../contracts/interfaces/IRewardDistributor.sol";
import {Fixture} from "./Fixture.sol";

contract RolesTest is Fixture {
    mapping(bytes32 holding => bool) internal held;
    uint256 internal holdings;

    /// The wiring of a deployment, replayed from its own events: eleven holdings, and no admin.
    function test_nobodyHoldsARoleBesidesTheTable() public {
        vm.recordLogs();
        _deploy();
        token.renounceRole(0, address(this));
        stakes.renounceRole(0, address(this));
        distributor.renounceRole(0, address(this));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            _replay(logs[i]);
        }
        assertEq(holdings, 11);
        assertTrue(held[_holding(address(stakes), "LOCKER", address(tasks))]);
        assertTrue(held[_holding(address(stakes), "LOCKER", address(votes))]);
        assertTrue(held[_holding(address(stakes), "LOCKER", address(payouts))]);
        assertTrue(held[_holding(address(stakes), "SLASHER", address(payouts))]);
        assertTrue(held[_holding(address(stakes), "SLASHER", address(votes))]);
        assertTrue(held[_holding(address(distributor), "PAYER", address(payouts))]);
        assertTrue(held[_holding(address(distributor), "PAYER", address(fees))]);
        assertTrue(held[_holding(address(distributor), "PAYER", address(tribunal))]);
        assertTrue(held[_holding(address(stakes), "LOCKER", address(tribunal))]);
        assertTrue(held[_holding(address(stakes), "SLASHER", address(tribunal))]);
        assertTrue(held[_holding(address(stakes), "BANNER", address(tribunal))]);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        stakes.grantRole(keccak256("SLASHER"), address(this));
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        distributor.grantRole(keccak256("PAYER"), address(this));
    }

    function test_guardedDoorsRefuseOutsiders() public {
        vm.startPrank(stranger);
        _refused(address(stakes), abi.encodeCall(stakes.lock, (1, 1)));
        _refused(address(stakes), abi.encodeCall(stakes.unlock, (1, 1)));
        _refused(address(stakes), abi.encodeCall(stakes.slash, (1, 1, "", stranger)));
        _refused(
            address(distributor),
            abi.encodeCall(distributor.credit, (1, new IRewardDistributor.Credit[](0)))
        );
    }

    function _replay(Vm.Log memory log) private {
        bool granted = log.topics[0] == IAccessControl.RoleGranted.selector;
        if (!granted && log.topics[0] != IAccessControl.RoleRevoked.selector) return;
        held[keccak256(abi.encode(log.emitter, log.topics[1], log.topics[2]))] = granted;
        if (granted) ++holdings;
        else --holdings;
    }

    function _holding(address on, string memory role, address who) private pure returns (bytes32) {
        return keccak256(abi.encode(on, keccak256(bytes(role)), bytes32(uint256(uint160(who)))));
    }

    function _refused(address to, bytes memory data) private {
        (bool ok, bytes memory why) = to.call(data);
        assertFalse(ok);
        assertEq(bytes4(why), IAccessControl.AccessControlUnauthorizedAccount.selector);
    }
}
