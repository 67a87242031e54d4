// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {CommitHash} from "./libraries/CommitHash.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {Phase, Receipt, Schedule, State, Terms} from "./types/TaskTypes.sol";

/// @notice What TaskManager remembers, and the questions all its parts ask.
abstract contract TaskStorage is EIP712, ITaskManager {
    struct Task {
        Terms terms;
        address publisher;
        uint40 publishedAt;
        State state;
        uint8 answers;
        uint8 revealed;
        uint8 receipts;
        uint8 variants;
        /// 1 + index of the receipt variant that reached the quorum
        uint8 agreed;
        /// owner of the member the publisher works for, if any
        address publisherOwner;
        uint40 beaconBlock;
        uint16 peerPool;
        uint40 hiddenOpenedAt;
        bytes32 beacon;
        bytes32 hiddenHash;
        bytes32 hiddenSalt;
        /// one entry of 24 bits a receipt: id of the automatic validator, index of the variant
        uint256 attested;
    }

    struct Answer {
        address worker;
        uint16 minerId;
        bool revealed;
        /// the commit, then the content hash
        bytes32 word;
        bytes32 salt;
    }

    uint8 internal constant PUBLISHER = 1;
    uint8 internal constant MINER = 2;
    uint8 internal constant PEER = 3;
    uint8 internal constant AUTO = 4;
    uint8 internal constant NETWORK = 6;
    /// Second rounds come with appeals; the number is part of every commitment already.
    uint32 internal constant ROUND = 0;

    IPoIWToken public immutable token;
    IStakeManager public immutable stakes;
    IVoteModule public immutable votes;
    IRewardDistributor public immutable distributor;
    address public immutable treasury;

    /// @inheritdoc ITaskManager
    uint256 public taskCount;
    mapping(uint256 id => Task) internal _tasks;
    mapping(uint256 id => mapping(uint256 slot => Answer)) internal _answers;
    mapping(uint256 id => mapping(uint256 variant => Receipt)) internal _receipts;

    constructor(
        IPoIWToken token_,
        IStakeManager stakes_,
        IVoteModule votes_,
        IRewardDistributor distributor_,
        address treasury_
    ) EIP712("PoIW", "1") {
        // Every settlement credits the treasury: without one, none could ever be made.
        if (treasury_ == address(0)) revert IRewardDistributor.ZeroPayee();
        token = token_;
        stakes = stakes_;
        votes = votes_;
        distributor = distributor_;
        treasury = treasury_;
    }

    function _open(uint256 id) internal view returns (Task storage task) {
        task = _tasks[id];
        if (task.state != State.Open) revert WrongState(id, task.state, State.Open);
    }

    function _openIn(uint256 id, Phase need) internal view returns (Task storage task) {
        task = _open(id);
        Phase have = PhaseLib.phaseAt(_schedule(task), block.timestamp);
        if (have != need) revert WrongPhase(id, have, need);
    }

    function _schedule(Task storage task) internal view returns (Schedule memory) {
        return PhaseLib.scheduleOf(task.terms, task.publishedAt);
    }

    /// The member of this role that the caller works for.
    function _callerAs(uint8 role)
        internal
        view
        returns (uint16 id, IStakeManager.Member memory member)
    {
        id = stakes.idOfWorker(msg.sender);
        if (id == 0) revert NotMember(msg.sender, role);
        member = stakes.memberOf(id);
        if (member.role != role) revert NotMember(msg.sender, role);
        if (member.staked - member.unstaking < stakes.MIN_STAKE()) revert InactiveMember(id);
    }

    /// Whether the member belongs to the task's publisher under any of their keys.
    function _isPublishers(Task storage task, IStakeManager.Member memory member)
        internal
        view
        returns (bool)
    {
        address publisher = task.publisher;
        address owner = task.publisherOwner;
        return member.owner == publisher || member.worker == publisher || member.owner == owner
            || member.worker == owner;
    }

    /// The miner's slot, or the number of answers when it has none.
    function _slotOf(uint256 id, Task storage task, uint16 minerId)
        internal
        view
        returns (uint256 slot)
    {
        uint256 count = task.answers;
        while (slot < count && _answers[id][slot].minerId != minerId) ++slot;
    }

    function _answerHash(uint256 id, address miner, bytes32 contentHash, bytes32 salt)
        internal
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(CommitHash.answer(id, ROUND, miner, contentHash, salt));
    }

    function _publisherStake(Task storage task) internal view returns (uint256) {
        return task.terms.reward / 2;
    }

    function _quorum(Task storage task) internal view returns (uint256) {
        return task.terms.attesters / 2 + 1;
    }

    /// Receipts equal to the given variant.
    function _countOf(Task storage task, uint256 variant) internal view returns (uint256 count) {
        uint256 attested = task.attested;
        for (uint256 i; i < task.receipts; ++i) {
            if (uint8(attested >> (24 * i)) == variant) ++count;
        }
    }

    function _conflicting(Task storage task) internal view returns (bool) {
        if (task.agreed != 0) return false;
        uint256 best;
        for (uint256 variant; variant < task.variants; ++variant) {
            uint256 count = _countOf(task, variant);
            if (count > best) best = count;
        }
        return best + task.terms.attesters - task.receipts < _quorum(task);
    }
}
