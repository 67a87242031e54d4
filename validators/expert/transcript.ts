import type { BlobStore } from '../../core/blobStore.ts';
import { canonicalBytes } from '../../core/canonicalJson.ts';
import type { Ruling } from './ruleOnItem.ts';

/** Stores a ruling with its debate, struck points included; the blob's id stands in the ruling on chain. */
export async function storeTranscript(
  blobs: BlobStore,
  {
    task,
    tier,
    rulings,
  }: { task: string; tier: string; rulings: Readonly<Record<string, Ruling>> },
): Promise<string> {
  return blobs.put(canonicalBytes({ schema: 'poiw.ruling/v1', task, tier, rulings }));
}
