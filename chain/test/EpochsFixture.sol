// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ITaskManager} from "../contracts/interfaces/ITaskManager.sol";
import {IVoteModule} from "../contracts/interfaces/IVoteModule.sol";
import {CommitHash} from "../contracts/libraries/CommitHash.sol";
import {Lanes} from "../contracts/libraries/Lanes.sol";
import {Receipt as TaskReceipt, State, Terms} from "../contracts/types/TaskTypes.sol";
import {Fixture} from "./Fixture.sol";

/// @notice Three tasks of the epoch lane, verified and ready to be judged together.
abstract contract EpochsFixture is Fixture {
    bytes32 internal constant WORD = bytes32(uint256(0x80ff));
    uint256 internal epoch;
    uint256[] internal ids;
    /// of the epoch, as its event told them
    uint256[] internal entries;
    uint16[] internal panel;
    address[] internal workers;

    function setUp() public virtual override {
        super.setUp();
        Terms memory t = _terms();
        t.lane = 1;
        for (uint256 i; i < 3; ++i) {
            ids.push(_publish(t));
        }
        vm.warp(_schedule(ids[0]).thinkEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _commit(ids[i], miners[0]);
            _commit(ids[i], miners[1]);
        }
        vm.warp(_schedule(ids[0]).commitEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _reveal(ids[i], miners[0]);
            _reveal(ids[i], miners[1]);
            _fixBeacon(ids[i]);
        }
        vm.warp(_schedule(ids[0]).revealEnd + 1);
        for (uint256 i; i < 3; ++i) {
            _submitAll(ids[i], _openReceipt(), 3);
        }
    }

    /// As `EpochOpened` tells them: id, lanes, and what the seats of {_terms} share.
    function _openEpoch() internal {
        epoch = votes.openEpoch(ids);
        delete entries;
        for (uint256 i; i < ids.length; ++i) {
            uint256 lanes = Lanes.toMask(reader.getTask(ids[i]).agreed.laneSlots);
            entries.push((ids[i] << 128) | (lanes << 96) | 18e18);
        }
    }

    function _open() internal {
        _openEpoch();
        vm.roll(block.number + 2);
        votes.drawEpoch(epoch);
        _rememberEpoch();
    }

    function _rememberEpoch() internal {
        panel = votes.epochBallotOf(epoch).ids;
        delete workers;
        for (uint256 i; i < panel.length; ++i) {
            workers.push(_worker(panel[i]));
        }
    }

    function _seat(uint16 juror) internal view returns (uint8 seat) {
        while (panel[seat] != juror) ++seat;
    }

    function _row(bytes32 word) internal view returns (bytes32[] memory row) {
        row = new bytes32[](ids.length);
        for (uint256 i; i < row.length; ++i) {
            row[i] = word;
        }
    }

    function _sameWords(uint256 count, bytes32 word)
        internal
        view
        returns (bytes32[][] memory words)
    {
        words = new bytes32[][](count);
        for (uint256 i; i < count; ++i) {
            words[i] = _row(word);
        }
    }

    function _sealAll(bytes32[][] memory words, uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            bytes32 hash = CommitHash.epoch(
                epoch,
                workers[i],
                keccak256(abi.encodePacked(words[i])),
                _content(panel[i]),
                _salt(panel[i])
            );
            bytes32 commit = _sealFor(address(votes), hash);
            vm.prank(workers[i]);
            votes.commitEpoch(epoch, commit);
        }
    }

    function _sealAndReveal(bytes32[][] memory words, uint256 count) internal {
        _sealAll(words, count);
        vm.warp(votes.epochBallotOf(epoch).commitEnd + 1);
        vm.prank(stranger);
        votes.revealEpoch(epoch, workers, _votesOf(words, count));
    }

    function _votesOf(bytes32[][] memory words, uint256 count)
        internal
        view
        returns (IVoteModule.EpochVote[] memory list)
    {
        list = new IVoteModule.EpochVote[](count);
        for (uint8 i; i < count; ++i) {
            list[i] = IVoteModule.EpochVote(i, _content(panel[i]), _salt(panel[i]), words[i]);
        }
    }

    function _result(bytes32[][] memory words, uint256 count, bytes32 medians)
        internal
        view
        returns (IVoteModule.EpochResult memory result)
    {
        result.entries = entries;
        result.workers = workers;
        result.medians = _row(medians);
        result.votes = _votesOf(words, count);
    }

    function _pays(uint256 a, uint256 b, uint256 c) internal pure returns (uint256[] memory pays) {
        pays = new uint256[](3);
        (pays[0], pays[1], pays[2]) = (a, b, c);
    }

    function _collectSeats(uint256[] memory pays) internal {
        uint8[] memory seats = new uint8[](panel.length);
        for (uint8 i; i < seats.length; ++i) {
            seats[i] = i;
        }
        payouts.collectEpoch(epoch, seats, pays);
    }

    /// Of three votes: the lower middle of those that do not abstain.
    function _medians(bytes32[] memory column) internal pure returns (bytes32 medians) {
        for (uint256 shift; shift < 16; shift += 8) {
            uint256 best;
            for (uint256 score = 255; score > 0; --score) {
                uint256 voted;
                uint256 atMost;
                for (uint256 i; i < 3; ++i) {
                    uint256 one = (uint256(column[i]) >> shift) & 0xff;
                    if (one != 0) ++voted;
                    if (one != 0 && one <= score) ++atMost;
                }
                if (voted != 0 && atMost >= (voted + 1) / 2) best = score;
            }
            medians |= bytes32(best << shift);
        }
    }
}
