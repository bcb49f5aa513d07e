import { FormatError } from '../../errors/index.js';
import type { Kind, KindTypes } from './key-kinds.js';
import { kindNames, valueParsers } from './parse-value.js';

/** A `Key = Value` line. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

/** Which part of the file entries belong to, for messages. */
export interface Part {
  readonly path: string;
  /** E.g. `section 3`. */
  readonly name: string;
}

type Typed<Kinds extends Readonly<Record<string, Kind>>> = {
  readonly [Key in keyof Kinds]?: KindTypes[Kinds[Key]];
};

/**
 * Entries as typed values where `kinds` has their key and as text in `others` where not; of a repeated key the last
 * counts. Fails with a FormatError naming file, line, part and key when a value is not of its kind.
 */
export function typedValues<Kinds extends Readonly<Record<string, Kind>>>(
  entries: readonly Entry[],
  kinds: Kinds,
  part: Part,
): Typed<Kinds> & { readonly others: Readonly<Record<string, string>> } {
  const last = new Map(entries.map((entry) => [entry.key, entry]));
  const typed: [string, unknown][] = [];
  const others: [string, string][] = [];
  for (const entry of last.values()) {
    const kind = Object.hasOwn(kinds, entry.key) ? kinds[entry.key] : undefined;
    if (kind === undefined) others.push([entry.key, entry.value]);
    else if (entry.key !== 'SubFramePath' || entry.value !== '')
      typed.push([entry.key, typedValue(entry, kind, part)]);
  }
  return { ...(Object.fromEntries(typed) as Typed<Kinds>), others: Object.fromEntries(others) };
}

function typedValue({ key, value, line }: Entry, kind: Kind, part: Part): unknown {
  const parsed = valueParsers[kind](value);
  if (parsed !== null) return parsed;
  throw new FormatError(`bad value of ${key} in ${part.name}`, {
    path: part.path,
    line,
    expected: kindNames[kind],
    found: JSON.stringify(value),
  });
}
