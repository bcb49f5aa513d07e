import type { MessagePort } from 'node:worker_threads';
import type { AppendPlace } from '../../../storage/index.js';
import type { KernelModule } from '../../../volume/kernels/index.js';
import type { LabelSurface } from './label-surfaces.js';
import type { MaskBlock } from './mask-block.js';

/** What a worker of masks is given when it starts. */
export interface MaskWorkerData {
  readonly kernelModule: KernelModule;
  readonly surfaces: AppendPlace;
  readonly meshes: AppendPlace;
}

/** A chunk to be made of a block's labels, uint16 in memory that both threads see. */
export interface ChunkTask {
  readonly block: MaskBlock;
  readonly labels: Uint8Array<SharedArrayBuffer>;
  /** Told when the labels are copied, and their memory may be used for others. */
  readonly copied: MessagePort;
}

/** A label's surface to be made a mesh. */
export interface SurfaceTask {
  readonly surface: LabelSurface;
}
