// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {PoIWToken} from "../../contracts/PoIWToken.sol";
import {RewardDistributor} from "../../contracts/RewardDistributor.sol";
import {IRewardDistributor} from "../../contracts/interfaces/IRewardDistributor.sol";
import {IRewardRoots} from "../../contracts/interfaces/IRewardRoots.sol";
import {RootTree} from "../harness/RootTree.sol";
import {RootWorld} from "../RootWorld.sol";

/// @notice Credits and two streams side by side: honest and lying proposers, watchers who sometimes
/// sleep, claims from any final root. Takes only steps the rules allow.
contract RootHandler is RootWorld {
    bytes32 private constant POOL = "second purse";

    uint256 public epoch;
    bool public pending;
    bool private lies;
    IRewardRoots.Entry[4] private proposed;
    IRewardRoots.Entry[4] private past;
    mapping(uint256 epoch => IRewardRoots.Entry[4]) private finals;
    uint256 public credited;
    uint256 public claimedCredits;
    uint256[3] public ends;
    mapping(uint256 index => uint256) public best;
    mapping(uint256 index => uint256) public received;

    constructor() {
        setUp();
        for (uint256 i; i < 4; ++i) {
            accounts[i] = makeAddr(string.concat("entry", vm.toString(i)));
            entries[i].account = accounts[i];
        }
        distributor.fundStream(POOL, 50e18);
    }

    function fund(uint256 seed) public {
        uint96 amount = uint96(seed % 50e18);
        distributor.fundStream(seed % 2 == 0 ? PEERS : POOL, amount);
    }

    function credit(uint256 seed) public {
        uint96 amount = uint96(1 + seed % 10e18);
        IRewardDistributor.Credit[] memory list = new IRewardDistributor.Credit[](1);
        list[0] = IRewardDistributor.Credit(watcher, 2, amount);
        token.transfer(address(distributor), amount);
        distributor.credit(1, list);
        credited += amount;
    }

    function claimCredit() public {
        if (distributor.credits(watcher) == 0) return;
        claimedCredits += distributor.claim(watcher);
    }

    function propose(uint256 seed) public {
        if (pending || epoch == 6) return;
        if (distributor.epochOf(PEERS, epoch + 1).scores == 0) {
            for (uint256 i; i < 4; ++i) {
                scores[i] = int64(int256((seed >> (16 * i)) % 2_000_000) - 1_000_000);
                roundScores[epoch + 1][i] = scores[i];
            }
            _post(epoch + 1);
        }
        for (uint256 i; i < 4; ++i) {
            scores[i] = roundScores[epoch + 1][i];
        }
        IRewardRoots.Entry[4] memory list = _nextEntries();
        lies = seed % 3 == 0;
        if (lies) list[seed % 4].cumulative += uint96(1 + seed % 1e18);
        (uint256 funded,) = distributor.streamOf(PEERS);
        RootTree.Leaf memory root = RootTree.root(_leaves(epoch + 1, list));
        if (root.sum > funded) distributor.fundStream(PEERS, uint96(root.sum - funded));
        if (token.balanceOf(proposer) < 1000e18) token.transfer(proposer, 1000e18);
        _propose(epoch + 1, list);
        for (uint256 i; i < 4; ++i) {
            (past[i], proposed[i]) = (entries[i], list[i]);
        }
        pending = true;
    }

    mapping(uint256 epoch => int64[4]) private roundScores;

    function challenge() public {
        if (!pending || !lies) return;
        IRewardRoots.Entry[4] memory list = proposed;
        IRewardRoots.Entry[4] memory honest = _nextEntries();
        for (uint256 i; i < 4; ++i) {
            if (list[i].cumulative == honest[i].cumulative) continue;
            if (block.timestamp >= distributor.rootOf(PEERS, epoch + 1).readyAt) return;
            _challenge(epoch + 1, i, list, past);
            pending = false;
            ends[0] += 1;
            return;
        }
    }

    function finish() public {
        if (!pending) return;
        _finalize();
        ++epoch;
        for (uint256 i; i < 4; ++i) {
            entries[i] = proposed[i];
            finals[epoch][i] = proposed[i];
            if (proposed[i].cumulative > best[i]) best[i] = proposed[i].cumulative;
        }
        pending = false;
        ends[1] += 1;
        if (distributor.credits(proposer) != 0) distributor.claim(proposer);
    }

    function claim(uint256 seed) public {
        if (epoch == 0) return;
        uint256 chosen = 1 + seed % epoch;
        uint256 i = (seed >> 8) % 4;
        IRewardRoots.Entry[4] memory list = finals[chosen];
        if (list[i].cumulative <= received[i]) return;
        received[i] += _claim(chosen, i, list);
        ends[2] += 1;
    }

    function parts() external view returns (address, address) {
        return (address(token), address(distributor));
    }

    function bond() external view returns (uint256) {
        return pending ? distributor.ROOT_BOND() : 0;
    }

    function payeeOf(uint256 i) external view returns (address) {
        return accounts[i];
    }

    function purse() external pure returns (bytes32, bytes32) {
        return (PEERS, POOL);
    }
}

/// forge-config: default.invariant.runs = 24
/// forge-config: default.invariant.depth = 64
contract RootInvariantTest is Test {
    RootHandler private handler;

    function setUp() public {
        handler = new RootHandler();
        bytes4[8] memory list = [
            handler.fund.selector,
            handler.credit.selector,
            handler.claimCredit.selector,
            handler.propose.selector,
            handler.propose.selector,
            handler.challenge.selector,
            handler.finish.selector,
            handler.claim.selector
        ];
        bytes4[] memory steps = new bytes4[](list.length);
        for (uint256 i; i < list.length; ++i) {
            steps[i] = list[i];
        }
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), steps));
    }

    /// Invariants 1 and 7 of the chain design: every wei is owed once, no account gets less for a
    /// newer root or twice for an older one, and no stream pays for another.
    function invariant_everyPurseAddsUp() public view {
        _check();
    }

    function test_theHandlerReachesEveryEnd() public {
        for (uint256 i; i < 120; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            uint256 step = seed % 6;
            if (step == 0) handler.credit(seed);
            else if (step == 1) handler.propose(seed >> 8);
            else if (step == 2) handler.challenge();
            else if (step == 3) handler.finish();
            else if (step == 4) handler.claim(seed >> 8);
            else handler.fund(seed);
            _check();
        }
        for (uint256 i; i < 3; ++i) {
            assertGt(handler.ends(i), 0);
        }
    }

    function _check() private view {
        (address t, address d) = handler.parts();
        RewardDistributor distributor = RewardDistributor(d);
        uint256 held = PoIWToken(t).balanceOf(d);
        assertEq(held, distributor.totalOwed() + distributor.rootFunds(), "held");
        assertEq(distributor.totalOwed(), handler.credited() - handler.claimedCredits(), "owed");
        (bytes32 first, bytes32 second) = handler.purse();
        (uint256 funded, uint256 paid) = distributor.streamOf(first);
        (uint256 other, uint256 otherPaid) = distributor.streamOf(second);
        assertLe(paid, funded, "a stream overdrew");
        assertEq(otherPaid, 0, "another stream paid");
        assertEq(distributor.rootFunds(), funded - paid + other + handler.bond(), "funds");
        uint256 sum;
        for (uint256 i; i < 4; ++i) {
            uint256 received = PoIWToken(t).balanceOf(handler.payeeOf(i));
            assertEq(received, handler.received(i), "received");
            assertLe(received, handler.best(i), "more than any root said");
            sum += received;
        }
        assertEq(sum, paid, "paid");
    }
}
