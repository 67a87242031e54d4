// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {EconomyReference} from "./harness/EconomyReference.sol";
import {Reference} from "./harness/Reference.sol";

/// @notice Replays chain/vectors against the contracts' libraries: what core/ said of a case, byte
/// for byte. `chain/vectors.test.ts` replays the same files against core/.
contract VectorsTest is Test {
    string[17] private _rules = [
        "answers",
        "votes",
        "epochs",
        "hiddens",
        "phases",
        "medians",
        "audits",
        "tiers",
        "growths",
        "payouts",
        "fees",
        "bonuses",
        "factors",
        "trusts",
        "levels",
        "pays",
        "roots"
    ];

    address private _reference;
    address private _economy;

    function setUp() public {
        _reference = address(new Reference());
        _economy = address(new EconomyReference());
    }

    function test_everyVectorOfEveryRule() public {
        for (uint256 i; i < _rules.length; ++i) {
            _replay(_rules[i]);
        }
    }

    /// A rule without a test here would go unnoticed.
    function test_thereAreNoOtherVectors() public view {
        assertEq(vm.readDir("chain/vectors").length, _rules.length);
    }

    function _replay(string memory rule) private {
        string memory json = vm.readFile(string.concat("chain/vectors/", rule, ".json"));
        bytes[] memory calls = vm.parseJsonBytesArray(json, ".calls");
        bytes[] memory answers = vm.parseJsonBytesArray(json, ".returns");
        assertGt(calls.length, 0, rule);
        assertEq(calls.length, answers.length, rule);
        address harness = _harness(json);
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory answer) = harness.call(calls[i]);
            string memory which = string.concat(rule, " ", vm.toString(i));
            assertTrue(ok, which);
            assertEq(answer, answers[i], which);
        }
    }

    /// Commitments bind chain and contract: the harness is put where the vectors were made.
    function _harness(string memory json) private returns (address place) {
        place = vm.parseJsonAddress(json, ".at");
        vm.chainId(vm.parseJsonUint(json, ".chainId"));
        bool judges =
            keccak256(bytes(vm.parseJsonString(json, ".contract"))) == keccak256("Reference");
        vm.etch(place, (judges ? _reference : _economy).code);
    }
}
