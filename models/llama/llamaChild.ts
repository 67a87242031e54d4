/**
 * The process a GGUF model runs in: a malformed file aborts it, and nothing else. It gets its
 * orders over the channel of `fork` and ends when that closes.
 */
import { loadModel, type LoadedModel } from './loadModel.ts';
import { messageOf } from '../../core/errors.ts';
import type { ChildError, FromChild, ToChild } from './protocol.ts';

let model: Promise<LoadedModel> | undefined;
const running = new Map<number, AbortController>();
const DELTA_MS = 40;

function tell(message: FromChild): void {
  process.send?.(message);
}

function errorOf(thrown: unknown): ChildError {
  const { code } = thrown as { code?: unknown };
  const known = ['E_MODEL_FILE', 'E_MODEL_MEMORY', 'E_MODEL_CONTEXT', 'E_CONFIG'] as const;
  const found = known.find((one) => one === code);
  return { code: found ?? 'E_MODEL_BAD_REQUEST', message: messageOf(thrown).slice(0, 500) };
}

async function handle(message: ToChild): Promise<void> {
  switch (message.type) {
    case 'load':
      model ??= loadModel(message.options);
      try {
        tell({ type: 'loaded', loaded: (await model).facts });
      } catch (thrown) {
        tell({ type: 'failed', error: errorOf(thrown) });
      }
      return;
    case 'abort':
      running.get(message.id)?.abort();
      return;
    case 'ask': {
      const { id, request } = message;
      const controller = new AbortController();
      const said = createDeltas((delta) => tell({ type: 'text', id, delta }));
      running.set(id, controller);
      try {
        const reply = await (
          await requireModel()
        ).ask(request, {
          signal: controller.signal,
          onText: said.add,
        });
        said.end();
        tell({ type: 'reply', id, reply });
      } catch (thrown) {
        said.end();
        tell({ type: 'error', id, error: errorOf(thrown) });
      } finally {
        running.delete(id);
      }
    }
  }
}

/** What is written, in pieces of some milliseconds: a message a token would slow a small model down. */
function createDeltas(send: (delta: string) => void) {
  let held = '';
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(timer);
    timer = undefined;
    if (held !== '') send(held);
    held = '';
  };
  const add = (delta: string) => {
    held += delta;
    timer ??= setTimeout(end, DELTA_MS);
  };
  return { add, end };
}

function requireModel(): Promise<LoadedModel> {
  if (model === undefined) throw new Error('nothing is loaded');
  return model;
}

process.on('message', (message) => void handle(message as ToChild));
process.on('disconnect', () => process.exit(0));
