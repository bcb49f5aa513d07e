import { binaryKinds } from './binary-kinds.js';
import type { Recognized } from './file-kinds.js';
import { type FileStart, sniffedStart } from './file-start.js';
import { textKinds } from './text-kinds.js';

/** What a file is, and what else it can be read as: a STAR file of RELION is an alignment and a CTF table. */
export interface SniffedFile extends Recognized {
  readonly others: readonly Recognized[];
}

const recognizers = [...binaryKinds, ...textKinds];
const unknown: SniffedFile = { kind: 'unknown', format: 'unknown', others: [] };

/** The kind and format of a file, by its beginning and, where that does not tell, its name. Never fails. */
export function sniffFile(start: FileStart): SniffedFile {
  if (start.size === 0) return unknown;
  const sniffed = sniffedStart(start);
  const fitting = recognizers.flatMap(({ kind, formatOf }): Recognized[] => {
    const format = formatOf(sniffed);
    return format === null ? [] : [{ kind, format }];
  });
  const [first, ...more] = fitting.filter(
    ({ kind }, index) => fitting.findIndex((other) => other.kind === kind) === index,
  );
  return first === undefined ? unknown : { ...first, others: more.filter(({ kind }) => !generic.has(kind)) };
}

/** Kinds that say no more than how a text is written. */
const generic: ReadonlySet<string> = new Set(['star', 'table', 'json', 'xml', 'yaml', 'text']);
