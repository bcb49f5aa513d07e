type Triple = readonly [x: number, y: number, z: number];

/** A fragment's place among those of its level, and its bytes. */
export interface FragmentPlace {
  readonly cell: Triple;
  readonly size: number;
}

/**
 * The manifest of a multi-resolution mesh: chunk size and origin in units of the mesh, then each level's fragments,
 * finest level first.
 */
export function encodeManifest(
  levels: readonly (readonly FragmentPlace[])[],
  origin: Triple,
  chunk: Triple,
): Uint8Array {
  const floats = (values: readonly number[]) => Float32Array.from(values);
  const integers = (values: readonly number[]) => Uint32Array.from(values);
  const parts = [
    floats([...chunk, ...origin]),
    integers([levels.length]),
    floats([...levels.keys()].map((level) => 2 ** level)),
    // Offsets of the vertices, which the levels do not use.
    floats(levels.flatMap(() => [0, 0, 0])),
    integers(levels.map((fragments) => fragments.length)),
    ...levels.flatMap((fragments) => [
      ...([0, 1, 2] as const).map((axis) => integers(fragments.map(({ cell }) => cell[axis]))),
      integers(fragments.map(({ size }) => size)),
    ]),
  ];
  return Buffer.concat(parts.map((part) => new Uint8Array(part.buffer)));
}
