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
    /// 0: a panel of its own; 1: judged together with others in an epoch, when one is opened in time;
    /// 2: a panel of its own that grows while it is undecided
    uint8 lane;
    /// 1..32
    uint8 maxAnswers;
    /// seats of the peer panel, 0..21
    uint8 panelSize;
    /// receipts of automatic validators that are taken, 1..5
    uint8 attesters;
    /// parts of the reward in basis points, together 10,000
    uint16 minersBps;
    uint16 peersBps;
    uint16 expertsBps;
    uint16 networkBps;
    /// index of the task kind, see core/taskKind.ts
    uint8 kind;
    /// lengths of the phases in seconds, in order
    uint32 think;
    uint32 commit;
    uint32 reveal;
    uint32 verify;
    uint32 voteCommit;
    uint32 voteReveal;
    uint24 settle;
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

/// A task as it is stored. Ordered by who writes together: settling touches the first slot after
/// the terms, and the last, which answers have filled by then: overwriting a word costs a quarter of
/// writing a new one.
struct Task {
    Terms terms;
    address publisher;
    uint32 publishedAt;
    State state;
    uint8 answers;
    uint8 revealed;
    /// 1 + index of the receipt variant that reached the quorum
    uint8 agreed;
    /// epoch that judges the task, zero when none
    uint24 epoch;
    /// while open: what became of panels, see TaskStorage; settled: seats that are paid; refunded:
    /// 1 when the publisher's stake was burned
    uint8 tally;
    /// owner of the member the publisher works for, if any
    address publisherOwner;
    uint32 beaconBlock;
    /// members registered when the beacon was armed: only they may be drawn
    uint16 peerPool;
    uint16 autoPool;
    uint32 hiddenOpenedAt;
    bytes32 beacon;
    bytes32 hiddenHash;
    bytes32 hiddenSalt;
    /// one entry of 24 bits a receipt: id of the automatic validator, index of the variant
    uint120 attested;
    uint8 receipts;
    uint8 variants;
    /// slots of the settlement that were collected, see ITaskPayouts
    uint88 collected;
    /// while open: a byte an answer, the low bits of its miner's id; settled: the medians
    bytes32 word;
}

struct Answer {
    address worker;
    uint16 minerId;
    bool revealed;
    /// the commit, then the content hash
    bytes32 word;
    bytes32 salt;
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
    /// automatic validators drawn by lot, who may attest first
    uint16[] attesters;
    /// no quorum can be reached any more
    bool conflicting;
    bytes32 agreedHash;
    Receipt agreed;
    /// epoch the task is judged in, zero when none
    uint24 epoch;
    /// panels drawn so far: a second one when the first reached no quorum; of a growing panel, rounds
    uint8 panels;
    /// a second panel, or a growing panel's next round, waits to be drawn
    bool rolling;
    /// last second in which the panel can grow, zero when it cannot
    uint40 growEnd;
    /// seats of the latest panel; of a growing one, those of all rounds
    uint16[] panel;
    /// last seconds in which the latest panel's votes can be sealed and opened
    uint40 ballotCommitEnd;
    uint40 ballotRevealEnd;
    bytes32 medians;
    /// slots of the settlement that were collected already
    uint88 collected;
}
