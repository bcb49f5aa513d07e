import { sameTomogram } from './same-tomogram.js';

/** Picks the rows of one tomogram, and remembers what else there was. */
export interface RowFilter {
  matches(cell: string): boolean;
  readonly matched: number;
  /** Up to three values that the column does have. */
  readonly seen: readonly string[];
}

const samples = 3;

/**
 * By text; by value where both are whole numbers: `7` is then the same as `007`; or by the name of a file, as `sameTomogram`
 * compares them.
 */
export function rowFilter(wanted: string, by: 'text' | 'number' | 'file'): RowFilter {
  const seen = new Set<string>();
  const isWanted = comparison(wanted, by);
  let matched = 0;
  return {
    matches(cell) {
      if (isWanted(cell)) {
        matched++;
        return true;
      }
      if (seen.size < samples) seen.add(cell);
      return false;
    },
    get matched() {
      return matched;
    },
    get seen() {
      return [...seen];
    },
  };
}

function comparison(wanted: string, by: 'text' | 'number' | 'file'): (cell: string) => boolean {
  if (by === 'text') return (cell) => cell === wanted;
  if (by === 'number') return (cell) => isWholeNumber(cell) && Number(cell) === Number(wanted);
  return sameTomogram(wanted);
}

/** Whether a cell spells a whole number of 0 or more, `7` or `7.0`. */
export function isWholeNumber(text: string): boolean {
  return /^\d+(?:\.0*)?$/.test(text);
}
