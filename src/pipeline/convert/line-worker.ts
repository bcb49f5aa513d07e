import Tinypool from 'tinypool';
import { answering } from '../../base/thread-failure.js';
import { instantiateKernels } from '../../volume/kernels/load-kernels.js';
import { doLines, type LineTask, type LineWorkerData } from './line-work.js';

const { kernelModule } = Tinypool.workerData as LineWorkerData;
const kernels = instantiateKernels(kernelModule);

/** The entry point of a worker: formats or parses lines. Results are moved to the requesting thread, not copied. */
export default answering((task: LineTask): unknown => {
  const made = doLines(kernels, task);
  const { buffer } = made instanceof Uint8Array ? made : made.values;
  return Tinypool.move({
    [Tinypool.transferableSymbol]: [buffer],
    [Tinypool.valueSymbol]: made,
  } as never);
});
