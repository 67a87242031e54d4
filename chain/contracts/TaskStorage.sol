// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IFeeVault} from "./interfaces/IFeeVault.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";
import {ITaskManager} from "./interfaces/ITaskManager.sol";
import {ITaskRules} from "./interfaces/ITaskRules.sol";
import {IVoteModule} from "./interfaces/IVoteModule.sol";
import {Attestations} from "./libraries/Attestations.sol";
import {CommitHash} from "./libraries/CommitHash.sol";
import {Lanes} from "./libraries/Lanes.sol";
import {PhaseLib} from "./libraries/PhaseLib.sol";
import {Answer, Phase, Receipt, Schedule, State, Task} from "./types/TaskTypes.sol";

/// @notice What TaskManager remembers, and the questions all its parts ask.
abstract contract TaskStorage is EIP712, ITaskManager {
    uint8 internal constant MINER = 2;
    uint8 internal constant PEER = 3;
    uint8 internal constant AUTO = 4;
    /// Answers are sealed for one round; panels count theirs in VoteModule.
    uint32 internal constant ROUND = 0;

    /// Values of Task.tally: the first panel is drawn, or its epoch is over without a quorum; a
    /// second panel waits for its block; it is drawn.
    uint8 internal constant FIRST_DRAWN = 1;
    uint8 internal constant ROLL_ARMED = 2;
    uint8 internal constant SECOND_DRAWN = 3;

    IPoIWToken public immutable token;
    IStakeManager public immutable stakes;
    IVoteModule public immutable votes;
    IRewardDistributor public immutable distributor;
    ITaskRules public immutable rules;
    address public immutable payouts;
    IFeeVault public immutable fees;

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
        ITaskRules rules_,
        address payouts_,
        IFeeVault fees_
    ) EIP712("PoIW", "1") {
        token = token_;
        stakes = stakes_;
        votes = votes_;
        distributor = distributor_;
        rules = rules_;
        payouts = payouts_;
        fees = fees_;
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

    function _notAfter(uint256 id, uint40 end) internal view {
        if (block.timestamp > end) revert TooLate(id, end);
    }

    function _after(uint256 id, uint40 end) internal view {
        if (block.timestamp <= end) revert TooEarly(id, end);
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

    /// The miner's slot, or the number of answers when it has none. Only answers whose byte fits
    /// are looked at.
    function _slotOf(uint256 id, Task storage task, uint16 minerId)
        internal
        view
        returns (uint256 slot)
    {
        uint256 count = task.answers;
        uint256 tags = uint256(task.word);
        unchecked {
            for (; slot < count; ++slot) {
                if (uint8(tags) == uint8(minerId) && _answers[id][slot].minerId == minerId) break;
                tags >>= 8;
            }
        }
    }

    /// @inheritdoc ITaskManager
    function answerHash(uint256 id, address miner, bytes32 contentHash, bytes32 salt)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(CommitHash.answer(id, ROUND, miner, contentHash, salt));
    }

    function _publisherStake(Task storage task) internal view returns (uint256) {
        return task.terms.reward / 2;
    }

    function _conflicting(Task storage task) internal view returns (bool) {
        return task.agreed == 0
            && Attestations.conflicting(
            task.attested, task.receipts, task.variants, task.terms.attesters
        );
    }

    /// The lanes of the agreed receipt when they need a panel, else {Lanes.NONE}.
    function _panelLanes(uint256 id, Task storage task) internal view returns (bytes32) {
        if (task.terms.panelSize == 0) return Lanes.NONE;
        return _receipts[id][task.agreed - 1].laneSlots;
    }
}
