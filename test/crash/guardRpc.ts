import { Transaction } from 'ethers';
import type { ContractName } from '../../chain/artifacts.ts';
import type { ChainClient } from '../../chain/chainClient.ts';
import type { CrashSwitch } from './crashSwitch.ts';

export interface RpcGuard {
  readonly crash: CrashSwitch;
  readonly contract: ContractName;
  readonly method: string;
  /** Gets the payload of every transaction that calls the method, once each. */
  readonly sent: Set<string>;
}

/** Puts a crash switch between a client and its node, and writes down one kind of transaction. */
export function guardRpc(chain: ChainClient, { crash, contract, method, sent }: RpcGuard): void {
  const { provider } = chain;
  const selector = chain.interfaces[contract].getFunction(method)?.selector ?? '';
  const send = provider.send.bind(provider);
  const guarded = crash.guard('rpc', {
    send(name: string, params: Parameters<typeof send>[1]): Promise<unknown> {
      if (name === 'eth_sendRawTransaction' && Array.isArray(params)) {
        const { data } = Transaction.from(String(params[0]));
        if (data.startsWith(selector)) sent.add(data);
      }
      return send(name, params);
    },
  });
  provider.send = (name, params) => guarded.send(name, params);
}
