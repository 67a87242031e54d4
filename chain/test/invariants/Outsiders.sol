// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Economy} from "../../contracts/Economy.sol";
import {PoIWGovernor} from "../../contracts/PoIWGovernor.sol";
import {PoIWTimelock} from "../../contracts/PoIWTimelock.sol";
import {IEconomy} from "../../contracts/interfaces/IEconomy.sol";
import {IFeeVault} from "../../contracts/interfaces/IFeeVault.sol";
import {IRewardDistributor} from "../../contracts/interfaces/IRewardDistributor.sol";
import {IRewardRoots} from "../../contracts/interfaces/IRewardRoots.sol";
import {IStakeManager} from "../../contracts/interfaces/IStakeManager.sol";
import {ITaskManager} from "../../contracts/interfaces/ITaskManager.sol";
import {ITaskOutcomes} from "../../contracts/interfaces/ITaskOutcomes.sol";
import {ITaskPayouts} from "../../contracts/interfaces/ITaskPayouts.sol";
import {IVoteModule} from "../../contracts/interfaces/IVoteModule.sol";
import {World} from "./World.sol";

/// @notice A world with governance, and steps of people with no business there: they try guarded
/// functions, vote with borrowed tokens, and ask for parameters that the bounds do not allow. A step
/// that gets through, or is refused for another reason than it should be, leaves a flag: a walk may
/// ignore reverts.
abstract contract Outsiders is World {
    PoIWTimelock public timelock;
    PoIWGovernor public governor;
    Economy public economy;
    /// who tried a guarded function last, and who borrowed last
    address public intruder;
    address public borrower;
    bool public flashed;
    bool public unbounded;
    /// doors tried, loans taken, borrowed votes counted as nothing, parameters refused
    uint256[4] public tries;
    uint256 private ballot;

    constructor() {
        token.renounceRole(0, address(this));
        address predicted = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        timelock = new PoIWTimelock(predicted);
        governor = new PoIWGovernor(token, timelock);
        economy = new Economy(ITaskOutcomes(address(0)), address(timelock));
        address voter = makeAddr("voter");
        token.transfer(voter, governor.proposalThreshold());
        vm.prank(voter);
        token.delegate(voter);
        vm.warp(block.timestamp + 1);
        bytes memory call = _proposal("the ballot");
        vm.prank(voter);
        (, bytes memory id) = address(governor).call(call);
        ballot = abi.decode(id, (uint256));
        vm.warp(governor.proposalSnapshot(ballot) + 1);
        (intruder, borrower) = (attacker, attacker);
    }

    /// Anybody but the holders, at any guarded function of any contract.
    function intrude(uint256 seed) public {
        uint16 id = uint16(1 + _word(seed, 1) % memberTotal());
        intruder = attacker;
        if (seed % 4 == 1) intruder = _owner(id);
        if (seed % 4 == 2) intruder = _worker(id);
        if (seed % 4 == 3) intruder = publishers[_word(seed, 1) % publishers.length];
        uint256 kind = _word(seed, 2) % 4;
        if (kind == 0) _tryStakes(id, _word(seed, 3));
        else if (kind == 1) _tryMoney(_word(seed, 3));
        else if (kind == 2) _tryModules(_word(seed, 3));
        else _tryOthersStake(id, _word(seed, 3));
        tries[0] += 1;
    }

    /// Far more votes than a proposal needs, for the time of one block.
    function borrow(uint256 seed) public {
        uint256 least = governor.proposalThreshold();
        uint256 amount = least + seed % (token.balanceOf(address(this)) / 2);
        borrower = address(uint160(_word(++tries[1], 4)));
        token.transfer(borrower, amount);
        bytes memory call = _proposal(vm.toString(tries[1]));
        vm.startPrank(borrower);
        token.delegate(borrower);
        if (token.getVotes(borrower) != amount) flashed = true;
        (bool ok, bytes memory why) = address(governor).call(call);
        if (ok || bytes4(why) != IGovernor.GovernorInsufficientProposerVotes.selector) {
            flashed = true;
        }
        if (governor.state(ballot) == IGovernor.ProposalState.Active) {
            if (governor.castVote(ballot, 1) != 0) flashed = true;
            tries[2] += 1;
        }
        token.transfer(address(this), amount);
        vm.stopPrank();
    }

    /// Not even governance moves a parameter past its bounds.
    function misgovern(uint256 seed) public {
        uint96 over = uint96(1 + seed % 5e18);
        uint8 kind = uint8(_word(seed, 5) % 4);
        bytes[6] memory calls = [
            abi.encodeCall(economy.setFee, (4000, 10e18 - over, 200e18)),
            abi.encodeCall(economy.setFee, (4000, 10e18, 200e18 + over)),
            abi.encodeCall(economy.setRow, (kind, 5e18 - over, 20_000)),
            abi.encodeCall(economy.setRow, (kind, 100e18 + over, 20_000)),
            abi.encodeCall(economy.setRow, (kind, 50e18, uint32(seed % 10_000))),
            abi.encodeCall(economy.setRow, (kind, 50e18, uint32(50_001 + seed % 1e9)))
        ];
        vm.prank(address(timelock));
        (bool ok, bytes memory why) = address(economy).call(calls[_word(seed, 6) % 6]);
        if (ok || bytes4(why) != IEconomy.OutOfBounds.selector) unbounded = true;
        tries[3] += 1;
    }

    /// Everybody there is, besides the contracts.
    function people() external view returns (address[] memory list) {
        uint16 total = memberTotal();
        list = new address[](payees.length + total + 4);
        uint256 count;
        for (uint256 i; i < payees.length; ++i) {
            list[count++] = payees[i];
        }
        for (uint16 id = 1; id <= total; ++id) {
            list[count++] = _worker(id);
        }
        (list[count], list[count + 1]) = (attacker, relayer);
        (list[count + 2], list[count + 3]) = (stranger, address(this));
    }

    /// The contracts that no walk moves, but that hold roles.
    function wings() external view returns (address vault, address court) {
        return (address(fees), address(tribunal));
    }

    function _tryStakes(uint16 id, uint256 pick) private {
        uint16[] memory ids = new uint16[](1);
        ids[0] = id;
        bytes[11] memory calls = [
            abi.encodeCall(stakes.lock, (id, 1)),
            abi.encodeCall(stakes.lockAll, (ids, 1)),
            abi.encodeCall(stakes.unlock, (id, 1)),
            abi.encodeCall(stakes.hold, (id)),
            abi.encodeCall(stakes.release, (id)),
            abi.encodeCall(stakes.slash, (id, 1, "", attacker)),
            abi.encodeCall(stakes.slashShare, (id, 10_000, "", attacker)),
            abi.encodeCall(stakes.ban, (id, "")),
            abi.encodeCall(stakes.rateMember, (id, 10_000, 1, 1)),
            abi.encodeCall(stakes.setPartner, (id, true)),
            abi.encodeCall(stakes.grantRole, (stakes.SLASHER(), intruder))
        ];
        bytes4 no = IAccessControl.AccessControlUnauthorizedAccount.selector;
        _refused(address(stakes), calls[pick % 11], no);
    }

    function _tryMoney(uint256 pick) private {
        bytes4 no = IAccessControl.AccessControlUnauthorizedAccount.selector;
        IRewardDistributor.Credit[] memory list = new IRewardDistributor.Credit[](1);
        list[0] = IRewardDistributor.Credit(intruder, MINER, 1);
        IRewardRoots.EpochData memory data;
        bytes[7] memory calls = [
            abi.encodeCall(distributor.credit, (1, list)),
            abi.encodeCall(distributor.emitInto, ("stream", 1)),
            abi.encodeCall(distributor.postEpoch, ("stream", 1, data)),
            abi.encodeCall(distributor.grantRole, (distributor.PAYER(), intruder)),
            abi.encodeCall(token.mint, (intruder, 1)),
            abi.encodeCall(token.grantRole, (token.MINTER(), intruder)),
            abi.encodeCall(economy.setFee, (4000, 10e18, 100e18))
        ];
        pick %= 7;
        address to = pick < 4 ? address(distributor) : address(token);
        _refused(pick == 6 ? address(economy) : to, calls[pick], no);
    }

    function _tryModules(uint256 pick) private {
        uint256 id = tasks.taskCount();
        uint256[] memory ids = new uint256[](1);
        ids[0] = id;
        address[] memory none;
        IVoteModule.PanelTerms memory terms;
        (terms.size, terms.pool) = (3, uint16(peers.length));
        bytes memory call;
        pick %= 10;
        if (pick == 0) call = abi.encodeCall(votes.openPanel, (id, 0, terms));
        if (pick == 1) call = abi.encodeCall(votes.closePanel, (id, 0, 0, none));
        if (pick < 2) return _refused(address(votes), call, IVoteModule.NotTaskManager.selector);
        if (pick == 2) {
            call = abi.encodeCall(votes.takeEpochSeats, (1, 1, ids));
            return _refused(address(votes), call, IVoteModule.NotPayouts.selector);
        }
        if (pick == 3) {
            call = abi.encodeCall(tasks.takeSlots, (id, 1, 1));
            return _refused(address(tasks), call, ITaskManager.NotPayouts.selector);
        }
        if (pick == 4) call = abi.encodeCall(tasks.enterEpoch, (1, ids));
        if (pick == 5) call = abi.encodeCall(tasks.settleEpoch, (ids, new bytes32[](1)));
        if (pick < 6) return _refused(address(tasks), call, ITaskManager.NotVotes.selector);
        if (pick == 6) call = abi.encodeCall(payouts.onDispute, (id));
        if (pick == 7) call = abi.encodeCall(payouts.onRuling, (id, 0, none));
        if (pick < 8) return _refused(address(payouts), call, ITaskPayouts.NotCourt.selector);
        if (pick == 8) {
            call = abi.encodeCall(fees.onFee, (id, 1));
            return _refused(address(fees), call, IFeeVault.NotCollector.selector);
        }
        call = abi.encodeCall(timelock.schedule, (address(economy), 0, "", 0, 0, 2 days));
        bytes4 no = IAccessControl.AccessControlUnauthorizedAccount.selector;
        _refused(address(timelock), call, no);
    }

    /// What a member does with his own stake, tried on another's.
    function _tryOthersStake(uint16 id, uint256 pick) private {
        intruder = attacker;
        bytes[4] memory calls = [
            abi.encodeCall(stakes.withdraw, (id)),
            abi.encodeCall(stakes.requestUnstake, (id, 1)),
            abi.encodeCall(stakes.setWorker, (id, attacker)),
            abi.encodeCall(stakes.setMeta, (id, "mine"))
        ];
        _refused(address(stakes), calls[pick % 4], IStakeManager.NotOwnerOf.selector);
    }

    function _refused(address to, bytes memory call, bytes4 refusal) private {
        vm.prank(intruder);
        (bool ok, bytes memory why) = to.call(call);
        if (ok || bytes4(why) != refusal) trespassed = true;
    }

    function _proposal(string memory why) private view returns (bytes memory) {
        address[] memory to = new address[](1);
        bytes[] memory calls = new bytes[](1);
        (to[0], calls[0]) =
        (address(economy), abi.encodeCall(economy.setFee, (2000, 10e18, 100e18)));
        return abi.encodeCall(governor.propose, (to, new uint256[](1), calls, why));
    }

    function _word(uint256 seed, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("outsider", seed, i)));
    }
}
