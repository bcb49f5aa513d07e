import type { LineForm, SpelledLines } from '../../formats/points/published-points.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import type { KernelSource } from '../../volume/kernels/load-kernels.js';
import type { KernelModule } from '../../volume/kernels/wasm-exports.js';

export interface LineWorkerData {
  readonly kernelModule: KernelModule;
}

/** Numbers to format as lines, or a text of lines to parse. */
export type LineTask = { readonly form: LineForm } & (
  | { readonly values: Float64Array }
  | { readonly text: Uint8Array }
);

/** Formats and parses lines of numbers. The results belong to the caller. */
export interface LineWork {
  /** Formats numbers, line by line, in a form. */
  spell(values: Float64Array<ArrayBuffer>, form: LineForm): Promise<Uint8Array>;
  /** Parses lines from the start of a text, as long as they have the form. */
  read(text: Uint8Array, form: LineForm): Promise<SpelledLines>;
}

/** Returns a LineWork whose tasks `run` does. */
export function lineWorkBy(run: (task: LineTask) => Promise<unknown>): LineWork {
  return {
    spell: (values, form) => run({ values, form }) as Promise<Uint8Array>,
    read: (text, form) => run({ text, form }) as Promise<SpelledLines>,
  };
}

/** Returns a LineWork that runs on this thread. */
export function lineWork(source: KernelSource): LineWork {
  return lineWorkBy((task) => source.use(async (kernels) => doLines(kernels, task)));
}

/** Formats or parses lines; the result is copied out of the kernels' memory. */
export function doLines(kernels: Pick<Kernels, 'spellLines' | 'readLines'>, task: LineTask) {
  if ('values' in task) return kernels.spellLines(task.values, task.form).slice();
  const { lines, bytes, values } = kernels.readLines(task.text, task.form);
  return { lines, bytes, values: values.slice() };
}
