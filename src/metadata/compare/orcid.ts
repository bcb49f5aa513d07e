/** Whether an ORCID identifier has the check digit that its other digits ask for (ISO 7064, MOD 11-2). */
export function isOrcid(text: string): boolean {
  const digits = text.replaceAll('-', '');
  if (!/^\d{15}[\dX]$/.test(digits)) return false;
  const total = [...digits.slice(0, 15)].reduce((sum, digit) => (sum + Number(digit)) * 2, 0);
  const check = (12 - (total % 11)) % 11;
  return digits.at(-1) === (check === 10 ? 'X' : `${check}`);
}
