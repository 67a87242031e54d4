/**
 * A real GGUF file of 0.4 MB: llama architecture, byte vocabulary, random weights. It says nothing
 * sensible, but every grammar can be satisfied with it and a seed gives the same file everywhere.
 */
const TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, str: 8, arr: 9 } as const;
type Type = keyof typeof TYPES;
type Scalar = string | number | boolean;
type Metadata = readonly [
  key: string,
  type: Type,
  value: Scalar | readonly Scalar[],
  element?: Type,
];
type Tensor = readonly [name: string, shape: readonly number[], data: Float32Array];

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
};
const padding = (length: number) => Buffer.alloc((32 - (length % 32)) % 32);

function encodeValue(type: Type, value: Metadata[2], element?: Type): Buffer {
  if (Array.isArray(value) && element !== undefined) {
    const items = value as readonly Scalar[];
    return Buffer.concat([
      u32(TYPES[element]),
      u64(items.length),
      ...items.map((one) => encodeValue(element, one)),
    ]);
  }
  if (type === 'str') return text(String(value));
  if (type === 'bool') return Buffer.from([Number(value)]);
  const bytes = Buffer.alloc(4);
  if (type === 'f32') bytes.writeFloatLE(Number(value));
  else if (type === 'i32') bytes.writeInt32LE(Number(value));
  else bytes.writeUInt32LE(Number(value));
  return bytes;
}

function encode(metadata: readonly Metadata[], tensors: readonly Tensor[]): Buffer {
  const head: Buffer[] = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(metadata.length)];
  for (const [key, type, value, element] of metadata) {
    head.push(text(key), u32(TYPES[type]), encodeValue(type, value, element));
  }
  let offset = 0;
  for (const [name, shape, data] of tensors) {
    head.push(text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset));
    offset += data.byteLength + padding(data.byteLength).length;
  }
  const start = Buffer.concat(head);
  const body = tensors.flatMap(([, , data]) => [
    Buffer.from(data.buffer as ArrayBuffer),
    padding(data.byteLength),
  ]);
  return Buffer.concat([start, padding(start.length), ...body]);
}

export interface TinyOptions {
  readonly seed?: number;
  readonly contextTokens?: number;
  /** Metadata keys to leave out: broken files. */
  readonly without?: readonly string[];
  /** Width, layers and inner width; benches take larger ones. */
  readonly size?: GgufSize;
}

interface GgufSize {
  readonly dim: number;
  readonly layers: number;
  readonly ffn: number;
}

const TINY: GgufSize = { dim: 64, layers: 2, ffn: 128 };
const VOCABULARY = 288;

export function tinyGguf({
  seed = 1,
  contextTokens = 2048,
  without = [],
  size = TINY,
}: TinyOptions = {}): Buffer {
  const { dim, layers } = size;
  let state = seed;
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
  const weights = (length: number, scale: number) =>
    Float32Array.from({ length }, () => random() * scale);
  const ones = (length: number) => new Float32Array(length).fill(1);
  const { tokens, types } = vocabulary();
  const metadata: Metadata[] = [
    ['general.architecture', 'str', 'llama'],
    ['llama.context_length', 'u32', contextTokens],
    ['llama.embedding_length', 'u32', dim],
    ['llama.block_count', 'u32', layers],
    ['llama.feed_forward_length', 'u32', size.ffn],
    ['llama.attention.head_count', 'u32', 4],
    ['llama.attention.layer_norm_rms_epsilon', 'f32', 1e-5],
    ['tokenizer.ggml.model', 'str', 'llama'],
    ['tokenizer.ggml.tokens', 'arr', tokens, 'str'],
    ['tokenizer.ggml.token_type', 'arr', types, 'i32'],
    ['tokenizer.ggml.bos_token_id', 'u32', 1],
    ['tokenizer.ggml.eos_token_id', 'u32', 260],
    ['tokenizer.ggml.add_space_prefix', 'bool', false],
    ['tokenizer.chat_template', 'str', CHAT_TEMPLATE],
  ];
  const tensors: Tensor[] = [
    ['token_embd.weight', [dim, VOCABULARY], weights(dim * VOCABULARY, 0.2)],
    ['output_norm.weight', [dim], ones(dim)],
  ];
  for (let layer = 0; layer < layers; layer += 1) {
    for (const [name, rows, columns] of blockOf(size)) {
      const data = columns === undefined ? ones(rows) : weights(rows * columns, 0.4);
      const shape = columns === undefined ? [rows] : [rows, columns];
      tensors.push([`blk.${layer}.${name}.weight`, shape, data]);
    }
  }
  return encode(
    metadata.filter(([key]) => !without.includes(key)),
    tensors,
  );
}

const CHAT_TEMPLATE =
  '{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}' +
  '{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}';

const blockOf = ({
  dim,
  ffn,
}: GgufSize): readonly (readonly [name: string, rows: number, columns?: number])[] => [
  ['attn_norm', dim],
  ['attn_q', dim, dim],
  ['attn_k', dim, dim],
  ['attn_v', dim, dim],
  ['attn_output', dim, dim],
  ['ffn_norm', dim],
  ['ffn_gate', dim, ffn],
  ['ffn_up', dim, ffn],
  ['ffn_down', ffn, dim],
];

/** A token a byte, so that any text can be read and written. */
function vocabulary(): { readonly tokens: string[]; readonly types: number[] } {
  const bytes = Array.from(
    { length: 256 },
    (_, at) => `<0x${at.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const tokens = ['<unk>', '<s>', '</s>', ...bytes, '<|im_start|>', '<|im_end|>', '\u2581'];
  const types = [2, 3, 3, ...bytes.map(() => 6), 3, 3, 1];
  while (tokens.length < VOCABULARY) {
    tokens.push(`<unused${tokens.length}>`);
    types.push(5);
  }
  return { tokens, types };
}
