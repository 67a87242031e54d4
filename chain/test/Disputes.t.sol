// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Economy} from "../contracts/Economy.sol";
import {IDisputable} from "../contracts/interfaces/IDisputable.sol";
import {IDisputeCourt} from "../contracts/interfaces/IDisputeCourt.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {ITaskOutcomes} from "../contracts/interfaces/ITaskOutcomes.sol";
import {ITaskPayouts} from "../contracts/interfaces/ITaskPayouts.sol";
import {Schedule, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

/// @notice A settled task, the court, and what is paid in the end.
contract DisputesTest is Fixture {
    bytes32 private constant PEERS = bytes32(uint256(0xffff));
    bytes32 private constant EXPERTS = bytes32(uint256(0x01ff));

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 4; ++i) {
            _join(5, "expert", i);
        }
        token.approve(address(tribunal), type(uint256).max);
    }

    function _disputeSeconds() internal pure override returns (uint32) {
        return 1 hours;
    }

    function _newPrices(address reader_) internal override returns (IEconomy) {
        return new Economy(ITaskOutcomes(reader_), address(this));
    }

    function test_nothingIsPaidWhileItCanBeDisputed() public {
        uint256 id = _settled();
        uint40 end = _schedule(id).voteRevealEnd + 1 hours;
        vm.expectRevert(abi.encodeWithSelector(ITaskPayouts.StillDisputable.selector, id, end));
        this.collectFor(id);
        vm.warp(end);
        vm.expectPartialRevert(ITaskPayouts.StillDisputable.selector);
        this.collectFor(id);
        vm.warp(end + 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.WindowClosed.selector, id));
        tribunal.dispute(id, 0, IEconomy.Fault.AnswerDisproved, "late");
        _collectAll(id);
        _assertTaskPaid(id);
    }

    function test_theRulingDecidesWhatIsPaid() public {
        uint256 id = _settled();
        uint256 before = payouts.sharesOf(id).miners[1];
        tribunal.dispute(id, miners[1], IEconomy.Fault.Timeout, "evidence");
        vm.warp(block.timestamp + 1 days);
        vm.expectRevert(abi.encodeWithSelector(ITaskPayouts.InDispute.selector, id));
        this.collectFor(id);
        _ruleByExperts(1, EXPERTS);
        uint256 then = payouts.sharesOf(id).miners[1];
        assertLt(then, before);
        _collectAll(id);
        assertEq(distributor.credits(_owner(miners[1])), then);
        // The experts' part is the experts', on top of what the court pays.
        uint256 part = tasks.recordOf(id).terms.reward * 9 / 100;
        assertEq(_expertsGot() - 15e18, part / 3 * 3);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.WindowClosed.selector, id));
        tribunal.dispute(id, 0, IEconomy.Fault.AnswerDisproved, "again");
        _assertTaskPaid(id);
    }

    function test_whatChecksDecidedIsPaidAtOnce() public {
        uint256 id = _settleClosed(_terms(), 2);
        IDisputable.Standing memory standing = payouts.disputeOf(id);
        assertEq(standing.end, 0);
        assertEq(standing.used, 0);
        _assertTaskPaid(id);
        Terms memory t = _terms();
        t.panelSize = 0;
        (t.voteCommit, t.voteReveal) = (0, 0);
        id = _toVerifying(t, 2, 2);
        _submitAll(id, _openReceipt(), 3);
        _settle(id, 0);
        _assertTaskPaid(id);
    }

    function test_aSecondPanelOpensTheWindowLater() public {
        for (uint256 i; i < 3; ++i) {
            peers.push(_join(PEER, "fresh", i));
        }
        (uint256 id,) = _toPanel(_terms());
        vm.warp(_schedule(id).voteRevealEnd + 1);
        tasks.rollPanel(id, _workers(id));
        vm.roll(block.number + 2);
        _draw(id);
        uint16[] memory second = _panel(id);
        for (uint256 i; i < second.length; ++i) {
            _vote(id, second[i], PEERS);
        }
        vm.warp(reader.getTask(id).ballotCommitEnd + 1);
        for (uint256 i; i < second.length; ++i) {
            _revealVote(id, second[i], PEERS);
        }
        tasks.settle(id, PEERS, _workers(id));
        uint40 end = votes.ballotOf(id, 1).revealEnd + 1 hours;
        assertGt(end, _schedule(id).voteRevealEnd + 1 hours);
        assertEq(payouts.disputeOf(id).end, end);
        vm.warp(end + 1);
        _collectAll(id);
        _assertTaskPaid(id);
    }

    function test_openTasksCannotBeDisputed() public {
        (uint256 id,) = _toPanel(_terms());
        assertEq(payouts.disputeOf(id).end, 0);
        address[] memory barred = payouts.disputeOf(id).barred;
        assertEq(barred.length, 6);
        assertEq(barred[0], publisher);
        assertEq(barred[2], _worker(miners[0]));
        assertEq(barred[3], _owner(miners[0]));
    }

    function test_onlyTheCourtHoldsAndRules() public {
        uint256 id = _settled();
        bytes memory refusal = abi.encodeWithSelector(ITaskPayouts.NotCourt.selector, address(this));
        vm.expectRevert(refusal);
        payouts.onDispute(id);
        vm.expectRevert(refusal);
        payouts.onRuling(id, 0, new address[](0));
    }

    function test_withoutARulingTheExpertsPartGoesBack() public {
        uint256 id = _settled();
        tribunal.dispute(id, 0, IEconomy.Fault.AnswerDisproved, "evidence");
        for (uint256 panel; panel < 2; ++panel) {
            vm.roll(tribunal.caseOf(1).beaconBlock + 1);
            tribunal.draw(1);
            vm.warp(tribunal.caseOf(1).revealEnd + 1);
            tribunal.rule(1, 0, 0);
        }
        tribunal.proceed(1);
        _collectAll(id);
        assertEq(_expertsGot(), 0);
        _assertTaskPaid(id);
    }

    function _expertsGot() private returns (uint256 sum) {
        for (uint256 i; i < 4; ++i) {
            sum += distributor.credits(makeAddr(string.concat("expert", vm.toString(i), " owner")));
        }
    }

    function collectFor(uint256 id) external {
        _collectAll(id);
    }

    function _settled() private returns (uint256 id) {
        uint16[] memory panel;
        (id, panel) = _toPanel(_terms());
        Schedule memory s = _schedule(id);
        vm.warp(s.verifyEnd + 1);
        for (uint256 i; i < panel.length; ++i) {
            _vote(id, panel[i], PEERS);
        }
        vm.warp(s.voteCommitEnd + 1);
        for (uint256 i; i < panel.length; ++i) {
            _revealVote(id, panel[i], PEERS);
        }
        tasks.settle(id, PEERS, _workers(id));
    }

    function _ruleByExperts(uint256 caseId, bytes32 scores) private {
        vm.roll(tribunal.caseOf(caseId).beaconBlock + 1);
        tribunal.draw(caseId);
        uint16[] memory ids = tribunal.roundOf(caseId, 1).seats;
        IDisputeCourt.Opening[] memory list = new IDisputeCourt.Opening[](ids.length);
        for (uint256 i; i < ids.length; ++i) {
            list[i] = IDisputeCourt.Opening(ids[i], scores, 1, "why", "salt");
            bytes32 structHash = keccak256(
                abi.encode(
                    keccak256(
                        "ExpertVote(uint256 caseId,uint8 tier,bool rolled,address expert,bytes32 scores,uint8 guilt,bytes32 rationaleHash,bytes32 salt)"
                    ),
                    caseId,
                    uint8(1),
                    false,
                    _worker(ids[i]),
                    scores,
                    uint8(1),
                    bytes32("why"),
                    bytes32("salt")
                )
            );
            bytes32 commit = _sealFor(address(tribunal), structHash);
            vm.prank(_worker(ids[i]));
            tribunal.commitVote(caseId, commit);
        }
        vm.warp(tribunal.caseOf(caseId).commitEnd + 1);
        tribunal.revealVotes(caseId, list);
        tribunal.rule(caseId, scores, 1);
        vm.warp(tribunal.caseOf(caseId).appealEnd + 1);
        tribunal.proceed(caseId);
    }

    function _assertTaskPaid(uint256 id) private view {
        assertEq(uint256(reader.getTask(id).collected) & (uint256(1) << 80), uint256(1) << 80);
        assertEq(token.balanceOf(address(tasks)), 0, "escrow");
        assertEq(token.balanceOf(address(distributor)), distributor.totalOwed(), "owed");
    }
}
