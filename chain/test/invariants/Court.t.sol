// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {DisputeCourt} from "../../contracts/DisputeCourt.sol";
import {PoIWToken} from "../../contracts/PoIWToken.sol";
import {RewardDistributor} from "../../contracts/RewardDistributor.sol";
import {StakeManager} from "../../contracts/StakeManager.sol";
import {IDisputeCourt} from "../../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../../contracts/interfaces/IEconomy.sol";
import {IStakeManager} from "../../contracts/interfaces/IStakeManager.sol";
import {CourtFixture} from "../CourtFixture.sol";

/// @notice Disputes in every shape; takes only steps the rules allow.
contract CourtHandler is CourtFixture {
    uint256 private constant MOST = 9;

    uint256[3] public ends;
    /// audits that a dispute took over, audits that ended by themselves
    uint256[2] public audits;
    uint256 private _task;

    constructor() {
        setUp();
        for (uint256 i; i < 12; ++i) {
            stakes.rateMember(experts[i], 0, 0, 0);
        }
    }

    function open(uint256 seed) public {
        if (court.caseCount() == MOST || token.balanceOf(appellant) < 30e18) return;
        IEconomy.Fault fault = IEconomy.Fault(seed % 9);
        uint16 accused = fault == IEconomy.Fault.AnswerDisproved ? 0 : miners[(seed >> 8) % 4];
        if (accused != 0 && !stakes.isActive(accused)) return;
        // The last task audited may still be disputed, and then takes its audit's place.
        uint256 task = seed % 3 == 0 && _mayTakeOver(_task) ? _task : _fresh();
        if (court.docketOf(task).caseId != 0) ++audits[0];
        vm.prank(appellant);
        court.dispute(task, accused, fault, "evidence");
    }

    /// Draws the audit of a task that nobody disputed.
    function audit(uint256) public {
        if (court.caseCount() == MOST) return;
        uint256 task = _fresh();
        court.audit(task);
        vm.roll(block.number + 2);
        court.audit(task);
    }

    /// Takes the next step of some case, with votes or without.
    function step(uint256 seed) public {
        uint256 count = court.caseCount();
        if (count == 0) return;
        uint256 id = 1 + seed % count;
        IDisputeCourt.Case memory c = court.caseOf(id);
        if (c.stage == IDisputeCourt.Stage.Drawing) {
            if (block.timestamp <= c.commitEnd) vm.warp(c.commitEnd + 1);
            _drawCase(id);
        } else if (c.stage == IDisputeCourt.Stage.Voting) {
            _voteAndRule(id, seed >> 16);
        } else if (c.stage == IDisputeCourt.Stage.Appealable) {
            _appealOrEnd(id, c, seed >> 16);
        }
    }

    function unstake(uint256 seed) public {
        uint16 id = miners[seed % 4];
        IStakeManager.Member memory m = stakes.memberOf(id);
        uint96 free = m.staked - m.locked - m.unstaking;
        if (free == 0 || m.locked != 0) return;
        vm.prank(m.owner);
        stakes.requestUnstake(id, free);
    }

    function withdraw(uint256 seed) public {
        uint16 id = miners[seed % 4];
        IStakeManager.Member memory m = stakes.memberOf(id);
        if (m.unstaking == 0 || block.timestamp < m.readyAt || m.holds != 0) return;
        vm.prank(m.owner);
        stakes.withdraw(id);
    }

    /// Public calls and time alone close every case.
    function drain() public {
        for (uint256 id = 1; id <= court.caseCount(); ++id) {
            while (court.caseOf(id).stage != IDisputeCourt.Stage.Closed) {
                IDisputeCourt.Case memory c = court.caseOf(id);
                vm.warp(block.timestamp + 2 days);
                if (c.stage == IDisputeCourt.Stage.Drawing) {
                    _drawCase(id);
                } else if (c.stage == IDisputeCourt.Stage.Voting) {
                    court.rule(id, 0, 0);
                } else {
                    court.proceed(id);
                }
            }
        }
    }

    function parts()
        external
        view
        returns (PoIWToken, StakeManager, RewardDistributor, DisputeCourt)
    {
        return (token, stakes, distributor, court);
    }

    function _fresh() private returns (uint256) {
        market.endAt(uint40(block.timestamp) + 1 days);
        return ++_task;
    }

    function _mayTakeOver(uint256 task) private view returns (bool) {
        uint256 id = court.docketOf(task).caseId;
        if (id == 0 || block.timestamp > court.caseOf(id).commitEnd) return false;
        return court.roundOf(id, 1).appellant == address(0)
            && court.caseOf(id).stage == IDisputeCourt.Stage.Drawing && court.caseOf(id).tier == 1;
    }

    function _voteAndRule(uint256 id, uint256 seed) private {
        IDisputeCourt.Case memory c = court.caseOf(id);
        uint16[] memory ids = court.roundOf(id, c.tier).seats;
        bool late = block.timestamp > c.commitEnd;
        uint256 voters = late ? 0 : seed % 3 == 0 ? ids.length / 2 : ids.length;
        bytes32 scores = ((seed >> 8) % 2 == 0 ? SAME : FLIP) & c.used;
        uint8 guilt = c.accused == 0 ? 0 : uint8((seed >> 9) % 2 * 200);
        for (uint256 i; i < voters; ++i) {
            _seal(id, _opening(ids[i], scores, guilt));
        }
        vm.warp(late ? block.timestamp : c.commitEnd + 1);
        for (uint256 i; i < voters; ++i) {
            _open(id, _opening(ids[i], scores, guilt));
        }
        if (block.timestamp <= c.revealEnd) vm.warp(c.revealEnd + 1);
        bool quorum = 2 * voters > ids.length;
        court.rule(id, quorum ? scores : bytes32(0), quorum ? guilt : 0);
    }

    function _appealOrEnd(uint256 id, IDisputeCourt.Case memory c, uint256 seed) private {
        bool inTime = block.timestamp + 3 hours <= c.appealEnd;
        bool fresh = court.roundOf(id, c.tier + 1).appellant == address(0);
        if (inTime && fresh && seed % 2 == 0) {
            if (token.balanceOf(appellant) >= 2 * court.costOf(c.tier + 1)) return _appeal(id);
        }
        if (!fresh && block.timestamp <= c.appealEnd && seed % 3 == 0) {
            if (court.roundOf(id, c.tier + 1).defender == address(0)) return _defend(id);
        }
        if (block.timestamp <= c.appealEnd) vm.warp(c.appealEnd + 1);
        court.proceed(id);
        if (court.caseOf(id).stage != IDisputeCourt.Stage.Closed) return;
        if (court.roundOf(id, 1).appellant == address(0)) ++audits[1];
        ends[c.tier == 1 ? 0 : c.tier < 4 ? 1 : 2] += 1;
    }
}

/// forge-config: default.invariant.runs = 16
/// forge-config: default.invariant.depth = 64
contract CourtInvariantTest is Test {
    CourtHandler private handler;
    PoIWToken private token;
    StakeManager private stakes;
    RewardDistributor private distributor;
    DisputeCourt private court;

    function setUp() public {
        handler = new CourtHandler();
        (token, stakes, distributor, court) = handler.parts();
        bytes4[] memory steps = new bytes4[](9);
        for (uint256 i; i < 5; ++i) {
            steps[i] = handler.step.selector;
        }
        steps[5] = handler.open.selector;
        steps[6] = handler.unstake.selector;
        steps[7] = handler.withdraw.selector;
        steps[8] = handler.audit.selector;
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), steps));
    }

    function invariant_bondsLocksAndHoldsAddUp() public view {
        _check();
    }

    function afterInvariant() public {
        handler.drain();
        _check();
        assertEq(token.balanceOf(address(court)), court.insurance(), "bonds left");
        for (uint16 id = 1; id <= 51; ++id) {
            assertEq(stakes.memberOf(id).locked, 0, "locked");
            assertEq(stakes.memberOf(id).holds, 0, "held");
        }
    }

    function test_theHandlerReachesEveryEnd() public {
        for (uint256 i; i < 256; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("court", i)));
            if (i % 16 == 0) handler.audit(seed);
            else if (i % 32 == 1) handler.open(0);
            else if (i % 8 == 0) handler.open(seed);
            else handler.step(seed);
            _check();
        }
        for (uint256 i; i < 2; ++i) {
            assertGt(handler.ends(i), 0);
            assertGt(handler.audits(i), 0);
        }
        handler.drain();
    }

    /// Invariants 1 and 3 of the chain design, for what a court holds.
    function _check() private view {
        uint256 bonds;
        uint256[] memory duties = new uint256[](52);
        uint256[] memory holds = new uint256[](52);
        for (uint256 id = 1; id <= court.caseCount(); ++id) {
            IDisputeCourt.Case memory c = court.caseOf(id);
            if (c.stage == IDisputeCourt.Stage.Closed) continue;
            holds[c.accused] += 1;
            for (uint8 tier = 1; tier <= c.tier + 1; ++tier) {
                IDisputeCourt.Round memory round = court.roundOf(id, tier);
                if (round.appellant != address(0)) bonds += 2 * court.costOf(tier);
                if (round.defender != address(0)) bonds += court.costOf(tier);
                if (tier != c.tier || c.stage != IDisputeCourt.Stage.Voting) continue;
                for (uint256 i; i < round.seats.length; ++i) {
                    duties[round.seats[i]] += court.SEAT_BOND();
                }
            }
        }
        assertEq(token.balanceOf(address(court)), bonds + court.insurance(), "court");
        uint256 staked;
        for (uint16 id = 1; id <= 51; ++id) {
            IStakeManager.Member memory m = stakes.memberOf(id);
            assertEq(m.locked, duties[id], "locks");
            assertEq(m.holds, holds[id], "holds");
            assertLe(uint256(m.locked) + m.unstaking, m.staked, "more promised than staked");
            staked += m.staked;
        }
        assertEq(token.balanceOf(address(stakes)), staked, "stakes");
        assertEq(token.balanceOf(address(distributor)), distributor.totalOwed(), "owed");
    }
}
