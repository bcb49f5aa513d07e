/** Numbers of a list that are shown. */
const longestList = 12;

/** A number with at most six digits that say something. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** Numbers with commas between them. */
export function formatNumbers(values: readonly number[]): string {
  return values.map(formatNumber).join(', ');
}

/** The first numbers of a list, and how many more there are. */
export function listNumbers(values: readonly number[]): string {
  const more = values.length - longestList;
  return `${formatNumbers(values.slice(0, longestList))}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Extents with × between them. */
export function formatShape(shape: readonly number[]): string {
  return shape.join(' × ');
}
