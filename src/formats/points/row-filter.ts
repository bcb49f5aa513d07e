/** Picks the rows of one tomogram, and remembers what else there was. */
export interface RowFilter {
  matches(cell: string): boolean;
  readonly matched: number;
  /** Up to three values that the column does have. */
  readonly seen: readonly string[];
}

const samples = 3;

/** By text, or by value where both are whole numbers: `7` is then the same as `007`. */
export function rowFilter(wanted: string, by: 'text' | 'number'): RowFilter {
  const seen = new Set<string>();
  const isWanted =
    by === 'text'
      ? (cell: string) => cell === wanted
      : (cell: string) => isWholeNumber(cell) && Number(cell) === Number(wanted);
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

/** Whether a cell spells a whole number of 0 or more, `7` or `7.0`. */
export function isWholeNumber(text: string): boolean {
  return /^\d+(?:\.0*)?$/.test(text);
}
