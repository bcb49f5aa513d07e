import Tinypool from 'tinypool';
import { packFailure } from '../../../errors/index.js';
import { movedAnswer } from '../../../volume/engine/run/moved-answer.js';
import { instantiateKernels } from '../../../volume/kernels/index.js';
import type { LineWorkerData, ReadTask, SpellTask } from './line-messages.js';
import { readWith, spellWith } from './line-work.js';

const { kernelModule } = Tinypool.workerData as LineWorkerData;
const kernels = instantiateKernels(kernelModule);

/** Spells or reads some lines in a worker; what comes out is moved to the thread that asked. */
export default function work(task: SpellTask | ReadTask): unknown {
  try {
    if ('text' in task) {
      const lines = readWith(kernels, task.text, task.form);
      return movedAnswer(lines, [lines.values.buffer]);
    }
    const bytes = spellWith(kernels, task.values, task.form);
    return movedAnswer(bytes, [bytes.buffer]);
  } catch (error) {
    return packFailure(error);
  }
}
