import { describe, expect, test } from 'vitest';
import { createWorkQueue } from './workQueue.ts';

describe('createWorkQueue', () => {
  test('default: the most valuable second first, never more than there are places', async () => {
    const queue = createWorkQueue(1);
    const order: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    const add = (name: string, valuePerSecond: bigint, wait?: Promise<unknown>) =>
      queue.add({
        valuePerSecond,
        seconds: 10,
        run: async () => {
          order.push(name);
          await wait;
        },
      });
    add('first', 0n, gate.promise);
    add('cheap', 1n);
    add('dear', 9n);
    expect(order).toEqual(['first']);
    expect(queue.waitSeconds()).toBe(30);
    gate.resolve(undefined);
    await queue.idle();
    expect(order).toEqual(['first', 'dear', 'cheap']);
    expect(queue.waitSeconds()).toBe(0);
  });
});
