import type { LineForm, SpelledLines } from '../../formats/points/point-lines.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import type { KernelSource } from '../../volume/kernels/load-kernels.js';
import type { KernelModule } from '../../volume/kernels/wasm-exports.js';

/** Data of the worker. */
export interface LineWorkerData {
  readonly kernelModule: KernelModule;
}

export interface SpellTask {
  readonly form: LineForm;
  readonly values: Float64Array;
}

export interface ReadTask {
  readonly form: LineForm;
  readonly text: Uint8Array;
}

/** Formats and parses lines of numbers. The results belong to the caller. */
export interface LineWork {
  /** Formats numbers, line by line, in a form. */
  spell(values: Float64Array<ArrayBuffer>, form: LineForm): Promise<Uint8Array>;
  /** Parses lines from the start of a text, as long as they have the form. */
  read(text: Uint8Array, form: LineForm): Promise<SpelledLines>;
}

/** Returns a LineWork that runs on this thread. */
export function lineWork(source: KernelSource): LineWork {
  return {
    spell: (values, form) => source.use(async (kernels) => spellWith(kernels, values, form)),
    read: (text, form) => source.use(async (kernels) => readWith(kernels, text, form)),
  };
}

/** Formats lines; the result is copied out of the kernels' memory. */
export function spellWith(
  kernels: Pick<Kernels, 'spellLines'>,
  values: Float64Array,
  form: LineForm,
): Uint8Array<ArrayBuffer> {
  return kernels.spellLines(values, form).slice();
}

/** Parses lines; the numbers are copied out of the kernels' memory. */
export function readWith(
  kernels: Pick<Kernels, 'readLines'>,
  text: Uint8Array,
  form: LineForm,
): SpelledLines & { readonly values: Float64Array<ArrayBuffer> } {
  const { lines, bytes, values } = kernels.readLines(text, form);
  return { lines, bytes, values: values.slice() };
}
