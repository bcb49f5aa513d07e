import { setImmediate } from 'node:timers/promises';
import type { Pause } from '../../../neuroglancer/mesh/index.js';
import type { IngestContext } from '../../context.js';

/** Between pieces of a long computation: other runs, the display and interrupts have their turn. */
export function pauseBetween({ signal }: IngestContext): Pause {
  return async () => {
    await setImmediate();
    signal.throwIfAborted();
  };
}
