import { KernelPool, type KernelSource, type Kernels, type MaskRule } from '../kernels/index.js';
import type { Decoding } from '../samples/index.js';
import { memoryStaging, type OpenRows, type Staging } from '../source/index.js';
import type { Shape } from '../volume.js';
import { planeReader } from './plane-reader.js';
import {
  anySetResizer,
  nearestResizer,
  type Plane,
  type PlaneResizer,
  thresholdResizer,
} from './plane-resizer.js';

export interface ResizeRequest {
  /** Shape to bring the mask to. */
  readonly shape: Shape;
  /** Which voxels of a semantic mask are set; null for an instance mask, whose labels are kept. */
  readonly rule: MaskRule | null;
  readonly signal?: AbortSignal | undefined;
  /** Where the resized copy lies until it is closed; memory by default. */
  readonly staging?: Staging | undefined;
  /** Kernels of its own by default. */
  readonly kernels?: KernelSource | undefined;
}

/**
 * A mask at another size, as a copy of 0 and 1 (int8) or of labels (uint16) that `close` removes; the source stays
 * open. A label is chosen before, and a threshold applied after the local mean; labels go to the nearest voxel. Works
 * plane by plane. Fails with a FormatError when the source cannot be read, and with a StorageError without room.
 */
export async function openResizedMask(source: OpenRows, request: ResizeRequest): Promise<OpenRows> {
  const { shape, rule, signal, staging = memoryStaging } = request;
  const rowBytes = shape[2] * (rule === null ? 2 : 1);
  const planeBytes = shape[1] * rowBytes;
  const staged = await staging.create(shape[0] * planeBytes);
  let invalid = 0;
  try {
    await (request.kernels ?? new KernelPool()).use(async (kernels) => {
      const plane = resizedPlanes(source, shape, rule, kernels, (voxels) => {
        invalid += voxels;
      });
      for (let z = 0; z < shape[0]; z++) {
        signal?.throwIfAborted();
        const { buffer, byteOffset, byteLength } = await plane(z);
        staged.write(z * planeBytes, new Uint8Array(buffer, byteOffset, byteLength));
      }
    });
    const reader = await staged.finish(shape[0] * planeBytes);
    return {
      header: {
        ...source.header,
        shape,
        sampleType: rule === null ? 'uint16' : 'int8',
        littleEndian: true,
        unsignedBytes: false,
        warnings: [
          ...source.header.warnings,
          ...(invalid > 0
            ? [`${invalid} voxels of the source are not labels (integers of 0 to 65535) and became 0`]
            : []),
        ],
      },
      location: source.location,
      samples: { reader, offset: 0, rowBytes },
      async close() {
        await reader.close();
        await staged.remove();
      },
    };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}

type Target = Uint8Array | Uint16Array;

function resizedPlanes(
  source: OpenRows,
  shape: Shape,
  rule: MaskRule | null,
  kernels: Kernels,
  onInvalid: (voxels: number) => void,
): (z: number) => Promise<Target> {
  const from = source.header.shape;
  function bind<Source extends Plane>(resizer: PlaneResizer<Source>, decoding: Decoding) {
    const read = planeReader(source, kernels, decoding, onInvalid) as (z: number) => Promise<Source>;
    return (z: number) => resizer.plane(z, read);
  }
  if (rule === null) return bind(nearestResizer(from, shape), 'uint16');
  if ('equals' in rule) return bind(anySetResizer(from, shape), { mask: rule });
  return bind(thresholdResizer(from, shape, rule.threshold), 'float32');
}
