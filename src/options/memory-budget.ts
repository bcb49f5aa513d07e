import { count } from './kinds.js';

const leastMemory = 256;

/** The memory of the whole process in MiB; `also` tells what a smaller one changes. */
export function memoryBudget<const More extends object>(also: string, more: More) {
  return {
    ...count('MIB', {
      help: 'set the memory budget of the whole process, in MiB',
      note: `at least ${leastMemory}; ${also} with less`,
      initial: 512,
      least: leastMemory,
    }),
    ...more,
  };
}
