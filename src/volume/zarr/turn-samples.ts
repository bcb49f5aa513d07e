import type { Shape } from '../volume.js';

/**
 * Brings the samples of a whole chunk into C order (z slowest, x fastest), in place. `storedAxes` are the axes as they
 * lie there, slowest first.
 */
export function turnSamples(bytes: Uint8Array, chunk: Shape, storedAxes: readonly number[]): void {
  const count = chunk[0] * chunk[1] * chunk[2];
  const sampleBytes = bytes.length / count;
  const stored = new Uint8Array(bytes);
  const strides = [0, 0, 0];
  let stride = 1;
  for (const axis of [...storedAxes].reverse()) {
    strides[axis] = stride;
    stride *= chunk[axis] ?? 1;
  }
  const [source, target] = [wordsOf(stored, sampleBytes), wordsOf(bytes, sampleBytes)];
  const [alongZ = 0, alongY = 0, alongX = 0] = strides;
  let to = 0;
  for (let z = 0; z < chunk[0]; z++) {
    for (let y = 0; y < chunk[1]; y++) {
      let from = z * alongZ + y * alongY;
      for (let x = 0; x < chunk[2]; x++, from += alongX) target[to++] = source[from] as number;
    }
  }
}

/** Samples as words that are moved without change: floats of 64 bits would lose nothing but the kind of a NaN. */
function wordsOf({ buffer, byteOffset, length }: Uint8Array, sampleBytes: number) {
  if (sampleBytes === 8) return new Float64Array(buffer, byteOffset, length / 8);
  if (sampleBytes === 4) return new Uint32Array(buffer, byteOffset, length / 4);
  return sampleBytes === 2
    ? new Uint16Array(buffer, byteOffset, length / 2)
    : new Uint8Array(buffer, byteOffset, length);
}
