// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DisputeCourt} from "../contracts/DisputeCourt.sol";
import {Economy} from "../contracts/Economy.sol";
import {IDisputeCourt} from "../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {ITaskOutcomes} from "../contracts/interfaces/ITaskOutcomes.sol";
import {Fixture} from "./Fixture.sol";
import {Market} from "./harness/Market.sol";

/// @notice A court with forty experts of every level.
abstract contract CourtFixture is Fixture {
    bytes32 internal constant EXPERT_VOTE = keccak256(
        "ExpertVote(uint256 caseId,uint8 tier,bool rolled,address expert,bytes32 scores,uint8 guilt,bytes32 rationaleHash,bytes32 salt)"
    );
    /// What the peers said, and its opposite.
    bytes32 internal constant SAME = bytes32(uint256(0xc8c8));
    bytes32 internal constant FLIP = bytes32(uint256(0x08c8));

    DisputeCourt internal court;
    Economy internal economy;
    Market internal market;
    uint16[] internal experts;
    address internal appellant = makeAddr("appellant");
    address internal defender = makeAddr("defender");

    function setUp() public virtual override {
        super.setUp();
        market = new Market();
        economy = new Economy(ITaskOutcomes(address(0)), address(this));
        court = new DisputeCourt(token, stakes, distributor, economy, market);
        stakes.grantRole(stakes.LOCKER(), address(court));
        stakes.grantRole(stakes.SLASHER(), address(court));
        stakes.grantRole(stakes.BANNER(), address(court));
        stakes.grantRole(stakes.RATER(), address(this));
        distributor.grantRole(distributor.PAYER(), address(court));
        for (uint256 i; i < 40; ++i) {
            uint16 id = _join(5, "expert", i);
            experts.push(id);
            stakes.rateMember(id, 9600, 400, 20);
            token.approve(address(stakes), 60e18);
            stakes.topUp(id, 60e18);
        }
        address[2] memory sides = [appellant, defender];
        for (uint256 i; i < 2; ++i) {
            token.transfer(sides[i], 10_000e18);
            vm.prank(sides[i]);
            token.approve(address(court), type(uint256).max);
        }
        token.approve(address(court), type(uint256).max);
    }

    function _dispute(uint16 accused, IEconomy.Fault fault) internal returns (uint256 id) {
        vm.prank(appellant);
        id = court.dispute(7, accused, fault, "evidence");
    }

    function _dispute() internal returns (uint256) {
        return _dispute(0, IEconomy.Fault.AnswerDisproved);
    }

    function _drawCase(uint256 id) internal returns (uint16[] memory) {
        // An audit's panel gets its block when the window is over.
        if (court.caseOf(id).beaconBlock == 0) court.draw(id);
        vm.roll(court.caseOf(id).beaconBlock + 1);
        court.draw(id);
        return court.roundOf(id, court.caseOf(id).tier).seats;
    }

    function _opening(uint16 expert, bytes32 scores, uint8 guilt)
        internal
        pure
        returns (IDisputeCourt.Opening memory)
    {
        return IDisputeCourt.Opening(
            expert,
            scores,
            guilt,
            keccak256(abi.encode(expert, "why")),
            keccak256(abi.encode(expert))
        );
    }

    function _sealed(uint256 id, IDisputeCourt.Opening memory o) internal view returns (bytes32) {
        IDisputeCourt.Case memory c = court.caseOf(id);
        return _sealFor(
            address(court),
            keccak256(
                abi.encode(
                    EXPERT_VOTE,
                    id,
                    c.tier,
                    c.rolled,
                    _worker(o.expertId),
                    o.scores,
                    o.guilt,
                    o.rationaleHash,
                    o.salt
                )
            )
        );
    }

    function _seal(uint256 id, IDisputeCourt.Opening memory o) internal {
        bytes32 commit = _sealed(id, o);
        vm.prank(_worker(o.expertId));
        court.commitVote(id, commit);
    }

    function _open(uint256 id, IDisputeCourt.Opening memory o) internal {
        IDisputeCourt.Opening[] memory list = new IDisputeCourt.Opening[](1);
        list[0] = o;
        court.revealVotes(id, list);
    }

    /// The tier's whole panel votes the same.
    function _rule(uint256 id, bytes32 scores, uint8 guilt) internal returns (uint16[] memory ids) {
        ids = _drawCase(id);
        _ruleSeated(id, scores, guilt);
    }

    /// The same, once it is drawn.
    function _ruleSeated(uint256 id, bytes32 scores, uint8 guilt) internal {
        uint16[] memory ids = court.roundOf(id, court.caseOf(id).tier).seats;
        IDisputeCourt.Opening[] memory list = new IDisputeCourt.Opening[](ids.length);
        for (uint256 i; i < ids.length; ++i) {
            list[i] = _opening(ids[i], scores, guilt);
            _seal(id, list[i]);
        }
        vm.warp(court.caseOf(id).commitEnd + 1);
        vm.prank(stranger);
        court.revealVotes(id, list);
        court.rule(id, scores, guilt);
    }

    function _appeal(uint256 id) internal {
        vm.prank(appellant);
        court.appeal(id);
    }

    function _defend(uint256 id) internal {
        vm.prank(defender);
        court.defend(id);
    }

    function _proceed(uint256 id) internal {
        vm.warp(court.caseOf(id).appealEnd + 1);
        court.proceed(id);
    }

    /// Seals nothing, opens nothing: no quorum.
    function _silence(uint256 id) internal {
        _drawCase(id);
        vm.warp(court.caseOf(id).revealEnd + 1);
        court.rule(id, 0, 0);
    }

    /// All that the court holds is insurance.
    function _assertSettled() internal view {
        assertEq(token.balanceOf(address(court)), court.insurance(), "court");
        for (uint256 i; i < experts.length; ++i) {
            assertEq(_locked(experts[i]), 0, "locked");
        }
    }

    function _spent(address who) internal view returns (int256) {
        return 10_000e18 - int256(token.balanceOf(who)) - int256(distributor.credits(who));
    }
}
