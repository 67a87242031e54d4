import { AbiCoder } from 'ethers';
import type { Hex } from '../../../core/contentId.ts';

/** Words for a failed call's data: the reason string, the panic code, or the error's selector. */
export function decodeRevert(data: Hex): string {
  const body = `0x${data.slice(10)}`;
  try {
    if (data.startsWith('0x08c379a0')) {
      return String(AbiCoder.defaultAbiCoder().decode(['string'], body)[0]).slice(0, 200);
    }
    if (data.startsWith('0x4e487b71')) {
      const code = AbiCoder.defaultAbiCoder().decode(['uint256'], body)[0] as bigint;
      return `panic 0x${code.toString(16)}`;
    }
  } catch {
    // Data that only begins like a standard error.
  }
  return data === '0x' ? 'reverted without a reason' : `custom error ${data.slice(0, 10)}`;
}
