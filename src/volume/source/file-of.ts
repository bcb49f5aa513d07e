import type { RandomReader } from '../../storage/index.js';
import type { VolumeCandidate } from './volume-format.js';

/** The open file of a candidate that is one. Fails with a TypeError for a directory. */
export function fileOf({ file, location }: VolumeCandidate): RandomReader {
  if (file === null) throw new TypeError(`${location} is not a file`);
  return file;
}
