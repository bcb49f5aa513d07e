import type { Kernels } from '../kernels/index.js';
import { type Decoding, decodedBytes, RowReader, type RowVolume } from '../samples/index.js';
import type { Plane } from './plane-resizer.js';

/**
 * Reads decoded planes of a volume one by one, in the memory of one plane; the last one is kept. `onInvalid` is told
 * how many voxels of a plane are not labels. Fails with a FormatError when the file became shorter.
 */
export function planeReader(
  volume: RowVolume,
  kernels: Kernels,
  decoding: Decoding,
  onInvalid: (voxels: number) => void = () => {},
): (z: number) => Promise<Plane> {
  const [, rows, columns] = volume.header.shape;
  const bytes = rows * columns * decodedBytes(decoding);
  const target = kernels.arena.allocate(bytes);
  const reader = new RowReader(volume);
  let kept: { readonly z: number; readonly plane: Plane } | null = null;
  return async (z) => {
    if (kept?.z === z) return kept.plane;
    onInvalid(await reader.read({ z, y: 0, rows }, kernels, target, decoding));
    kept = { z, plane: typed(kernels.arena.bytes(target, bytes).slice(), decoding) };
    return kept.plane;
  };
}

function typed(bytes: Uint8Array<ArrayBuffer>, decoding: Decoding): Plane {
  if (decoding === 'uint16') return new Uint16Array(bytes.buffer);
  return decoding === 'float32' ? new Float32Array(bytes.buffer) : bytes;
}
