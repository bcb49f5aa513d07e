import { FormatError } from '../../errors/index.js';

type Triple = readonly [x: number, y: number, z: number];

/** A fragment of a level: its cell, and where its bytes lie among those of all fragments. */
export interface ManifestFragment {
  readonly cell: Triple;
  readonly offset: number;
  readonly size: number;
}

/** What a manifest tells of a mesh; levels from the finest. */
export interface Manifest {
  /** Size of a cell of the finest level, and where the first one begins. */
  readonly chunk: Triple;
  readonly origin: Triple;
  readonly scales: readonly number[];
  readonly vertexOffsets: readonly Triple[];
  readonly levels: readonly (readonly ManifestFragment[])[];
  /** Bytes of all fragments. */
  readonly fragmentBytes: number;
}

/** A multi-resolution mesh's manifest; fails with a FormatError when it has not the size that its counts ask for. */
export function readManifest(bytes: Uint8Array): Manifest {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const levelCount = bytes.length < 28 ? 0 : view.getUint32(24, true);
  const countsAt = 28 + levelCount * 16;
  if (levelCount === 0 || bytes.length < countsAt + levelCount * 4) {
    throw new FormatError('the manifest ends within its header', {
      found: `${bytes.length} bytes`,
      expected: levelCount === 0 ? 'one level at least' : `${levelCount} levels`,
    });
  }
  const float = (word: number) => view.getFloat32(word * 4, true);
  const integer = (at: number) => view.getUint32(at, true);
  const triple = (word: number): Triple => [float(word), float(word + 1), float(word + 2)];
  const counts = Array.from({ length: levelCount }, (_, level) => integer(countsAt + level * 4));
  const expected = countsAt + levelCount * 4 + 16 * counts.reduce((sum, count) => sum + count, 0);
  if (bytes.length !== expected) {
    throw new FormatError('the manifest has not the size that its counts ask for', {
      found: `${bytes.length} bytes`,
      expected: `${expected} bytes`,
    });
  }
  let at = countsAt + levelCount * 4;
  let offset = 0;
  const levels = counts.map((count) => {
    const start = at;
    at += count * 16;
    return Array.from({ length: count }, (_, index): ManifestFragment => {
      const value = (row: number) => integer(start + (row * count + index) * 4);
      const size = value(3);
      offset += size;
      return { cell: [value(0), value(1), value(2)], offset: offset - size, size };
    });
  });
  return {
    chunk: triple(0),
    origin: triple(3),
    scales: Array.from({ length: levelCount }, (_, level) => float(7 + level)),
    vertexOffsets: Array.from({ length: levelCount }, (_, level) => triple(7 + levelCount + level * 3)),
    levels,
    fragmentBytes: offset,
  };
}
