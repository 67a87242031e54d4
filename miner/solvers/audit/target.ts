import type { CompilerSettings, Scenario } from '../../../tasks/kinds/scenario.ts';
import type { CodeModel, ContractModel } from '../solidity/codeModel.ts';

/** A contract of the scenario. */
export interface Instance {
  /** `$vault` */
  readonly reference: string;
  readonly contract: ContractModel;
}

/** What attacks are written against: the code and who is deployed in the public scenario. */
export interface Target {
  readonly model: CodeModel;
  readonly compiler: CompilerSettings;
  readonly scenario: Scenario;
  readonly instances: readonly Instance[];
  /** Instances that keep a balance per account. */
  readonly tokens: readonly Instance[];
}

const BALANCE = 'balanceOf(address)';

export function targetOf(
  model: CodeModel,
  { compiler, scenario }: { compiler: CompilerSettings; scenario: Scenario },
): Target {
  const instances = scenario.steps.flatMap((step): Instance[] => {
    if (!('deploy' in step)) return [];
    const contract = model.contracts.find(({ file, name }) => `${file}:${name}` === step.contract);
    return contract === undefined ? [] : [{ reference: `$${step.deploy}`, contract }];
  });
  const tokens = instances.filter(({ contract }) => keepsBalances(contract));
  return { model, compiler, scenario, instances, tokens };
}

function keepsBalances({ functions, variables }: ContractModel): boolean {
  return (
    functions.some(({ signature }) => signature === BALANCE) ||
    variables.some(
      ({ name, type, isPublic }) =>
        isPublic && name === 'balanceOf' && type === 'mapping(address => uint256)',
    )
  );
}

/** What an account holds of one asset: an argument and a probe alike. */
export type Holding = { eth: string } | { read: string; fn: string; args: string[] };

/** Everything of value an account holds, read when it is needed: ETH, then each token. */
export function holdingsOf({ tokens }: Target, account: string): Holding[] {
  return [
    { eth: account },
    ...tokens.map(({ reference }) => ({ read: reference, fn: BALANCE, args: [account] })),
  ];
}
