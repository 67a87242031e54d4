import type {
  ChatHistoryItem,
  Llama,
  LlamaChatSession,
  LlamaContext,
  LlamaGrammar,
  LlamaModel,
} from 'node-llama-cpp';
import type { AttemptOptions, WireReply, WireRequest, WireTurn } from '../adapter.ts';
import { modelError } from '../modelError.ts';
import { createSlots } from '../pipeline/createSlots.ts';
import type { Library } from './loadLibrary.ts';

interface PoolParts {
  readonly library: Library;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
}

interface Seat {
  readonly session: LlamaChatSession;
  /** What its cache holds the state of. */
  history: readonly ChatHistoryItem[];
  busy: boolean;
}

/**
 * Sequences of one context, each with a cache of the last conversation it saw. A request gets the
 * free one that shares the longest beginning with it: the brief of a task is read once. When all
 * are taken requests wait in order.
 */
export function createSequencePool({ library, llama, model, context }: PoolParts) {
  const { LlamaChatSession: Session } = library;
  const seats = Array.from({ length: context.totalSequences }, (): Seat => {
    const session = new Session({ contextSequence: context.getSequence() });
    return { session, history: [], busy: false };
  });
  const slots = createSlots(seats.length);
  const grammarOf = createGrammars(llama);

  async function ask(request: WireRequest, options: AttemptOptions): Promise<WireReply> {
    const { before, last } = conversationOf(request.turns);
    const tokens = countTokens(model, before, last);
    if (tokens + request.maxOutputTokens > context.contextSize) {
      throw modelError(
        'E_MODEL_CONTEXT',
        `${tokens} tokens and ${request.maxOutputTokens} to write do not fit ${context.contextSize}`,
      );
    }
    const grammar =
      request.format === undefined ? undefined : await grammarOf(request.format.schema);
    const seat = takeSeat(seats, before);
    try {
      const prompt = { request, before, last, tokens, grammar };
      return { ...(await answer(seat, prompt, options)), modelId: model.filename ?? 'gguf' };
    } finally {
      seat.busy = false;
    }
  }

  return {
    ask: (request: WireRequest, options: AttemptOptions) =>
      slots.run(options.signal, () => ask(request, options)),
  };
}

/** Grammars of schemas, each built once. */
function createGrammars(llama: Llama): (schema: unknown) => Promise<LlamaGrammar> {
  const grammars = new Map<string, LlamaGrammar>();
  return async (schema) => {
    const key = JSON.stringify(schema);
    const known = grammars.get(key);
    if (known !== undefined) return known;
    const built = await llama.createGrammarForJsonSchema(
      schema as Parameters<Llama['createGrammarForJsonSchema']>[0],
    );
    grammars.set(key, built);
    return built;
  };
}

/** The free seat whose cache shares most with a conversation; it is busy from then on. */
function takeSeat(seats: readonly Seat[], history: readonly ChatHistoryItem[]): Seat {
  const free = seats.filter(({ busy }) => !busy);
  const [best] = free.toSorted((a, b) => shared(b.history, history) - shared(a.history, history));
  if (best === undefined) throw new Error('a slot without a sequence');
  best.busy = true;
  return best;
}

function thinks({ chatWrapper }: LlamaChatSession): boolean {
  return chatWrapper.settings.segments?.thought !== undefined;
}

interface Prompt {
  readonly request: WireRequest;
  readonly before: readonly ChatHistoryItem[];
  readonly last: string;
  /** Of the whole conversation, before anything is written. */
  readonly tokens: number;
  readonly grammar: LlamaGrammar | undefined;
}

async function answer(
  seat: Seat,
  { request, before, last, tokens, grammar }: Prompt,
  { signal, onText }: AttemptOptions,
): Promise<Omit<WireReply, 'modelId'>> {
  const { session } = seat;
  const { maxOutputTokens, temperature, seed } = request;
  const meter = session.sequence.tokenMeter.getState();
  session.setChatHistory([...before]);
  const { responseText, stopReason } = await session.promptWithMeta(last, {
    maxTokens: maxOutputTokens,
    signal,
    // Watching for thoughts takes time with every token: only of models that have them.
    ...(thinks(session) ? { budgets: { thoughtTokens: Math.floor(maxOutputTokens / 2) } } : {}),
    ...(grammar === undefined ? {} : { grammar }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
    ...(onText === undefined ? {} : { onTextChunk: onText }),
  });
  const used = session.sequence.tokenMeter.diff(meter);
  seat.history = session.getChatHistory();
  return {
    text: responseText,
    calls: [],
    stop: stopReason === 'maxTokens' ? 'truncated' : 'complete',
    usage: {
      inputTokens: Math.max(tokens, used.usedInputTokens),
      outputTokens: used.usedOutputTokens,
      cachedInputTokens: Math.max(0, tokens - used.usedInputTokens),
      estimated: false,
    },
  };
}

/** All turns but the last, and the last one's text: a session answers a prompt. */
function conversationOf(turns: readonly WireTurn[]): {
  before: ChatHistoryItem[];
  last: string;
} {
  const merged = mergeUsers(turns);
  const last = merged.at(-1);
  if (last?.type !== 'user')
    throw modelError('E_MODEL_BAD_REQUEST', 'a request ends with a user turn');
  return { before: merged.slice(0, -1), last: textOf(last) };
}

/** Chat templates want user and model in turn. */
function mergeUsers(turns: readonly WireTurn[]): ChatHistoryItem[] {
  const items: ChatHistoryItem[] = [];
  for (const turn of turns) {
    const before = items.at(-1);
    if (turn.role === 'system') items.push({ type: 'system', text: turn.text });
    else if (turn.role === 'assistant') items.push({ type: 'model', response: [turn.text] });
    else if (before?.type === 'user') {
      items[items.length - 1] = { type: 'user', text: `${textOf(before)}\n\n${turn.text}` };
    } else items.push({ type: 'user', text: turn.text });
  }
  return items;
}

/** Tokens of the text, with some for the template around each turn. */
function countTokens(model: LlamaModel, before: readonly ChatHistoryItem[], last: string): number {
  const texts = [...before.map(textOf), last];
  return texts.reduce((sum, text) => sum + model.tokenize(text).length + 8, 0);
}

function textOf(item: ChatHistoryItem): string {
  if (item.type === 'model') return item.response.map(String).join('');
  return typeof item.text === 'string' ? item.text : JSON.stringify(item.text);
}

/** Characters two conversations have in common at their start. */
function shared(a: readonly ChatHistoryItem[], b: readonly ChatHistoryItem[]): number {
  let total = 0;
  for (const [at, item] of b.entries()) {
    const other = a[at];
    if (other === undefined || JSON.stringify(other) !== JSON.stringify(item)) break;
    total += textOf(item).length;
  }
  return total;
}
