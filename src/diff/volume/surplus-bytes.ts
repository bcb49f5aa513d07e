import { createBlockReader } from '../block-reader.js';
import type { ContentChange, Sides } from '../change.js';
import { isSameBytes } from '../files/same-bytes.js';
import { readBoth } from '../unreadable.js';
import type { LocatedMrc } from './mrc-voxels.js';

const blockBytes = 1024 * 1024;

/** Whether the bytes behind the samples of two MRC files differ, which nothing reads. Fails with UnreadableSides. */
export async function surplusByteChanges(volumes: Sides<LocatedMrc>): Promise<ContentChange[]> {
  const rest = { a: restOf(volumes.a), b: restOf(volumes.b) };
  if (rest.a.length === rest.b.length && (await isSameRest(volumes, rest))) return [];
  const text = ({ length }: Rest) => `${length} bytes`;
  return [{ kind: 'surplus-bytes', severity: 'storage', at: null, a: text(rest.a), b: text(rest.b) }];
}

interface Rest {
  readonly start: number;
  readonly length: number;
}

function restOf({ header: { shape }, samples: { reader, offset, rowBytes } }: LocatedMrc): Rest {
  const start = offset + shape[0] * shape[1] * rowBytes;
  return { start, length: Math.max(0, reader.size - start) };
}

async function isSameRest(volumes: Sides<LocatedMrc>, rest: Sides<Rest>): Promise<boolean> {
  const read = {
    a: createBlockReader(volumes.a.samples.reader, blockBytes),
    b: createBlockReader(volumes.b.samples.reader, blockBytes),
  };
  for (let at = 0; at < rest.a.length; at += blockBytes) {
    const length = Math.min(blockBytes, rest.a.length - at);
    const { a, b } = await readBoth((side) => read[side](rest[side].start + at, length));
    if (!isSameBytes(a, b)) return false;
  }
  return true;
}
