/**
 * The integer that a text spells by Python's rules (blanks around it, a sign, leading zeros and `_` between digits
 * are allowed), or null when it spells none or one too large to be kept exactly.
 */
export function parsePythonInteger(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?\d+(_\d+)*$/.test(trimmed)) return null;
  const value = Number(trimmed.replaceAll('_', ''));
  return Number.isSafeInteger(value) ? value + 0 : null;
}

/** The finite number that a text spells by Python's rules, exponents included, or null when it spells none. */
export function parsePythonFloat(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+(_\d+)*(\.(\d+(_\d+)*)?)?|\.\d+(_\d+)*)([eE][+-]?\d+(_\d+)*)?$/.test(trimmed)) return null;
  const value = Number(trimmed.replaceAll('_', ''));
  return Number.isFinite(value) ? value : null;
}
