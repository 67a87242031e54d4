// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

enum State {
    None,
    Open,
    Settled,
    Refunded
}

/// Same order as PHASES in core/phase.ts.
enum Phase {
    Thinking,
    Committing,
    Revealing,
    Verifying,
    VoteCommitting,
    VoteRevealing,
    Settling,
    Expired
}

/// What a publisher asks for. Fields are ordered so that a task's terms fill four storage slots.
struct Terms {
    /// sha2-256 digest of the task's public specification
    bytes32 specHash;
    /// EIP-712 HiddenCommit, or zero when the task has no hidden part
    bytes32 hiddenCommit;
    /// wei
    uint96 reward;
    /// wei of a miner's stake held per answer, and of a juror's per seat
    uint96 answerBond;
    /// index of the task kind, see core/taskKind.ts
    uint8 kind;
    /// 1..32
    uint8 maxAnswers;
    /// seats of the peer panel, 0..15
    uint8 panelSize;
    /// receipts of automatic validators that are taken, 1..5
    uint8 attesters;
    /// parts of the reward in basis points, together 10,000
    uint16 minersBps;
    uint16 peersBps;
    uint16 expertsBps;
    uint16 networkBps;
    /// lengths of the phases in seconds, in order
    uint32 think;
    uint32 commit;
    uint32 reveal;
    uint32 verify;
    uint32 voteCommit;
    uint32 voteReveal;
    uint32 settle;
}

/// Unix seconds. A phase holds while `now <= end`.
struct Schedule {
    uint40 publishedAt;
    uint40 thinkEnd;
    uint40 commitEnd;
    uint40 revealEnd;
    uint40 verifyEnd;
    uint40 voteCommitEnd;
    uint40 voteRevealEnd;
    uint40 settleEnd;
}

/// What one automatic validator found. Words carry 32 byte lanes, lane 0 the least significant.
struct Receipt {
    /// digest of the full receipt, which anyone can replay
    bytes32 root;
    /// lane = answer slot: points proved for that answer
    bytes32 proved;
    /// lane = open item: the answer slot it belongs to, 0xff when the lane is unused
    bytes32 laneSlots;
    /// lane = open item: most points the panel can give it
    bytes32 laneCaps;
    /// bit = answer slot: the answer was disproved
    uint32 faults;
}

struct AnswerView {
    uint16 minerId;
    address worker;
    address owner;
    bytes32 commit;
    bool revealed;
    bytes32 contentHash;
    bytes32 salt;
}

struct TaskView {
    Terms terms;
    address publisher;
    State state;
    Schedule schedule;
    /// last second in which a panel can be drawn
    uint40 drawEnd;
    uint8 answers;
    uint8 revealed;
    bytes32 hiddenHash;
    bytes32 hiddenSalt;
    /// unix seconds, zero while unopened
    uint40 hiddenOpenedAt;
    bytes32 beacon;
    uint40 beaconBlock;
    uint8 receipts;
    /// receipts equal to the agreed one; zero without a quorum
    uint8 agreeing;
    bool quorum;
    /// no quorum can be reached any more
    bool conflicting;
    bytes32 agreedHash;
    Receipt agreed;
    bool panelDrawn;
    uint16[] panel;
}
