// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice The usual shape of such a contract, kept as a baseline for bench/gas.ts: one storage slot
/// per score, every answer's median found by sorting on chain, payouts pushed. It promises less
/// than ours does: no bonds, no lots, no receipts, plain medians. Whoever calls acts for everybody,
/// which costs the same gas.
contract NaiveTasks {
    using SafeERC20 for IERC20;

    struct Task {
        address publisher;
        bool settled;
        uint256 reward;
        bytes32 specHash;
        uint256 commitEnd;
        uint256 revealEnd;
    }

    struct Sealed {
        address by;
        bytes32 commit;
        bytes32 opened;
    }

    IERC20 public immutable token;
    uint256 public taskCount;
    mapping(uint256 id => Task) public tasks;
    mapping(uint256 id => Sealed[]) public answers;
    mapping(uint256 id => Sealed[]) public seats;
    mapping(uint256 id => mapping(uint256 answer => uint256[])) public scores;

    event Published(uint256 indexed id);
    event Committed(uint256 indexed id, address by);
    event Revealed(uint256 indexed id, address by);
    event Settled(uint256 indexed id, uint256[] medians);

    constructor(IERC20 token_) {
        token = token_;
    }

    function publish(bytes32 specHash, uint256 reward) external {
        uint256 id = ++taskCount;
        tasks[id] = Task(msg.sender, false, reward, specHash, block.timestamp, block.timestamp);
        emit Published(id);
        token.safeTransferFrom(msg.sender, address(this), reward);
    }

    function commitAnswer(uint256 id, address miner, bytes32 commit) external {
        answers[id].push(Sealed(miner, commit, 0));
        emit Committed(id, miner);
    }

    function revealAnswer(uint256 id, uint256 slot, bytes32 content, bytes32 salt) external {
        Sealed storage answer = answers[id][slot];
        bytes32 opened = keccak256(abi.encode(id, answer.by, content, salt));
        require(opened == answer.commit, "mismatch");
        answer.opened = content;
        emit Revealed(id, answer.by);
    }

    function openPanel(uint256 id, address[] calldata jurors) external {
        for (uint256 i; i < jurors.length; ++i) {
            seats[id].push(Sealed(jurors[i], 0, 0));
        }
    }

    function commitVote(uint256 id, uint256 seat, bytes32 commit) external {
        seats[id][seat].commit = commit;
        emit Committed(id, seats[id][seat].by);
    }

    function revealVote(uint256 id, uint256 seat, uint256[] calldata list, bytes32 salt) external {
        Sealed storage vote = seats[id][seat];
        require(keccak256(abi.encode(id, vote.by, list, salt)) == vote.commit, "mismatch");
        vote.opened = salt;
        for (uint256 answer; answer < list.length; ++answer) {
            scores[id][answer].push(list[answer]);
        }
        emit Revealed(id, vote.by);
    }

    function settle(uint256 id) external {
        Task storage task = tasks[id];
        require(!task.settled, "settled");
        task.settled = true;
        uint256 count = answers[id].length;
        uint256[] memory medians = new uint256[](count);
        uint256 total;
        for (uint256 answer; answer < count; ++answer) {
            medians[answer] = _median(scores[id][answer]);
            total += medians[answer];
        }
        uint256 judges = seats[id].length;
        uint256 pool = task.reward * 65 / 100;
        for (uint256 answer; answer < count && total != 0; ++answer) {
            token.safeTransfer(answers[id][answer].by, pool * medians[answer] / total);
        }
        for (uint256 seat; seat < judges; ++seat) {
            token.safeTransfer(seats[id][seat].by, task.reward * 18 / 100 / judges);
        }
        emit Settled(id, medians);
    }

    function _median(uint256[] memory list) private pure returns (uint256) {
        for (uint256 i = 1; i < list.length; ++i) {
            uint256 value = list[i];
            uint256 at = i;
            for (; at > 0 && list[at - 1] > value; --at) {
                list[at] = list[at - 1];
            }
            list[at] = value;
        }
        return list[(list.length - 1) / 2];
    }
}
