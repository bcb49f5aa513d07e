import type { LineForm, SpelledLines } from '../../formats/points/point-lines.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import type { KernelSource } from '../../volume/kernels/load-kernels.js';
import type { KernelModule } from '../../volume/kernels/wasm-exports.js';

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

/** Spells and reads lines of numbers; whoever asks has what comes out for good. */
export interface LineWork {
  /** Lines of numbers, one number after the other, as a form spells them. */
  spell(values: Float64Array<ArrayBuffer>, form: LineForm): Promise<Uint8Array>;
  /** The lines that a text begins with, as long as they are spelled by a form. */
  read(text: Uint8Array, form: LineForm): Promise<SpelledLines>;
}

/** All on this thread. */
export function lineWork(source: KernelSource): LineWork {
  return {
    spell: (values, form) => source.use(async (kernels) => spellWith(kernels, values, form)),
    read: (text, form) => source.use(async (kernels) => readWith(kernels, text, form)),
  };
}

/** Lines copied out of the kernels' memory. */
export function spellWith(
  kernels: Pick<Kernels, 'spellLines'>,
  values: Float64Array,
  form: LineForm,
): Uint8Array<ArrayBuffer> {
  return kernels.spellLines(values, form).slice();
}

/** Numbers copied out of the kernels' memory. */
export function readWith(
  kernels: Pick<Kernels, 'readLines'>,
  text: Uint8Array,
  form: LineForm,
): SpelledLines & { readonly values: Float64Array<ArrayBuffer> } {
  const { lines, bytes, values } = kernels.readLines(text, form);
  return { lines, bytes, values: values.slice() };
}
