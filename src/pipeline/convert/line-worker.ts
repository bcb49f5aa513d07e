import Tinypool from 'tinypool';
import { answering } from '../../base/thread-failure.js';
import { instantiateKernels } from '../../volume/kernels/load-kernels.js';
import { doLines, type LineTask, type LineWorkerData } from './line-work.js';

const { kernelModule } = Tinypool.workerData as LineWorkerData;
const kernels = instantiateKernels(kernelModule);

/** The entry point of a worker: formats or parses lines. Results are transferred, not copied. */
export default answering((task: LineTask): unknown => {
  const made = doLines(kernels, task);
  return movedAnswer(made, [made instanceof Uint8Array ? made.buffer : made.values.buffer]);
});

/** Returns an answer with buffers that are moved to the requesting thread instead of copied. */
function movedAnswer(answer: unknown, buffers: readonly ArrayBuffer[]): unknown {
  return Tinypool.move({
    [Tinypool.transferableSymbol]: buffers,
    [Tinypool.valueSymbol]: answer,
  } as never);
}
