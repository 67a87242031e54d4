import { z } from 'zod';
import { asPoiwError, type PoiwError } from '../../core/errors.ts';
import type { WireReply, WireRequest, WireTurn } from '../adapter.ts';
import type {
  ChatTurn,
  GenerateRequest,
  GenerateResult,
  ModelBackend,
  StepRequest,
  StepResult,
  ToolCall,
  ToolSpec,
} from '../backend.ts';
import { modelError, withUsage } from '../modelError.ts';
import { trusted, untrusted } from '../untrusted/segment.ts';
import { createDeadline } from './deadline.ts';
import { createSlots } from './createSlots.ts';
import { lowerSchema } from './lowerSchema.ts';
import { assertWhole, readReply, readValue, type Read } from './readReply.ts';
import { renderTurns } from './renderTurns.ts';
import { send, type Meter, type SendComponents } from './send.ts';
import { NO_USAGE } from './usage.ts';

export interface BackendComponents extends SendComponents {
  /** Twelve hex digits nobody can guess. */
  readonly newNonce: () => string;
}

type Limits = Omit<StepRequest, 'tools' | 'turns'>;

/** Nonces kept: a task that comes back gets the one its cached prefix has. */
const NONCES = 64;

/**
 * A backend from an adapter: renders and sanitises, lowers schemas, retries within one deadline,
 * parses every reply with the same zod schema, repairs at most once, books every call.
 */
export function createBackend(components: BackendComponents): ModelBackend {
  const { adapter, clock } = components;
  const slots = createSlots(adapter.caps.maxParallel);
  const nonceOf = createNonces(components.newNonce);

  async function ask<Value>(
    limits: Limits,
    first: Omit<WireRequest, 'maxOutputTokens'>,
    read: (reply: WireReply) => Read<Value>,
    repair: (reply: WireReply, problem: string) => WireTurn[],
  ) {
    const meter: Meter = { usage: NO_USAGE, attempts: 0, warnings: [] };
    const start = clock.now();
    return slots.run(limits.signal, async () => {
      const deadline = createDeadline(clock, limits.signal, limits.deadlineMs);
      try {
        const { onText } = limits;
        const options = {
          task: limits.task,
          deadline,
          meter,
          ...(onText === undefined ? {} : { onText }),
        };
        const base: WireRequest = {
          ...first,
          ...limits.sampling,
          maxOutputTokens: limits.maxOutputTokens,
        };
        let reply = await send(components, base, options);
        assertWhole(reply);
        let value = read(reply);
        if (!value.ok) {
          meter.warnings.push('a reply had to be repaired');
          const turns = [...base.turns, ...repair(reply, value.problem)];
          reply = await send(components, { ...base, turns }, options);
          assertWhole(reply);
          value = read(reply);
        }
        if (!value.ok) {
          throw modelError('E_MODEL_OUTPUT', `the reply is not of the schema: ${value.problem}`);
        }
        return { value: value.value, reply, meter, latencyMs: clock.now() - start };
      } catch (thrown) {
        throw paid(asPoiwError(thrown), meter);
      } finally {
        deadline.end();
      }
    });
  }

  async function generate<Value>(request: GenerateRequest<Value>): Promise<GenerateResult<Value>> {
    const nonce = nonceOf(request.task);
    const { schema, schemaName } = request;
    const format = { name: schemaName, schema: lowerSchema(schema, adapter.dialect) };
    const { value, reply, meter, latencyMs } = await ask(
      request,
      { turns: renderTurns(request.turns, nonce), format },
      ({ text }) => readReply(text, schema),
      (broken, problem) => renderTurns(repairTurns(broken.text, problem), nonce),
    );
    return { value, ...outcome(reply, meter, latencyMs) };
  }

  async function step(request: StepRequest): Promise<StepResult> {
    if (!adapter.caps.tools) return stepAsJson(request);
    const nonce = nonceOf(request.task);
    const tools = request.tools.map(({ name, description, input }) => ({
      name,
      description,
      input: lowerSchema(input, adapter.dialect),
    }));
    const { value, reply, meter, latencyMs } = await ask(
      request,
      { turns: renderTurns(request.turns, nonce), tools },
      ({ calls }) => readCalls(calls, request.tools),
      ({ text, calls }, problem) => renderTurns(toolRepairTurns(text, calls, problem), nonce),
    );
    return { calls: value, ...outcome(reply, meter, latencyMs) };
  }

  /** Tools for backends that know none: the model writes its call as JSON of a schema. */
  async function stepAsJson(request: StepRequest): Promise<StepResult> {
    const schema = actionSchema(request.tools);
    const guide = trusted`Reply with one JSON object: {"thought": "...", "action": {"tool": "...", "input": {...}}}.`;
    const turns = request.turns.map(asPlainTurn);
    const { value, ...rest } = await generate({
      ...request,
      turns: [...turns, { role: 'user', parts: [guide] }],
      schema,
      schemaName: 'action',
    });
    const { tool, input } = value.action;
    return { ...rest, calls: [{ id: `json_${request.turns.length}`, name: tool, input }] };
  }

  return {
    id: adapter.id,
    kind: adapter.kind,
    caps: adapter.caps,
    health: (signal) => adapter.health(signal),
    generate,
    step,
    close: () => adapter.close(),
  };
}

function outcome({ text, modelId }: WireReply, meter: Meter, latencyMs: number) {
  const { usage, attempts, warnings } = meter;
  return { rawText: text, usage, attempts, latencyMs, modelId, warnings };
}

function paid(error: PoiwError, { usage, attempts }: Meter): PoiwError {
  return error.details['usage'] === undefined ? withUsage(error, usage, attempts) : error;
}

function readCalls(calls: readonly ToolCall[], tools: readonly ToolSpec[]): Read<ToolCall[]> {
  const valid: ToolCall[] = [];
  for (const call of calls) {
    const tool = tools.find(({ name }) => name === call.name);
    if (tool === undefined) return { ok: false, problem: 'there is no tool of that name' };
    const read = readValue(call.input, tool.input);
    if (!read.ok) return read;
    valid.push({ ...call, input: read.value });
  }
  return { ok: true, value: valid };
}

function repairTurns(text: string, problem: string): ChatTurn[] {
  return [
    { role: 'assistant', text: text.slice(0, 20_000) },
    {
      role: 'user',
      parts: [
        trusted`Your reply did not fit the schema. Send the whole JSON object again, corrected, and nothing else. What was wrong:`,
        untrusted(trusted`problem`, problem),
      ],
    },
  ];
}

function toolRepairTurns(text: string, calls: readonly ToolCall[], problem: string): ChatTurn[] {
  const parts = [
    trusted`Not run: the call did not fit the tool's schema. Make it again, corrected.`,
    untrusted(trusted`problem`, problem),
  ];
  return [
    { role: 'assistant', text, calls },
    ...calls.map((call): ChatTurn => ({ role: 'tool', call, parts })),
  ];
}

function actionSchema(tools: readonly ToolSpec[]) {
  const actions = tools.map(({ name, description, input }) =>
    z.strictObject({ tool: z.literal(name).describe(description), input }),
  );
  const [first, ...others] = actions;
  if (first === undefined) throw modelError('E_MODEL_BAD_REQUEST', 'a step needs tools');
  return z.strictObject({
    thought: z.string().max(800),
    action: others.length === 0 ? first : z.union([first, ...others]),
  });
}

/** A conversation with tools as plain turns, for backends that have no tool role. */
function asPlainTurn(turn: ChatTurn): ChatTurn {
  if (turn.role === 'tool') return { role: 'user', parts: turn.parts };
  if (turn.role !== 'assistant') return turn;
  const [call] = turn.calls ?? [];
  if (call === undefined) return { role: 'assistant', text: turn.text };
  // What a JSON model wrote is its call already.
  const text = turn.text.includes('"action"')
    ? turn.text
    : JSON.stringify({ thought: turn.text, action: { tool: call.name, input: call.input } });
  return { role: 'assistant', text };
}

function createNonces(newNonce: () => string): (task: string) => string {
  const known = new Map<string, string>();
  return (task) => {
    const nonce = known.get(task) ?? newNonce();
    known.delete(task);
    known.set(task, nonce);
    const [oldest] = known.keys();
    if (known.size > NONCES && oldest !== undefined) known.delete(oldest);
    return nonce;
  };
}
