/** Writes parts of a WebAssembly module whose sizes are known only afterwards. */
export type Writer = ReturnType<typeof createWriter>;

export function createWriter(capacity: number) {
  let buffer = new Uint8Array(capacity);
  let length = 0;
  const reserve = (bytes: number) => {
    if (length + bytes <= buffer.length) return;
    const larger = new Uint8Array(2 * buffer.length + bytes);
    larger.set(buffer);
    buffer = larger;
  };
  const put = (bytes: readonly number[]) => {
    reserve(bytes.length);
    buffer.set(bytes, length);
    length += bytes.length;
  };
  return {
    put,
    copy(from: Uint8Array, start: number, end: number) {
      reserve(end - start);
      buffer.set(from.subarray(start, end), length);
      length += end - start;
    },
    /** Room for the size of what follows; returns its place. */
    reserveSize(): number {
      put(paddedU32(0));
      return length;
    },
    fillSize: (at: number) => buffer.set(paddedU32(length - at), at - 5),
    /** fuel -= cost; if (fuel < 0) unreachable. Returns where the cost goes. */
    putCharge(global: number): number {
      const index = paddedU32(global);
      put([0x23, ...index, 0x42]);
      const at = length;
      put([
        ...paddedU32(0),
        0x7d,
        0x24,
        ...index,
        0x23,
        ...index,
        0x42,
        0,
        0x53,
        0x04,
        0x40,
        0,
        0x0b,
      ]);
      return at;
    },
    // Five bytes of a signed number hold 34 bits: an unsigned size never looks negative in them.
    fillCharge: (at: number, cost: number) => buffer.set(paddedU32(cost), at),
    /**
     * The i32 on top of the stack is also taken from the fuel, an eighth of it; traps as above.
     * Needs no local: it goes through a global of its own.
     */
    putSizeCharge(global: number) {
      const [fuel, size] = [paddedU32(global), paddedU32(global + 1)];
      put([0x24, ...size, 0x23, ...fuel, 0x23, ...size, 0xad, 0x42, 3, 0x88, 0x7d, 0x24, ...fuel]);
      put([0x23, ...fuel, 0x42, 0, 0x53, 0x04, 0x40, 0, 0x0b, 0x23, ...size]);
    },
    /** Takes slots from the stack, the third global; traps as above. */
    putStackCharge(global: number, slots: number) {
      const stack = paddedU32(global + 2);
      put([0x23, ...stack, 0x41, ...signedLeb(BigInt(slots)), 0x6b, 0x24, ...stack]);
      put([0x23, ...stack, 0x41, 0, 0x48, 0x04, 0x40, 0, 0x0b]);
    },
    putStackReturn(global: number, slots: number) {
      const stack = paddedU32(global + 2);
      put([0x23, ...stack, 0x41, ...signedLeb(BigInt(slots)), 0x6a, 0x24, ...stack]);
    },
    bytes: () => buffer.slice(0, length),
  };
}

/** LEB128 in exactly five bytes, so that a value can be filled in later. */
export function paddedU32(value: number): number[] {
  return [0, 7, 14, 21].map((shift) => ((value >>> shift) & 0x7f) | 0x80).concat(value >>> 28);
}

export function signedLeb(value: bigint): number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  const last = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
  return last ? [low] : [low | 0x80, ...signedLeb(rest)];
}

export function readU32(bytes: Uint8Array, start: number): { value: number; next: number } {
  let [value, shift, at] = [0, 0, start];
  for (;;) {
    const byte = bytes[at] ?? 0;
    at += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, next: at };
    shift += 7;
  }
}
