/** The first of some names, and how many more there are: `a, b and 3 more`. */
export function nameSome(names: readonly string[], most: number): string {
  const others = names.length - most;
  return `${names.slice(0, most).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
