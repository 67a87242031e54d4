// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice EIP-712 struct hashes of everything that is sealed; see core/commitment.ts.
library CommitHash {
    bytes32 private constant ANSWER = keccak256(
        "AnswerCommit(uint256 taskId,uint32 round,address miner,bytes32 contentHash,bytes32 salt)"
    );
    bytes32 private constant VOTE = keccak256(
        "VoteCommit(uint256 taskId,uint8 tier,uint32 round,address juror,bytes32 scores,bytes32 rationaleHash,bytes32 salt)"
    );
    bytes32 private constant EPOCH = keccak256(
        "EpochCommit(uint256 epoch,address juror,bytes32 wordsHash,bytes32 rationaleHash,bytes32 salt)"
    );
    bytes32 private constant HIDDEN = keccak256(
        "HiddenCommit(address publisher,bytes32 specHash,bytes32 contentHash,bytes32 salt)"
    );

    function answer(uint256 taskId, uint32 round, address miner, bytes32 contentHash, bytes32 salt)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ANSWER, taskId, round, miner, contentHash, salt));
    }

    function vote(
        uint256 taskId,
        uint8 tier,
        uint32 round,
        address juror,
        bytes32 scores,
        bytes32 rationaleHash,
        bytes32 salt
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(VOTE, taskId, tier, round, juror, scores, rationaleHash, salt));
    }

    /// @param wordsHash keccak256 of the juror's words for all tasks of the epoch, in order
    function epoch(
        uint256 epochId,
        address juror,
        bytes32 wordsHash,
        bytes32 rationaleHash,
        bytes32 salt
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(EPOCH, epochId, juror, wordsHash, rationaleHash, salt));
    }

    function hidden(address publisher, bytes32 specHash, bytes32 contentHash, bytes32 salt)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(HIDDEN, publisher, specHash, contentHash, salt));
    }
}
