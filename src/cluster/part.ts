import { UsageError } from '../base/errors.js';

/** A share of the runs of a deposition: the `number`th of `count` parts, counted from 1. */
export interface Part {
  readonly number: number;
  readonly count: number;
}

/** The value of `--part`: a part, or `auto`, which the engine's environment names, of `count` if given. */
export type PartRequest = Part | { readonly auto: true; readonly count: number | null };

/**
 * Parses `K/N`, `auto` or `auto/N`. Fails with a UsageError for anything else; `name` is the option, for the message.
 */
export function parsePart(given: string, name: string): PartRequest {
  const [, first = '', second] = /^(auto|\d{1,9})(?:\/(\d{1,9}))?$/.exec(given) ?? [];
  const count = second === undefined ? null : Number(second);
  const isAuto = first === 'auto' && count !== 0;
  if (isAuto) return { auto: true, count };
  const number = Number(first);
  if (first !== '' && count !== null && number >= 1 && number <= count) return { number, count };
  throw new UsageError(`${name} takes K/N with K from 1 to N, auto or auto/N, not ${given}`);
}

/** Formats a part as `3/8`. */
export function spellPart({ number, count }: Part): string {
  return `${number}/${count}`;
}
