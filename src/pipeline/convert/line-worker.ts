import Tinypool from 'tinypool';
import { answering } from '../../base/thread-failure.js';
import { instantiateKernels } from '../../volume/kernels/load-kernels.js';
import { type LineWorkerData, type ReadTask, readWith, type SpellTask, spellWith } from './line-work.js';

const { kernelModule } = Tinypool.workerData as LineWorkerData;
const kernels = instantiateKernels(kernelModule);

/** The entry point of a worker: formats or parses lines. Results are transferred, not copied. */
export default answering((task: SpellTask | ReadTask): unknown => {
  if ('text' in task) {
    const lines = readWith(kernels, task.text, task.form);
    return movedAnswer(lines, [lines.values.buffer]);
  }
  const bytes = spellWith(kernels, task.values, task.form);
  return movedAnswer(bytes, [bytes.buffer]);
});

/** Returns an answer with buffers that are moved to the requesting thread instead of copied. */
function movedAnswer(answer: unknown, buffers: readonly ArrayBuffer[]): unknown {
  return Tinypool.move({
    [Tinypool.transferableSymbol]: buffers,
    [Tinypool.valueSymbol]: answer,
  } as never);
}
