// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {DisputeCourt} from "../contracts/DisputeCourt.sol";
import {FeeVault} from "../contracts/FeeVault.sol";
import {PoIWToken} from "../contracts/PoIWToken.sol";
import {RewardDistributor} from "../contracts/RewardDistributor.sol";
import {StakeManager} from "../contracts/StakeManager.sol";
import {TaskManager} from "../contracts/TaskManager.sol";
import {TaskPayouts} from "../contracts/TaskPayouts.sol";
import {TaskReader} from "../contracts/TaskReader.sol";
import {TaskRules} from "../contracts/TaskRules.sol";
import {VoteModule} from "../contracts/VoteModule.sol";
import {IEconomy} from "../contracts/interfaces/IEconomy.sol";
import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {CommitHash} from "../contracts/libraries/CommitHash.sol";
import {Receipt as TaskReceipt, Schedule, TaskView, Terms} from "../contracts/types/TaskTypes.sol";
import {NoPrices} from "./harness/NoPrices.sol";

/// @notice A deployment, its members, and the steps of a task's life.
abstract contract Fixture is Test {
    uint8 internal constant MINER = 2;
    uint8 internal constant PEER = 3;
    uint8 internal constant AUTO = 4;
    uint96 internal constant STAKE = 100e18;
    uint40 internal constant COOL_DOWN = 1 days;
    bytes32 internal constant HIDDEN_CONTENT = keccak256("hidden");
    bytes32 internal constant HIDDEN_SALT = keccak256("hidden salt");
    bytes32 internal constant NO_LANES = bytes32(type(uint256).max);

    PoIWToken internal token;
    StakeManager internal stakes;
    RewardDistributor internal distributor;
    VoteModule internal votes;
    TaskManager internal tasks;
    TaskPayouts internal payouts;
    TaskReader internal reader;
    IEconomy internal prices;
    FeeVault internal fees;
    DisputeCourt internal tribunal;
    /// of every panel drawn through {_draw}, in seat order; the key is task and round
    mapping(uint256 id => mapping(uint256 round => address[])) internal drawnWorkers;
    mapping(uint256 id => mapping(uint256 round => uint16[])) internal drawnIds;
    mapping(uint256 id => uint8) internal drawnPanels;

    address internal treasury = makeAddr("treasury");
    address internal publisher = makeAddr("publisher");
    address internal stranger = makeAddr("stranger");
    uint16[] internal miners;
    uint16[] internal autos;
    uint16[] internal peers;

    function setUp() public virtual {
        vm.warp(1_700_000_000);
        vm.roll(1000);
        _deploy();
        for (uint256 i; i < 4; ++i) {
            miners.push(_join(MINER, "miner", i));
        }
        for (uint256 i; i < 3; ++i) {
            autos.push(_join(AUTO, "auto", i));
        }
        for (uint256 i; i < 4; ++i) {
            peers.push(_join(PEER, "peer", i));
        }
        token.transfer(publisher, 1_000_000e18);
        vm.prank(publisher);
        token.approve(address(tasks), type(uint256).max);
    }

    function _deploy() internal {
        token = _newToken();
        stakes = new StakeManager(token, COOL_DOWN, address(this));
        distributor = new RewardDistributor(token, address(this));
        prices = _newPrices(vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 5));
        uint256 nonce = vm.getNonce(address(this));
        address predicted = vm.computeCreateAddress(address(this), nonce + 2);
        address payer = vm.computeCreateAddress(address(this), nonce + 3);
        address vault = vm.computeCreateAddress(address(this), nonce + 5);
        address judging = vm.computeCreateAddress(address(this), nonce + 6);
        votes = new VoteModule(stakes, ITaskManager(predicted), payer);
        TaskRules rules = new TaskRules(stakes, prices);
        tasks = new TaskManager(token, stakes, votes, distributor, rules, payer, FeeVault(vault));
        payouts = new TaskPayouts(
            stakes, tasks, votes, distributor, treasury, judging, _disputeSeconds()
        );
        reader = new TaskReader(stakes, tasks, votes, payouts);
        fees = new FeeVault(token, stakes, reader, distributor, prices, predicted, treasury);
        tribunal = new DisputeCourt(token, stakes, distributor, prices, payouts);
        stakes.grantRole(stakes.LOCKER(), address(tasks));
        stakes.grantRole(stakes.LOCKER(), address(votes));
        stakes.grantRole(stakes.LOCKER(), address(payouts));
        stakes.grantRole(stakes.SLASHER(), address(votes));
        stakes.grantRole(stakes.SLASHER(), address(payouts));
        distributor.grantRole(distributor.PAYER(), address(payouts));
        distributor.grantRole(distributor.PAYER(), address(fees));
        stakes.grantRole(stakes.LOCKER(), address(tribunal));
        stakes.grantRole(stakes.SLASHER(), address(tribunal));
        stakes.grantRole(stakes.BANNER(), address(tribunal));
        distributor.grantRole(distributor.PAYER(), address(tribunal));
    }

    /// Most tests are about tasks of any price; those about prices bring the real ones.
    function _newPrices(address) internal virtual returns (IEconomy) {
        // Put there, not created: every address, and with it every draw, stays as it is without.
        address where = address(uint160(uint256(keccak256("no prices"))));
        vm.etch(where, type(NoPrices).runtimeCode);
        return IEconomy(where);
    }

    /// Most tests end with payment; those about disputes wait for it.
    function _disputeSeconds() internal pure virtual returns (uint32) {
        return 0;
    }

    /// Tests of hostile tokens bring their own.
    function _newToken() internal virtual returns (PoIWToken) {
        return new PoIWToken(address(this), 1_000_000_000e18);
    }

    function _join(uint8 role, string memory name, uint256 i) internal returns (uint16) {
        string memory full = string.concat(name, vm.toString(i));
        address owner = makeAddr(string.concat(full, " owner"));
        return _joinAs(role, owner, makeAddr(string.concat(full, " worker")));
    }

    function _joinAs(uint8 role, address owner, address worker) internal returns (uint16 id) {
        token.transfer(owner, STAKE);
        vm.startPrank(owner);
        token.approve(address(stakes), STAKE);
        id = stakes.register(role, STAKE, worker, 0);
        vm.stopPrank();
    }

    function _terms() internal pure returns (Terms memory t) {
        t.specHash = keccak256("spec");
        t.reward = 100e18;
        t.answerBond = 2e18;
        t.kind = 2;
        t.maxAnswers = 4;
        t.panelSize = 3;
        t.attesters = 3;
        (t.minersBps, t.peersBps, t.expertsBps, t.networkBps) = (6500, 1800, 900, 800);
        (t.think, t.commit, t.reveal, t.verify) = (10, 100, 100, 100);
        (t.voteCommit, t.voteReveal, t.settle) = (100, 100, 100);
    }

    function _hiddenCommit() internal view returns (bytes32) {
        return _sealFor(
            address(tasks),
            CommitHash.hidden(publisher, _terms().specHash, HIDDEN_CONTENT, HIDDEN_SALT)
        );
    }

    function _publish(Terms memory t) internal returns (uint256 id) {
        vm.prank(publisher);
        id = tasks.publish(t);
    }

    function _schedule(uint256 id) internal view returns (Schedule memory) {
        return reader.getTask(id).schedule;
    }

    function _worker(uint16 id) internal view returns (address) {
        return stakes.memberOf(id).worker;
    }

    function _owner(uint16 id) internal view returns (address) {
        return stakes.memberOf(id).owner;
    }

    function _locked(uint16 id) internal view returns (uint96) {
        return stakes.memberOf(id).locked;
    }

    function _sealFor(address verifier, bytes32 structHash) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("PoIW"),
                keccak256("1"),
                block.chainid,
                verifier
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function _content(uint16 member) internal pure returns (bytes32) {
        return keccak256(abi.encode("content", member));
    }

    function _salt(uint16 member) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt", member));
    }

    function _answerCommit(uint256 id, uint16 miner) internal view returns (bytes32) {
        return _sealFor(
            address(tasks), CommitHash.answer(id, 0, _worker(miner), _content(miner), _salt(miner))
        );
    }

    function _commit(uint256 id, uint16 miner) internal {
        bytes32 commit = _answerCommit(id, miner);
        vm.prank(_worker(miner));
        tasks.commitAnswer(id, commit);
    }

    function _reveal(uint256 id, uint16 miner) internal {
        vm.prank(stranger);
        tasks.revealAnswer(id, miner, _content(miner), _salt(miner));
    }

    function _openHidden(uint256 id) internal {
        vm.prank(stranger);
        tasks.openHidden(id, HIDDEN_CONTENT, HIDDEN_SALT);
    }

    function _fixBeacon(uint256 id) internal {
        if (reader.getTask(id).beaconBlock == 0) tasks.armBeacon(id);
        vm.roll(reader.getTask(id).beaconBlock + 1);
        tasks.fixBeacon(id);
    }

    function _submit(uint256 id, uint16 auto_, TaskReceipt memory r) internal {
        vm.prank(_worker(auto_));
        tasks.submitReceipt(id, r);
    }

    /// Publishes, commits `committed` answers and reveals the first `revealed`; ends in verifying.
    function _toVerifying(Terms memory t, uint256 committed, uint256 revealed)
        internal
        returns (uint256 id)
    {
        id = _publish(t);
        Schedule memory s = _schedule(id);
        vm.warp(s.thinkEnd + 1);
        for (uint256 i; i < committed; ++i) {
            _commit(id, miners[i]);
        }
        vm.warp(s.commitEnd + 1);
        for (uint256 i; i < revealed; ++i) {
            _reveal(id, miners[i]);
        }
        if (t.hiddenCommit != 0) _openHidden(id);
        _fixBeacon(id);
        vm.warp(s.revealEnd + 1);
    }

    /// Two lanes: the first belongs to slot 0, the second to slot 1.
    function _openReceipt() internal pure returns (TaskReceipt memory r) {
        r.root = keccak256("root");
        r.proved = bytes32(uint256(200 | (uint256(55) << 8)));
        r.laneSlots = bytes32((type(uint256).max << 16) | (1 << 8));
        r.laneCaps = bytes32(uint256(100 | (50 << 8)));
    }

    function _closedReceipt() internal pure returns (TaskReceipt memory r) {
        r = _openReceipt();
        r.laneSlots = NO_LANES;
        r.laneCaps = 0;
    }

    function _submitAll(uint256 id, TaskReceipt memory r, uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            _submit(id, autos[i], r);
        }
    }

    /// Ends in verifying with a drawn panel over the lanes of {_openReceipt}.
    function _toPanel(Terms memory t) internal returns (uint256 id, uint16[] memory panel) {
        id = _toVerifying(t, 2, 2);
        _submitAll(id, _openReceipt(), 3);
        _draw(id);
        panel = _panel(id);
    }

    /// Draws the next panel and remembers its workers, as whoever reads `PanelDrawn` does.
    function _draw(uint256 id) internal {
        tasks.drawPanel(id);
        _remember(id);
    }

    function _remember(uint256 id) internal {
        TaskView memory v = reader.getTask(id);
        if (v.panels == drawnPanels[id]) return;
        drawnPanels[id] = v.panels;
        uint256 round = v.panels - 1;
        // A growing panel keeps who sat before, under the keys they were drawn with.
        if (v.terms.lane == 2 && round != 0) drawnWorkers[id][round] = drawnWorkers[id][round - 1];
        address[] storage list = drawnWorkers[id][round];
        for (uint256 i; i < v.panel.length; ++i) {
            if (i >= list.length) list.push(_worker(v.panel[i]));
            drawnIds[id][round].push(v.panel[i]);
        }
    }

    function _panel(uint256 id) internal view returns (uint16[] memory) {
        return reader.getTask(id).panel;
    }

    /// Workers of the latest panel.
    function _workers(uint256 id) internal view returns (address[] memory) {
        return drawnWorkers[id][_roundOf(id)];
    }

    function _roundOf(uint256 id) internal view returns (uint8) {
        return drawnPanels[id] == 0 ? 0 : drawnPanels[id] - 1;
    }

    function _seatOf(uint256 id, uint16 juror) internal view returns (uint8) {
        uint16[] storage ids = drawnIds[id][_roundOf(id)];
        for (uint8 seat; seat < ids.length; ++seat) {
            if (ids[seat] == juror) return seat;
        }
        return 0xff;
    }

    /// The key that worked for the juror when the panel was drawn.
    function _jurorKey(uint256 id, uint16 juror) internal view returns (address) {
        uint8 seat = _seatOf(id, juror);
        return seat == 0xff ? _worker(juror) : drawnWorkers[id][_roundOf(id)][seat];
    }

    function _voteCommit(uint256 id, uint16 juror, bytes32 scores) internal view returns (bytes32) {
        bytes32 hash = CommitHash.vote(
            id, 0, _roundOf(id), _jurorKey(id, juror), scores, _content(juror), _salt(juror)
        );
        return _sealFor(address(votes), hash);
    }

    function _vote(uint256 id, uint16 juror, bytes32 scores) internal {
        bytes32 commit = _voteCommit(id, juror, scores);
        uint8 round = _roundOf(id);
        vm.prank(_jurorKey(id, juror));
        votes.commitVote(id, round, commit);
    }

    function _opening(uint256 id, uint16 juror, bytes32 scores)
        internal
        view
        returns (IVoteModule.VoteOpening[] memory list)
    {
        list = new IVoteModule.VoteOpening[](1);
        list[0] = IVoteModule.VoteOpening(_seatOf(id, juror), scores, _content(juror), _salt(juror));
    }

    function _revealVote(uint256 id, uint16 juror, bytes32 scores) internal {
        IVoteModule.VoteOpening[] memory list = _opening(id, juror, scores);
        vm.prank(stranger);
        votes.revealVotes(id, _roundOf(id), _workers(id), list);
    }

    /// Settles, and takes every share there is.
    function _settle(uint256 id, bytes32 medians) internal {
        tasks.settle(id, medians, _workers(id));
        _collectAll(id);
    }

    function _refund(uint256 id) internal {
        tasks.refund(id);
        _collectAll(id);
    }

    function _collectAll(uint256 id) internal {
        uint8[] memory slots = new uint8[](81);
        for (uint8 i; i < 81; ++i) {
            slots[i] = i;
        }
        payouts.collect(id, slots);
    }

    /// Settles a task without open lanes, all three validators agreeing.
    function _settleClosed(Terms memory t, uint256 answers) internal returns (uint256 id) {
        id = _toVerifying(t, answers, answers);
        _submitAll(id, _closedReceipt(), 3);
        _settle(id, 0);
    }

    /// Nothing is left anywhere that no rule gives back.
    function _assertClosed() internal view {
        assertEq(token.balanceOf(address(tasks)), 0, "escrow");
        assertEq(token.balanceOf(address(distributor)), distributor.totalOwed(), "owed");
        assertEq(token.balanceOf(address(votes)), 0, "votes");
        uint256 staked;
        for (uint16 id = 1; id <= miners.length + autos.length + peers.length; ++id) {
            assertEq(_locked(id), 0, "locked");
            staked += stakes.memberOf(id).staked;
        }
        assertEq(token.balanceOf(address(stakes)), staked, "staked");
    }

    /// The first `count` jurors vote and reveal `word`; ends in vote revealing.
    function _voteAll(uint256 id, uint16[] memory panel, uint256 count, bytes32 word) internal {
        Schedule memory s = _schedule(id);
        vm.warp(s.verifyEnd + 1);
        for (uint256 i; i < count; ++i) {
            _vote(id, panel[i], word);
        }
        vm.warp(s.voteCommitEnd + 1);
        for (uint256 i; i < count; ++i) {
            _revealVote(id, panel[i], word);
        }
    }
}
