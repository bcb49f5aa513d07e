import { UsageError } from '../base/errors.js';

/** A share of the runs of a deposition: the `number`th of `count`, counted from 1. */
export interface Part {
  readonly number: number;
  readonly count: number;
}

/** What `--part` asks for: a part, or the one that the engine's variables name, of `count` where that was given. */
export type PartRequest = Part | { readonly auto: true; readonly count: number | null };

/** Reads `K/N`, `auto` or `auto/N`; fails with a UsageError for anything else. */
export function parsePart(given: string, name: string): PartRequest {
  const [, first = '', second] = /^(auto|\d{1,9})(?:\/(\d{1,9}))?$/.exec(given) ?? [];
  const count = second === undefined ? null : Number(second);
  const isAuto = first === 'auto' && count !== 0;
  if (isAuto) return { auto: true, count };
  const number = Number(first);
  if (first !== '' && count !== null && number >= 1 && number <= count) return { number, count };
  throw new UsageError(`${name} takes K/N with K from 1 to N, auto or auto/N, not ${given}`);
}

/** `3/8`. */
export function spellPart({ number, count }: Part): string {
  return `${number}/${count}`;
}
