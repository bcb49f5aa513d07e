import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Where the files of a bench lie unless it is told another place: in memory, where the system has a directory for that. */
export const memoryPlace = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
