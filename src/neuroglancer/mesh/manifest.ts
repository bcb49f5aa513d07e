import { joinBytes } from '../../base/collections.js';
import { fileError } from '../../base/errors.js';
import { type Triple, triple } from '../bounds.js';
import { bytesOf } from '../pieces.js';

// The layout of a manifest, little-endian: chunk size and origin (3 float32 each), number of levels (uint32), scale of
// each level (float32), vertex offset of each level (3 float32), number of fragments of each level (uint32); then for
// each level the x of all cells, their y, their z, and the sizes of the fragments in bytes (uint32 each).

/** A fragment of a level: its cell, and its position and size in bytes among all fragments. */
interface ManifestFragment {
  readonly cell: Triple;
  readonly offset: number;
  readonly size: number;
}

/** The manifest of a mesh, as in `meshes.md` of Neuroglancer's precomputed data source; levels from the finest. */
export type Manifest = ReturnType<typeof decodeManifest>;

/** Encodes a multi-resolution mesh's manifest; `chunk` and `origin` in its units, `levels` from the finest. */
export function encodeManifest(
  levels: readonly (readonly Pick<ManifestFragment, 'cell' | 'size'>[])[],
  origin: Triple,
  chunk: Triple,
): Uint8Array {
  const parts = [
    Float32Array.of(...chunk, ...origin),
    Uint32Array.of(levels.length),
    Float32Array.from(levels, (_, level) => 2 ** level),
    // Vertex offsets of the levels, which are not used.
    new Float32Array(3 * levels.length),
    Uint32Array.from(levels, (fragments) => fragments.length),
    ...levels.flatMap((fragments) => [
      ...([0, 1, 2] as const).map((axis) => Uint32Array.from(fragments, ({ cell }) => cell[axis])),
      Uint32Array.from(fragments, ({ size }) => size),
    ]),
  ];
  return joinBytes(parts.map(bytesOf));
}

/** Decodes the manifest of a multi-resolution mesh; fails with a FormatError if its size differs from its counts. */
export function decodeManifest(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const levelCount = bytes.length < 28 ? 0 : view.getUint32(24, true);
  const countsAt = 28 + levelCount * 16;
  if (levelCount === 0 || bytes.length < countsAt + levelCount * 4) {
    const expected = levelCount === 0 ? 'one level at least' : `${levelCount} levels`;
    throw fileError('the manifest ends within its header', {}, expected, `${bytes.length} bytes`);
  }
  const float = (word: number) => view.getFloat32(word * 4, true);
  const integer = (at: number) => view.getUint32(at, true);
  const floats = (word: number) => triple((axis) => float(word + axis));
  const counts = Array.from({ length: levelCount }, (_, level) => integer(countsAt + level * 4));
  const expected = countsAt + levelCount * 4 + 16 * counts.reduce((sum, count) => sum + count, 0);
  if (bytes.length !== expected) {
    const found = `${bytes.length} bytes`;
    throw fileError('the manifest’s size differs from its counts', {}, `${expected} bytes`, found);
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
      return { cell: triple(value), offset: offset - size, size };
    });
  });
  return {
    /** The size of a cell of the finest level, in units of the mesh. */
    chunk: floats(0),
    /** The lower corner of cell (0, 0, 0). */
    origin: floats(3),
    scales: Array.from({ length: levelCount }, (_, level) => float(7 + level)),
    vertexOffsets: Array.from({ length: levelCount }, (_, level) => floats(7 + levelCount + level * 3)),
    levels,
    fragmentBytes: offset,
  };
}

/** Yields a message for each invalid value of a manifest. */
export function* manifestIssues({ chunk, origin, scales, levels }: Manifest): Generator<string> {
  if (!chunk.every((length) => Number.isFinite(length) && length > 0) || !origin.every(Number.isFinite)) {
    yield 'the manifest gives its chunks no size or place';
  }
  if (!scales.every((scale, level) => scale > 0 && (level === 0 || scale >= (scales[level - 1] as number)))) {
    yield `the scales of the levels do not ascend: ${scales.join(', ')}`;
  }
  for (const [level, fragments] of levels.entries()) {
    const cells = new Set(fragments.map(({ cell }) => cell.join()));
    if (cells.size < fragments.length) yield `level ${level} has two fragments for one cell`;
  }
}
