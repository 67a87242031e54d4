// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IPoIWToken} from "./interfaces/IPoIWToken.sol";

contract PoIWToken is ERC20, ERC20Permit, IPoIWToken {
    /// @inheritdoc IPoIWToken
    uint256 public constant CAP = 1_000_000_000e18;

    constructor(address initialHolder, uint256 initialSupply)
        ERC20("PoIW Token", "TOS")
        ERC20Permit("PoIW Token")
    {
        if (initialSupply > CAP) revert CapExceeded(initialSupply, CAP);
        _mint(initialHolder, initialSupply);
    }

    /// @inheritdoc IPoIWToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
    }
}
