import { z } from 'zod';
import { LIMITS } from '../../../../core/limits.ts';
import { audit, type Poc } from '../../../../tasks/kinds/audit.ts';

const text = z.string().max(4000);

/** A proof of concept as models write it: flat, no recursion, which every backend's schemas know. */
export const pocInput = z.strictObject({
  source: z
    .string()
    .max(LIMITS.pocBytes)
    .nullable()
    .describe(
      'Solidity of one attacker contract, deployed by $attacker as $poc; null for calls alone',
    ),
  contract: z.string().max(100).nullable().describe('which contract of the source'),
  calls: z
    .array(
      z.strictObject({
        from: z.enum(['$attacker', '$attacker2']),
        to: z.string().max(40).describe('$name of a deployed contract, or $poc'),
        fn: z.string().max(200).describe('signature like transfer(address,uint256)'),
        args: z
          .array(z.union([text, z.boolean(), z.array(text).max(16)]))
          .max(8)
          .describe(
            '$name for its address, decimals, 0x hex; "eth:$name" is the ETH that account holds',
          ),
        value: z.string().max(80).describe('wei in decimals, "0" for none'),
      }),
    )
    .min(1)
    .max(20),
});

type PocInput = z.infer<typeof pocInput>;

/** The same by the task's own schema, or why it is none. */
export function pocOf({ source, contract, calls }: PocInput): Poc | string {
  const parsed = POC.safeParse({
    ...(source === null ? {} : { source }),
    ...(contract === null || source === null ? {} : { contract }),
    calls: calls.map((call) => ({
      ...call,
      args: call.args.map((one) => (typeof one === 'string' ? holdingOr(one) : one)),
      value: holdingOr(call.value),
    })),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not a proof of concept'}`;
}

const POC = audit.answer.shape.findings.element.shape.poc.unwrap();

function holdingOr(given: string): string | { eth: string } {
  const account = /^eth:(\$[a-z][A-Za-z0-9]{0,31})$/.exec(given)?.[1];
  return account === undefined ? given : { eth: account };
}
