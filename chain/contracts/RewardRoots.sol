// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";
import {IRewardRoots} from "./interfaces/IRewardRoots.sol";
import {ExactTransfer} from "./libraries/ExactTransfer.sol";
import {RootPay} from "./libraries/RootPay.sol";
import {SumTree} from "./libraries/SumTree.sol";

/// @notice Streams, their roots, and what happens to a root that lies.
abstract contract RewardRoots is AccessControl, IRewardRoots {
    using SafeERC20 for IERC20;
    using ExactTransfer for IERC20;

    struct Stream {
        uint128 funded;
        uint128 paid;
        uint256 finalEpoch;
    }

    bytes32 public constant EMITTER = keccak256("EMITTER");
    bytes32 public constant EPOCHS = keccak256("EPOCHS");
    /// @inheritdoc IRewardRoots
    uint256 public constant ROOT_BOND = 1000e18;
    /// @inheritdoc IRewardRoots
    uint40 public constant rootWindow = 1 days;

    IPoIWToken internal immutable _token;

    /// @inheritdoc IRewardRoots
    uint256 public rootFunds;
    mapping(bytes32 stream => Stream) private _streams;
    mapping(bytes32 stream => mapping(uint256 epoch => EpochData)) private _epochs;
    mapping(bytes32 stream => mapping(uint256 epoch => Root)) private _roots;
    mapping(bytes32 stream => mapping(uint32 index => uint96)) private _claimed;

    constructor(IPoIWToken token_) {
        _token = token_;
    }

    /// @inheritdoc IRewardRoots
    function fundStream(bytes32 stream, uint96 amount) external {
        _fund(stream, amount);
        IERC20(_token).takeExactly(amount);
    }

    /// @inheritdoc IRewardRoots
    function emitInto(bytes32 stream, uint96 amount) external onlyRole(EMITTER) {
        _fund(stream, amount);
        _token.mint(address(this), amount);
    }

    /// @inheritdoc IRewardRoots
    function postEpoch(bytes32 stream, uint256 epoch, EpochData calldata data)
        external
        onlyRole(EPOCHS)
    {
        if (_epochs[stream][epoch].scores != 0) revert DataAlreadyPosted(epoch);
        uint32 before = _epochs[stream][epoch - 1].accounts;
        if (data.scores == 0 || data.accounts < before) revert BadData();
        if (epoch > 1 && _epochs[stream][epoch - 1].scores == 0) revert DataMissing(epoch - 1);
        _epochs[stream][epoch] = data;
        emit EpochPosted(stream, epoch, data);
    }

    /// @inheritdoc IRewardRoots
    function proposeRoot(bytes32 stream, uint256 epoch, bytes32 root, uint128 total) external {
        Stream storage s = _streams[stream];
        uint256 last = s.finalEpoch;
        if (epoch != last + 1) revert EpochMismatch(epoch, last + 1);
        if (_epochs[stream][epoch].scores == 0) revert DataMissing(epoch);
        Root storage r = _roots[stream][epoch];
        if (r.readyAt != 0) revert RootPending(r.readyAt);
        uint128 before = _roots[stream][last].total;
        if (total < before) revert TotalDecreased(total, before);
        if (total > s.funded) revert Underfunded(stream, total, s.funded);
        uint40 readyAt = uint40(block.timestamp) + rootWindow;
        (r.root, r.total, r.readyAt, r.proposer) = (root, total, readyAt, msg.sender);
        rootFunds += ROOT_BOND;
        emit RootProposed(stream, epoch, root, total, msg.sender, readyAt);
        IERC20(_token).takeExactly(ROOT_BOND);
    }

    /// @inheritdoc IRewardRoots
    function challengeRoot(
        bytes32 stream,
        Entry calldata entry,
        SumTree.Step[] calldata proof,
        Entry calldata previous,
        SumTree.Step[] calldata previousProof,
        Score calldata score,
        SumTree.Step[] calldata scoreProof
    ) external {
        uint256 epoch = _pendingEpoch(stream);
        uint40 readyAt = _roots[stream][epoch].readyAt;
        if (block.timestamp >= readyAt) revert RootPending(readyAt);
        _requireIn(_roots[stream][epoch], _leafOf(stream, epoch, entry), entry, proof);
        bool wrong = entry.index >= _epochs[stream][epoch].accounts
            || _contradictsPast(stream, epoch, entry, previous, previousProof)
            || _contradictsScore(stream, epoch, entry, score, scoreProof);
        if (!wrong) revert EntryIsRight();
        delete _roots[stream][epoch];
        rootFunds -= ROOT_BOND;
        emit RootChallenged(stream, epoch, msg.sender, ROOT_BOND / 2);
        // Half is burned, so that challenging one's own root is no way to get the bond back.
        _token.burn(ROOT_BOND - ROOT_BOND / 2);
        IERC20(_token).safeTransfer(msg.sender, ROOT_BOND / 2);
    }

    /// @inheritdoc IRewardRoots
    function finalizeRoot(bytes32 stream) external {
        uint256 epoch = _pendingEpoch(stream);
        Root storage r = _roots[stream][epoch];
        if (block.timestamp < r.readyAt) revert RootPending(r.readyAt);
        r.isFinal = true;
        _streams[stream].finalEpoch = epoch;
        rootFunds -= ROOT_BOND;
        emit RootFinal(stream, epoch, r.root);
        _owe(r.proposer, ROOT_BOND);
    }

    /// @inheritdoc IRewardRoots
    function claimRoot(
        bytes32 stream,
        uint256 epoch,
        Entry calldata entry,
        SumTree.Step[] calldata proof
    ) external returns (uint256 amount) {
        Root storage r = _roots[stream][epoch];
        if (!r.isFinal) revert RootNotFinal(epoch);
        _requireIn(r, _leafOf(stream, epoch, entry), entry, proof);
        uint96 claimed = _claimed[stream][entry.index];
        if (entry.cumulative <= claimed) revert NothingNew(stream, entry.index);
        amount = entry.cumulative - claimed;
        _claimed[stream][entry.index] = entry.cumulative;
        Stream storage s = _streams[stream];
        s.paid += uint128(amount);
        if (s.paid > s.funded) revert Underfunded(stream, s.paid, s.funded);
        rootFunds -= amount;
        emit RootClaimed(stream, epoch, entry.account, amount);
        IERC20(_token).safeTransfer(entry.account, amount);
    }

    /// @inheritdoc IRewardRoots
    function rootOf(bytes32 stream, uint256 epoch) external view returns (Root memory) {
        return _roots[stream][epoch];
    }

    /// @inheritdoc IRewardRoots
    function epochOf(bytes32 stream, uint256 epoch) external view returns (EpochData memory) {
        return _epochs[stream][epoch];
    }

    /// @inheritdoc IRewardRoots
    function finalEpoch(bytes32 stream) external view returns (uint256) {
        return _streams[stream].finalEpoch;
    }

    /// @inheritdoc IRewardRoots
    function streamOf(bytes32 stream) external view returns (uint256 funded, uint256 paid) {
        return (_streams[stream].funded, _streams[stream].paid);
    }

    /// Lets an account pull what is due to it: paying it here could keep a root from becoming final.
    function _owe(address to, uint256 amount) internal virtual;

    function _fund(bytes32 stream, uint96 amount) private {
        _streams[stream].funded += amount;
        rootFunds += amount;
        emit StreamFunded(stream, msg.sender, amount);
    }

    function _pendingEpoch(bytes32 stream) private view returns (uint256 epoch) {
        epoch = _streams[stream].finalEpoch + 1;
        if (_roots[stream][epoch].readyAt == 0) revert NoRoot(epoch);
    }

    /// An entry keeps its account and starts where the last root left it; a new one starts at zero.
    function _contradictsPast(
        bytes32 stream,
        uint256 epoch,
        Entry calldata entry,
        Entry calldata previous,
        SumTree.Step[] calldata proof
    ) private view returns (bool) {
        if (entry.index >= _epochs[stream][epoch - 1].accounts) {
            return entry.before != 0;
        }
        if (previous.index != entry.index) revert BadProof();
        _requireIn(_roots[stream][epoch - 1], _leafOf(stream, epoch - 1, previous), previous, proof);
        return previous.account != entry.account || previous.cumulative != entry.before;
    }

    function _contradictsScore(
        bytes32 stream,
        uint256 epoch,
        Entry calldata entry,
        Score calldata score,
        SumTree.Step[] calldata proof
    ) private view returns (bool) {
        EpochData memory data = _epochs[stream][epoch];
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(stream, epoch, score))));
        (bytes32 root, uint128 seats) = SumTree.rootFrom(leaf, score.seats, score.index, proof);
        if (score.index != entry.index || root != data.scores || seats != data.seats) {
            revert BadProof();
        }
        uint256 pay = RootPay.payOf(
            score.score, score.seats, score.wages, data.total, data.seats, data.slope
        );
        return score.account != entry.account || uint256(entry.before) + pay != entry.cumulative;
    }

    function _leafOf(bytes32 stream, uint256 epoch, Entry calldata entry)
        private
        pure
        returns (bytes32)
    {
        // Hashed twice: a leaf can never be taken for a node.
        return keccak256(bytes.concat(keccak256(abi.encode(stream, epoch, entry))));
    }

    function _requireIn(
        Root storage r,
        bytes32 leaf,
        Entry calldata entry,
        SumTree.Step[] calldata proof
    ) private view {
        (bytes32 root, uint128 total) = SumTree.rootFrom(leaf, entry.cumulative, entry.index, proof);
        if (root != r.root || total != r.total) revert BadProof();
    }
}
