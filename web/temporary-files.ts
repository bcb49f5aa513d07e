import { memoryStaging, type Staging } from '../src/volume/source/volume-format.js';

/** Returns a staging area in memory, in place of temporary-files.ts (`browser` of package.json). */
export function temporaryFiles(): Staging {
  return memoryStaging;
}
