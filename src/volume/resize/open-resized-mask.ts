import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalStorage } from '../../storage/index.js';
import { loadKernels, type MaskRule } from '../kernels/index.js';
import type { OpenVolume } from '../source/index.js';
import type { Shape } from '../volume.js';
import { planeReader } from './plane-reader.js';
import { anySetResizer, nearestResizer, type PlaneResizer, thresholdResizer } from './plane-resizer.js';

export interface ResizeRequest {
  /** Shape to bring the mask to. */
  readonly shape: Shape;
  /** Which voxels of a semantic mask are set; null for an instance mask, whose labels are kept. */
  readonly rule: MaskRule | null;
  readonly signal?: AbortSignal | undefined;
  /** Where the resized copy lies until it is closed; the system's directory of temporary files by default. */
  readonly stagingDirectory?: string | undefined;
}

/**
 * A mask at another size, as a copy of 0 and 1 (int8) or of labels (uint16) that `close` removes; the source stays
 * open. A label is chosen before, and a threshold applied after the local mean; labels go to the nearest voxel. Works
 * plane by plane. Fails with a FormatError when the source cannot be read, and with a StorageError without room.
 */
export async function openResizedMask(source: OpenVolume, request: ResizeRequest): Promise<OpenVolume> {
  const directory = await mkdtemp(join(request.stagingDirectory ?? tmpdir(), 'cryoet-mask-'));
  const close = () => rm(directory, { recursive: true, force: true });
  try {
    const storage = createLocalStorage(directory);
    await writePlanes(source, request, await storage.createFile(copyName), request.signal);
    const reader = await storage.open(copyName);
    const voxelBytes = request.rule === null ? 2 : 1;
    return {
      header: {
        ...source.header,
        shape: request.shape,
        sampleType: request.rule === null ? 'uint16' : 'int8',
        littleEndian: true,
        unsignedBytes: false,
      },
      location: source.location,
      samples: { reader, offset: 0, rowBytes: request.shape[2] * voxelBytes },
      async close() {
        await reader.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const copyName = 'mask';

type Writer = { write(offset: number, bytes: Uint8Array): Promise<void>; commit(): Promise<void> };

async function writePlanes(
  source: OpenVolume,
  { shape, rule }: ResizeRequest,
  writer: Writer,
  signal: AbortSignal | undefined,
): Promise<void> {
  const kernels = await loadKernels();
  const from = source.header.shape;
  const resize = resizedPlanes();
  let offset = 0;
  for (let z = 0; z < shape[0]; z++) {
    signal?.throwIfAborted();
    const plane = await resize(z);
    const bytes = new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength);
    await writer.write(offset, bytes);
    offset += bytes.length;
  }
  await writer.commit();

  function resizedPlanes(): (z: number) => Promise<Uint8Array | Uint16Array> {
    if (rule === null) return bind(nearestResizer(from, shape), { to: 'labels' });
    if ('equals' in rule) return bind(anySetResizer(from, shape), { to: 'mask', rule });
    return bind(thresholdResizer(from, shape, rule.threshold), { to: 'values' });
  }

  function bind<Source extends Uint8Array | Uint16Array | Float32Array>(
    resizer: PlaneResizer<Source>,
    decoding: Parameters<typeof planeReader>[2],
  ): (z: number) => Promise<Uint8Array | Uint16Array> {
    const read = planeReader(source, kernels, decoding) as (z: number) => Promise<Source>;
    return (z) => resizer.plane(z, read);
  }
}
