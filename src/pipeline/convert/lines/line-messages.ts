import type { LineForm } from '../../../formats/points/index.js';
import type { KernelModule } from '../../../volume/kernels/index.js';

/** What the worker is started with. */
export interface LineWorkerData {
  readonly kernelModule: KernelModule;
}

/** Lines to be spelled. */
export interface SpellTask {
  readonly form: LineForm;
  readonly values: Float64Array;
}

/** Lines to be read. */
export interface ReadTask {
  readonly form: LineForm;
  readonly text: Uint8Array;
}
