import { mapping, text } from '../fields/build.js';
import { stamp } from './common.js';

/** Schema of `run_metadata.json`. */
export const runFile = mapping('RunMetadata', 'Metadata file of a run.', {
  run_name: text('Name of the run; also that of its directory.'),
  ...stamp,
});
