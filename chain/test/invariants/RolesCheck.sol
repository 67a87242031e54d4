// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Test} from "forge-std/Test.sol";
import {Outsiders} from "./Outsiders.sol";

/// @notice Who holds which role, compared with the table of docs/contracts.md as a {Fixture} wires
/// it: its contracts have renounced their administrators, and appointed no rater and no emitter.
abstract contract RolesCheck is Test {
    struct Row {
        IAccessControl on;
        bytes32 role;
    }

    Outsiders internal world;
    Row[] private rows;
    address[] private suspects;
    /// bits of the rows that are somebody's
    mapping(address who => uint256) private due;
    bytes32 private parameters;

    function _watchRoles(Outsiders world_) internal {
        world = world_;
        (address t, address s, address d, address v, address m, address p, address r) =
            world_.contracts();
        (address vault, address court) = world_.wings();
        address lock = address(world_.timelock());
        address governor = address(world_.governor());
        address[12] memory all =
            [t, s, d, v, m, p, r, vault, court, lock, governor, address(world_.economy())];
        for (uint256 i; i < all.length; ++i) {
            suspects.push(all[i]);
        }
        address[] memory people = world_.people();
        for (uint256 i; i < people.length; ++i) {
            suspects.push(people[i]);
        }
        suspects.push(address(0));
        suspects.push(address(this));
        _row(t, 0);
        _row(t, keccak256("MINTER"));
        _row(s, 0);
        _row(s, keccak256("RATER"));
        _row(d, 0);
        _row(d, keccak256("EMITTER"));
        _row(d, keccak256("EPOCHS"));
        _held(s, keccak256("LOCKER"), [m, v, p, court]);
        _held(s, keccak256("SLASHER"), [v, p, court, court]);
        _held(s, keccak256("BANNER"), [court, court, court, court]);
        _held(d, keccak256("PAYER"), [p, vault, court, court]);
        _held(all[11], 0, [lock, lock, lock, lock]);
        _held(lock, 0, [lock, lock, lock, lock]);
        _held(lock, keccak256("PROPOSER_ROLE"), [governor, governor, governor, governor]);
        _held(lock, keccak256("CANCELLER_ROLE"), [governor, governor, governor, governor]);
        _held(lock, keccak256("EXECUTOR_ROLE"), [address(0), address(0), address(0), address(0)]);
        parameters = _parameters();
    }

    /// After every step: those who tried last, and a few of the others in turn.
    function _checkOutsiders() internal view {
        assertFalse(world.trespassed(), "an outsider passed a guarded door");
        assertFalse(world.flashed(), "borrowed tokens voted");
        assertFalse(world.unbounded(), "a parameter left its bounds");
        assertEq(_parameters(), parameters, "a parameter moved");
        _checkRolesOf(world.intruder());
        _checkRolesOf(world.borrower());
        for (uint256 i; i < 3; ++i) {
            _checkRolesOf(suspects[(3 * block.timestamp + i) % suspects.length]);
        }
    }

    /// At the end of a walk: everybody. No step takes a role away, so what was given shows here.
    function _checkRolesOfAll() internal view {
        for (uint256 i; i < suspects.length; ++i) {
            _checkRolesOf(suspects[i]);
        }
    }

    function _checkRolesOf(address who) private view {
        uint256 held;
        for (uint256 i; i < rows.length; ++i) {
            if (rows[i].on.hasRole(rows[i].role, who)) held |= 1 << i;
        }
        assertEq(held, due[who], "roles are not those of the table");
    }

    function _held(address on, bytes32 role, address[4] memory holders) private {
        for (uint256 i; i < 4; ++i) {
            due[holders[i]] |= 1 << rows.length;
        }
        _row(on, role);
    }

    function _row(address on, bytes32 role) private {
        rows.push(Row(IAccessControl(on), role));
    }

    function _parameters() private view returns (bytes32 hash) {
        (uint16 rate, uint96 least, uint96 most) = world.economy().feeRule();
        hash = keccak256(abi.encode(rate, least, most));
        for (uint8 kind; kind < 4; ++kind) {
            hash = keccak256(abi.encode(hash, world.economy().rowOf(kind)));
        }
    }
}
