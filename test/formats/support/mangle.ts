import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { isWhole } from '../../support/long.js';

/** Pseudo-random integers below `limit` from a seed (a 32-bit linear congruential generator). */
export function seededIntegers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Copies of `bytes` cut short, with random bytes written over, and of nothing but random bytes: `most` of each, or a third of them. */
export function* mangled(bytes: Uint8Array, seed: number, most = 60): Generator<Uint8Array> {
  const count = isWhole ? most : Math.ceil(most / 3);
  const below = seededIntegers(seed);
  for (let cut = 0; cut <= count; cut++) yield bytes.slice(0, Math.floor((bytes.length * cut) / (count + 1)));
  for (let copy = 0; copy < count; copy++) {
    // Not `slice`: of a Buffer it would be the same memory.
    const changed = new Uint8Array(bytes);
    for (let change = 0; change <= below(8); change++) changed[below(bytes.length)] = below(256);
    yield changed;
  }
  for (let copy = 0; copy < count; copy++) yield Uint8Array.from({ length: below(400) }, () => below(256));
}

/** Runs a reader on mangled bytes: it may return or throw one of our errors that has a message, nothing else. */
export function survives(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array, seed = 1): void {
  for (const copy of mangled(bytes, seed)) {
    try {
      read(copy);
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
      assert.ok(error.message.length > 0);
    }
  }
}
