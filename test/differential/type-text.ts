/** How samples are stored, as verdicts give it: `int16`, `float32, big-endian`, `int8 (unsigned)`. */
export function typeText(sampleType: string, littleEndian: boolean, unsignedBytes = false): string {
  const isOrdered = !['int8', 'uint8', 'packed4'].includes(sampleType);
  return `${sampleType}${unsignedBytes ? ' (unsigned)' : ''}${isOrdered && !littleEndian ? ', big-endian' : ''}`;
}

const names: Readonly<Record<string, string>> = { i: 'int', u: 'uint', f: 'float', b: 'uint' };

/** The same of a data type of zarr, such as `<f4`. */
export function typeTextOfZarr(dtype: string): string {
  const [, order = '', kind = '', bytes = ''] = /([<>|])([a-z])(\d+)/.exec(dtype) ?? [];
  // Integers of 64 bits are read as float64, up to 2⁵³, in the order of the machine.
  if (/^[iu]$/.test(kind) && bytes === '8') return 'float64';
  return typeText(`${names[kind] ?? kind}${8 * Number(bytes)}`, order !== '>');
}
