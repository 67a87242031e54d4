import { readAnswers } from '../../chain/actions/readAnswers.ts';
import { readTask } from '../../chain/actions/readTask.ts';
import { taskCount } from '../../chain/actions/taskCount.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { BlobStore } from '../../core/blobStore.ts';
import { parseUntrustedJson } from '../../core/canonicalJson.ts';
import type { Hex } from '../../core/contentId.ts';
import { LIMITS } from '../../core/limits.ts';
import { TASK_KINDS } from '../../core/taskKind.ts';
import type { Solver } from '../../miner/solver.ts';
import type { AuditAnswer } from '../../tasks/kinds/audit.ts';
import { openSealed } from '../../tasks/openSealed.ts';

interface CopycatComponents {
  readonly chain: ChainClient;
  readonly blobs: BlobStore;
  readonly worker: Hex;
}

/**
 * Hands in what somebody else revealed for an earlier task of the same kind, with the task's name
 * replaced: the laziest fraud there is.
 */
export function createCopycat({ chain, blobs, worker }: CopycatComponents): Solver {
  return {
    name: 'copycat',
    kinds: ['statistics'],
    async solve({ task, progress }) {
      const last = await taskCount(chain);
      for (let id = last; id >= 1n; id -= 1n) {
        if (TASK_KINDS[(await readTask(chain, { taskId: id })).kind] !== task.spec.kind) continue;
        const answers = await readAnswers(chain, { taskId: id });
        const other = answers.find((one) => one.revealed && one.worker !== worker);
        if (other?.contentHash === undefined || other.salt === undefined) continue;
        progress(`copying the answer in slot ${other.slot} of task ${id.toString()}`);
        const { contentHash, salt } = other;
        const plain = await openSealed(blobs, { contentHash, salt });
        const copied = parseUntrustedJson(plain, LIMITS.answer);
        return { ...(copied as object), task: task.id };
      }
      return null;
    },
  };
}

/**
 * Claims a critical bug with an exploit that runs and does no harm and, where some function leaves the
 * emitting to another, that it emits nothing: its own text bears that out, running it does not.
 */
export function createBluffer(): Solver {
  return {
    name: 'bluffer',
    kinds: ['audit'],
    solve({ task }) {
      const [path, bytes] = [...task.files].find(([file]) => file.endsWith('.sol')) ?? [];
      if (path === undefined || bytes === undefined) return Promise.resolve(null);
      const lines = new TextDecoder().decode(bytes).split('\n');
      const line = lines.findIndex((text) => /function .* external/.test(text));
      const silent = silentFunction(task.files);
      const answer: AuditAnswer = {
        task: task.id,
        findings: [
          {
            id: 'F1',
            title: 'Critical reentrancy drains the protocol',
            class: 'reentrancy',
            severity: 'critical',
            confidence: 0.99,
            locations: [
              {
                file: path,
                startLine: line + 1,
                endLine: line + 1,
                quote: lines[line]?.trim() ?? '',
              },
            ],
            rootCause: 'State is written after an external call.',
            impact: 'An attacker can withdraw the deposits of every user.',
            poc: {
              source:
                '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\ncontract Attack {\n  bool public done;\n  function attack() external { done = true; }\n}\n',
              contract: 'Attack',
              constructorArgs: [],
              constructorValue: '0',
              calls: [{ from: '$attacker', to: '$poc', fn: 'attack()', args: [], value: '0' }],
            },
          },
          ...(silent === undefined ? [] : [silent]),
        ],
      };
      return Promise.resolve(answer);
    },
  };
}

/** A false claim that reads true: a function that changes state and leaves the event to another. */
function silentFunction(
  files: ReadonlyMap<string, Uint8Array>,
): AuditAnswer['findings'][number] | undefined {
  const name = 'transferFrom';
  for (const [file, bytes] of files) {
    const lines = new TextDecoder().decode(bytes).split('\n');
    const at = lines.findIndex((line) => line.includes(`function ${name}(`));
    if (!file.endsWith('.sol') || at < 0) continue;
    const place = { file, function: name, startLine: at + 1, endLine: at + 1 };
    return {
      id: 'F2',
      title: `${name} moves tokens without an event`,
      class: 'missing-event',
      severity: 'low',
      confidence: 0.95,
      locations: [{ ...place, quote: lines[at]?.trim() ?? '' }],
      rootCause: `${name} changes balances and allowances and emits nothing.`,
      impact: 'Wallets and indexers cannot follow who moved whose tokens.',
    };
  }
  return undefined;
}
