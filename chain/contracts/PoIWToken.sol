// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";

contract PoIWToken is ERC20, ERC20Permit, ERC20Votes, AccessControl, IPoIWToken {
    bytes32 public constant MINTER = keccak256("MINTER");

    /// @inheritdoc IPoIWToken
    uint256 public constant CAP = 1_000_000_000e18;
    /// @inheritdoc IPoIWToken
    uint256 public constant YEARLY_LIMIT = CAP / 10;

    /// @inheritdoc IPoIWToken
    uint256 public immutable genesis = block.timestamp;
    /// @inheritdoc IPoIWToken
    uint256 public issued;
    /// @inheritdoc IPoIWToken
    mapping(uint256 year => uint256) public mintedIn;

    /// The creator administers the roles until it gives that up.
    constructor(address initialHolder, uint256 initialSupply)
        ERC20("PoIW Token", "TOS")
        ERC20Permit("PoIW Token")
    {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
        _issue(initialHolder, initialSupply);
    }

    /// @inheritdoc IPoIWToken
    function mint(address to, uint256 amount) external onlyRole(MINTER) {
        uint256 year = (block.timestamp - genesis) / 365 days;
        uint256 minted = mintedIn[year] + amount;
        if (minted > YEARLY_LIMIT) revert YearlyLimitExceeded(year, minted, YEARLY_LIMIT);
        mintedIn[year] = minted;
        _issue(to, amount);
    }

    /// @inheritdoc IPoIWToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }

    /// @notice Seconds since the epoch: votes are counted in time, not in blocks.
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value)
        internal
        virtual
        override(ERC20, ERC20Votes)
    {
        super._update(from, to, value);
    }

    /// What was burned never comes back: the cap counts everything ever issued.
    function _issue(address to, uint256 amount) private {
        uint256 total = issued + amount;
        if (total > CAP) revert CapExceeded(total, CAP);
        issued = total;
        _mint(to, amount);
    }
}
