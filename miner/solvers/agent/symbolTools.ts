import { z } from 'zod';
import type { LoopTool } from '../../../models/toolLoop.ts';
import { trusted, untrusted } from '../../../models/untrusted/segment.ts';
import type { AstNode } from '../solidity/ast.ts';
import type { CodeModel, ContractModel } from '../solidity/codeModel.ts';
import { defineTool } from './defineTool.ts';
import { moved } from './desk.ts';

/** A map of the code, from the compiler. */
export function symbolTools(model: CodeModel): LoopTool[] {
  return [
    defineTool({
      name: 'list_symbols',
      description:
        'Contracts with their state variables and functions, with lines, from the compiler.',
      input: z.strictObject({}),
      run() {
        const text = model.contracts.map((one) => describe(model, one)).join('\n');
        return moved(untrusted(trusted`symbols`, text));
      },
    }),
  ];
}

function describe(model: CodeModel, contract: ContractModel): string {
  const { file, name, isDeployable, functions, variables } = contract;
  const own = functions.filter((one) => one.contract === name);
  return [
    `${file}:${lineOf(model, file, contract.node)} ${isDeployable ? 'contract' : 'base'} ${name}`,
    ...variables.map((one) => `  ${one.type} ${one.isPublic ? 'public ' : ''}${one.name}`),
    ...own.map((one) => {
      const traits = [
        one.isEntry ? 'entry' : one.isConstructor ? 'constructor' : 'internal',
        ...(one.isPayable ? ['payable'] : []),
        ...(one.isView ? ['view'] : []),
      ];
      return `  line ${lineOf(model, one.file, one.node)} ${one.signature ?? one.name} ${traits.join(' ')}`;
    }),
  ].join('\n');
}

function lineOf({ sources }: CodeModel, file: string, { src }: AstNode): number {
  const offset = Number(src.split(':')[0]);
  const before = Buffer.from(sources[file] ?? '').subarray(0, offset);
  return before.reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 1);
}
