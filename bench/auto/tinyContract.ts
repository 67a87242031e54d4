/** A small contract unlike any before it: nothing that was compiled once can be given again. */
export function tinyContract(): { readonly name: string; readonly source: string } {
  made += 1;
  const name = `Tiny${process.pid}N${made}`;
  const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

contract ${name} {
    uint256 public total;
    mapping(address => uint256) public balanceOf;

    function add(uint256 amount) external returns (uint256) {
        balanceOf[msg.sender] += amount + ${made};
        total += amount;
        return balanceOf[msg.sender];
    }
}
`;
  return { name, source };
}

let made = 0;
