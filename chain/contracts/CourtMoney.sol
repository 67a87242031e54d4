// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDisputable} from "./interfaces/IDisputable.sol";
import {IDisputeCourt} from "./interfaces/IDisputeCourt.sol";
import {IEconomy} from "./interfaces/IEconomy.sol";
import {IRewardDistributor} from "./interfaces/IRewardDistributor.sol";
import {IStakeManager} from "./interfaces/IStakeManager.sol";

/// @notice What a dispute costs, and who pays whom when it is over.
abstract contract CourtMoney is IDisputeCourt {
    using SafeERC20 for IERC20;

    uint8 internal constant EXPERT = 5;
    uint8 internal constant LAST_TIER = 4;
    /// Role of a returned bond in a credit.
    uint8 private constant BOND = 7;
    /// Guilt is proven from here.
    uint8 private constant PROVEN = 128;
    /// A ruling differs from another when a lane moved by more than this.
    uint256 private constant MATERIAL = 32;
    /// An expert agrees with the final ruling when no lane is further away than this.
    uint256 private constant COHERENT = 64;

    /// wei of an expert's stake held for a seat, lost by not opening the vote.
    uint96 public constant SEAT_BOND = 40e18;

    IERC20 public immutable token;
    IStakeManager public immutable stakes;
    IRewardDistributor public immutable distributor;
    IEconomy public immutable economy;
    IDisputable public immutable market;

    /// @inheritdoc IDisputeCourt
    uint256 public caseCount;
    /// @inheritdoc IDisputeCourt
    uint256 public insurance;
    mapping(uint256 task => Docket) internal _dockets;
    mapping(uint256 caseId => Case) internal _cases;
    mapping(uint256 caseId => mapping(uint8 tier => Round)) internal _rounds;

    constructor(
        IERC20 token_,
        IStakeManager stakes_,
        IRewardDistributor distributor_,
        IEconomy economy_,
        IDisputable market_
    ) {
        token = token_;
        stakes = stakes_;
        distributor = distributor_;
        economy = economy_;
        market = market_;
    }

    /// @inheritdoc IDisputeCourt
    function fundInsurance(uint96 amount) external {
        insurance += amount;
        emit InsuranceFunded(msg.sender, amount);
        _take(amount);
    }

    /// @inheritdoc IDisputeCourt
    function caseOf(uint256 caseId) external view returns (Case memory) {
        return _cases[caseId];
    }

    /// @inheritdoc IDisputeCourt
    function docketOf(uint256 task) external view returns (Docket memory) {
        return _dockets[task];
    }

    /// @inheritdoc IDisputeCourt
    function roundOf(uint256 caseId, uint8 tier) external view returns (Round memory) {
        return _rounds[caseId][tier];
    }

    /// @inheritdoc IDisputeCourt
    /// @dev 3, 7, 15, 31: each tier outvotes the one before twice over (mechanism, "Appeals").
    function seatsOf(uint8 tier) public pure returns (uint256) {
        return (uint256(2) << tier) - 1;
    }

    /// @inheritdoc IDisputeCourt
    function feeOf(uint8 tier) public pure returns (uint256) {
        return 5e18 * uint256(tier);
    }

    /// @notice wei a tier costs: all its seats.
    function costOf(uint8 tier) public pure returns (uint256) {
        return seatsOf(tier) * feeOf(tier);
    }

    function _voteOf(uint256 caseId, uint8 tier, bool rolled, uint16 expertId)
        internal
        view
        virtual
        returns (bytes32 scores, uint8 guilt);

    function _in(uint256 caseId, Stage stage) internal view returns (Case storage c) {
        c = _cases[caseId];
        if (c.stage == Stage.None) revert UnknownCase(caseId);
        if (c.stage != stage) revert WrongStage(caseId, c.stage);
    }

    function _take(uint256 amount) internal {
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// Bonds of a panel whose vote is over: who stayed silent loses it.
    function _freeSeats(uint16[] memory seats, uint32 revealed) internal {
        for (uint256 seat; seat < seats.length; ++seat) {
            if ((revealed >> seat) & 1 != 0) stakes.unlock(seats[seat], SEAT_BOND);
            else stakes.slash(seats[seat], SEAT_BOND, "expert vote not revealed", address(0));
        }
    }

    function _execute(uint256 caseId, Case storage c) internal {
        c.stage = Stage.Closed;
        uint8 highest;
        for (uint8 tier = 1; tier <= c.tier; ++tier) {
            if (_rounds[caseId][tier].ruled) highest = tier;
        }
        bool convicted = c.accused != 0 && c.guilt >= PROVEN && highest >= _leastTier(c.fault);
        // Items that were not read by lot keep what the peers said.
        bytes32 final_ = c.ruling | (market.disputeOf(c.task).medians & ~c.used);
        emit Executed(caseId, c.task, final_, convicted);
        for (uint8 tier = 1; tier <= c.tier; ++tier) {
            _settleTier(caseId, c, tier);
        }
        if (c.accused != 0) stakes.release(c.accused);
        if (convicted) _punish(c.accused, c.fault);
        market.onRuling(c.task, final_, _served(caseId, c));
    }

    /// Appellants and defenders are judged by the final ruling, whatever the tiers between said.
    function _settleTier(uint256 caseId, Case storage c, uint8 tier) private {
        Round storage round = _rounds[caseId][tier];
        // An audit has no bond: its experts live on the task's experts' part.
        if (round.appellant == address(0)) return;
        uint256 cost = costOf(tier);
        uint256 defence = round.defender == address(0) ? 0 : cost;
        IRewardDistributor.Credit[] memory list =
            new IRewardDistributor.Credit[](round.seats.length + 2);
        uint256 fees = round.ruled ? _feesOf(caseId, c, tier, list) : 0;
        (uint256 back, uint256 toDefender) = (2 * cost, defence);
        if (round.ruled && _changed(c, round)) {
            toDefender = 0;
            uint256 purse = defence + insurance;
            // Nobody opposed and nothing is insured: the experts are paid all the same.
            if (fees > purse) back -= fees - purse;
            insurance = fees > purse ? 0 : purse - fees;
        } else if (round.ruled) {
            back = 0;
            if (defence != 0) toDefender += cost;
            insurance += 2 * cost + defence - toDefender - fees;
        }
        list[list.length - 2] = IRewardDistributor.Credit(round.appellant, BOND, uint96(back));
        list[list.length - 1] = IRewardDistributor.Credit(round.defender, BOND, uint96(toDefender));
        token.safeTransfer(address(distributor), back + toDefender + fees);
        distributor.credit(c.task, list);
    }

    /// Pay of the experts who agreed with the final ruling.
    function _feesOf(
        uint256 caseId,
        Case storage c,
        uint8 tier,
        IRewardDistributor.Credit[] memory list
    ) private view returns (uint256 fees) {
        Round storage round = _rounds[caseId][tier];
        uint256 fee = feeOf(tier);
        for (uint256 seat; seat < round.seats.length; ++seat) {
            if (!_agrees(caseId, c, tier, seat)) continue;
            address owner = stakes.ownerOf(round.seats[seat]);
            list[seat] = IRewardDistributor.Credit(owner, EXPERT, uint96(fee));
            fees += fee;
        }
    }

    /// Owners of the experts of every tier that ruled who said what the final ruling says.
    function _served(uint256 caseId, Case storage c) private view returns (address[] memory list) {
        list = new address[](_seatsUpTo(c.tier));
        uint256 count;
        for (uint8 tier = 1; tier <= c.tier; ++tier) {
            Round storage round = _rounds[caseId][tier];
            if (!round.ruled) continue;
            for (uint256 seat; seat < round.seats.length; ++seat) {
                if (!_agrees(caseId, c, tier, seat)) continue;
                list[count++] = stakes.ownerOf(round.seats[seat]);
            }
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    function _seatsUpTo(uint8 last) private pure returns (uint256 seats) {
        for (uint8 tier = 1; tier <= last; ++tier) {
            seats += seatsOf(tier);
        }
    }

    /// Whether a seat's open vote says what the final ruling says.
    function _agrees(uint256 caseId, Case storage c, uint8 tier, uint256 seat)
        private
        view
        returns (bool)
    {
        Round storage round = _rounds[caseId][tier];
        if ((round.revealed >> seat) & 1 == 0) return false;
        (bytes32 scores, uint8 guilt) = _voteOf(caseId, tier, round.rolled, round.seats[seat]);
        if (_apart(scores, c.ruling) > COHERENT) return false;
        return (guilt >= PROVEN) == (c.guilt >= PROVEN);
    }

    /// Whether the final ruling differs from what the round's appellant appealed against.
    function _changed(Case storage c, Round storage round) private view returns (bool) {
        return _apart(c.ruling, round.against) > MATERIAL
            || (c.guilt >= PROVEN) != (round.againstGuilt >= PROVEN);
    }

    /// The longest way between two words of lanes.
    function _apart(bytes32 a, bytes32 b) private pure returns (uint256 most) {
        for (uint256 i; i < 32; ++i) {
            uint256 x = uint8(a[i]);
            uint256 y = uint8(b[i]);
            uint256 way = x > y ? x - y : y - x;
            if (way > most) most = way;
        }
    }

    /// Mechanism 4.8: plagiarism is for the Specialist tier to confirm, collusion for the Master
    /// tier; what ends in a ban is no less.
    function _leastTier(IEconomy.Fault fault) private pure returns (uint8) {
        if (fault == IEconomy.Fault.Collusion || fault == IEconomy.Fault.Fraud) return LAST_TIER;
        return fault == IEconomy.Fault.Plagiarism ? 3 : 1;
    }

    /// Penalties are burned: nobody gains by accusing.
    function _punish(uint16 accused, IEconomy.Fault fault) private {
        IEconomy.Penalty memory penalty = economy.penaltyOf(fault);
        bytes32 reason = "convicted by experts";
        if (penalty.stake != 0) stakes.slashShare(accused, penalty.stake, reason, address(0));
        // Two courts may convict one member; the second finds it banned.
        if (penalty.ban && !stakes.memberOf(accused).banned) stakes.ban(accused, reason);
    }
}
