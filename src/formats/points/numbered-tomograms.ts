import { FormatError, IngestError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import { parseInteger } from '../text/index.js';
import { numberRows } from './number-table.js';
import type { PointOptions } from './point-options.js';
import { isWholeNumber } from './row-filter.js';
import { sameTomogram } from './same-tomogram.js';

/** Picks rows by the number of their tomogram; warns at the end where none was picked. */
export interface NumberFilter {
  matches(tomogram: number): boolean;
  warnOfNone(): void;
}

const samples = 3;

/**
 * The filter of a table that numbers its tomograms. `filter` is the number, or with a file of tomograms (number and path a
 * line, as a Dynamo `.doc` has them) the name of the tomogram's file, with or without its extension. Fails with an IngestError
 * where it is neither.
 */
export async function numberFilter(
  source: ByteSource,
  column: string,
  { filter, tomograms, unmatched, warn }: PointOptions,
): Promise<NumberFilter> {
  if (typeof filter !== 'string') return { matches: () => true, warnOfNone: () => {} };
  const wanted = tomograms == null ? null : await numberOf(filter, tomograms);
  if (wanted === null && !isWholeNumber(filter)) {
    throw new IngestError('the filter_value cannot select rows', {
      expected: `a whole number for ${column}${tomograms == null ? '' : `, or a tomogram of ${tomograms.path}`}`,
      found: JSON.stringify(filter),
    });
  }
  const number = wanted ?? Number(filter);
  const seen = new Set<number>();
  let matched = 0;
  return {
    matches(tomogram) {
      if (tomogram === number) {
        matched++;
        return true;
      }
      if (seen.size < samples) seen.add(tomogram);
      return false;
    },
    warnOfNone() {
      if (matched > 0) return;
      unmatched?.([...seen].map(String));
      const values =
        seen.size === 0 ? 'the table has no rows' : `it has ${[...seen].join(', ')}, for example`;
      warn?.(`${source.path}: no row has ${column} ${number}; ${values}`);
    },
  };
}

async function numberOf(filter: string, tomograms: ByteSource): Promise<number | null> {
  const isWanted = sameTomogram(filter);
  for await (const rows of numberRows(tomograms, 2)) {
    for (const { tokens, line } of rows) {
      const number = parseInteger(tokens[0] ?? '');
      if (number === null) {
        throw new FormatError('not a list of tomograms', {
          path: tomograms.path,
          line,
          expected: 'a number and a path',
          found: tokens.slice(0, 2).join(' '),
        });
      }
      if (isWanted(tokens.slice(1).join(' '))) return number;
    }
  }
  return null;
}
