import { FormatError } from '../../errors/index.js';
import type { Kernels, MaskRule } from '../kernels/index.js';
import type { OpenVolume } from '../source/index.js';
import type { Plane } from './plane-resizer.js';

/** What the samples of a source are decoded to. */
export type Decoding =
  | { readonly to: 'mask'; readonly rule: MaskRule }
  | { readonly to: 'values' | 'labels' };

/**
 * Reads decoded planes of a volume one by one, in the memory of one plane; the last one is kept. `onInvalid` is told
 * how many voxels of a plane are no labels. Fails with a FormatError when the file became shorter.
 */
export function planeReader(
  { header, samples, location }: OpenVolume,
  kernels: Kernels,
  decoding: Decoding,
  onInvalid: (voxels: number) => void = () => {},
): (z: number) => Promise<Plane> {
  const [, rows, columns] = header.shape;
  const planeBytes = samples.rowBytes * rows;
  const { arena } = kernels;
  const source = { offset: arena.allocate(planeBytes), rowStride: samples.rowBytes };
  const voxelBytes = decoding.to === 'mask' ? 1 : decoding.to === 'labels' ? 2 : 4;
  const target = { offset: arena.allocate(rows * columns * voxelBytes), rowStride: columns * voxelBytes };
  const extent = { rows, columns };
  let kept: { readonly z: number; readonly plane: Plane } | null = null;
  return async (z) => {
    if (kept?.z === z) return kept.plane;
    const offset = samples.offset + z * planeBytes;
    const bytes = await samples.reader.read(offset, planeBytes);
    if (bytes.length < planeBytes) {
      throw new FormatError('the file became shorter while it was read', {
        path: location,
        offset,
        expected: `${planeBytes} bytes`,
        found: `${bytes.length}`,
      });
    }
    arena.bytes(source.offset, planeBytes).set(bytes);
    if (decoding.to === 'mask') kernels.decodeMask(source, target, extent, header, decoding.rule);
    else if (decoding.to === 'labels') onInvalid(kernels.decodeLabels(source, target, extent, header));
    else kernels.decode(source, target, extent, header);
    const decoded = arena.bytes(target.offset, rows * columns * voxelBytes).slice();
    kept = { z, plane: typed(decoded, decoding) };
    return kept.plane;
  };
}

function typed(bytes: Uint8Array<ArrayBuffer>, { to }: Decoding): Plane {
  if (to === 'mask') return bytes;
  return to === 'labels' ? new Uint16Array(bytes.buffer) : new Float32Array(bytes.buffer);
}
