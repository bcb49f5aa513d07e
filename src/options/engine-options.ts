import { availableParallelism } from 'node:os';
import { UsageError } from '../errors/index.js';
import { count, text } from './kinds.js';
import type { OptionTable } from './option.js';

/** MiB that an ingest with one worker has been seen to need: the demo 246, wide and narrow volumes 240. */
const leastMemory = 256;

/** The options of everything that converts volumes. */
export const engineOptions = {
  jobs: count('N', {
    help: 'set the number of worker threads',
    initial: availableParallelism,
    shownDefault: 'one per processor',
    recorded: true,
  }),
  memory: count('MIB', {
    help: 'set the memory budget of the whole process, in MiB',
    note: `at least ${leastMemory}; fewer workers and smaller pictures with less`,
    initial: 512,
    least: leastMemory,
    recorded: String,
  }),
  stagingDir: text('DIR', {
    help: 'put temporary files into DIR',
    shownDefault: 'the system’s',
    note: 'unpacked sources, parts of uploads, records of points',
    check: refuseBucket,
  }),
} satisfies OptionTable;

function refuseBucket(given: string, name: string): void {
  if (/^s3:\/\//i.test(given)) {
    throw new UsageError(`${name} is a directory of this machine, not ${given}`);
  }
}
