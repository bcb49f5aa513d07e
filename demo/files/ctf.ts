/** CTF estimate of one image: defocus and resolution in Å, azimuth in degrees. */
export interface CtfEstimate {
  readonly tilt: number;
  readonly defocus: readonly [number, number];
  readonly azimuth: number;
  readonly correlation: number;
  readonly resolution: number;
}

/** The table of CTFFIND 4. */
export function encodeCtffind(rows: readonly CtfEstimate[]): string {
  return lines([
    '# Output from CTFFind version 4.1.14',
    '# Columns: #1 - micrograph number; #2 - defocus 1 [Angstroms]; #3 - defocus 2; #4 - azimuth of astigmatism; #5 - additional phase shift [radians]; #6 - cross correlation; #7 - spacing (in Angstroms) up to which CTF rings were fit successfully',
    ...rows.map(({ defocus, azimuth, correlation, resolution }, i) =>
      [
        `${i + 1}.000000`,
        ...defocus.map((value) => value.toFixed(6)),
        azimuth.toFixed(6),
        '0.000000',
        correlation.toFixed(6),
        resolution.toFixed(6),
      ].join(' '),
    ),
  ]);
}

/** IMOD's `.defocus`, version 3 with astigmatism: nanometres, views counted from 1. */
export function encodeDefocus(rows: readonly CtfEstimate[]): string {
  return lines([
    '1  0 0. 0. 0  3',
    ...rows.map(({ tilt, defocus: [first, second], azimuth }, i) =>
      [
        i + 1,
        i + 1,
        tilt.toFixed(2),
        tilt.toFixed(2),
        nanometres(first),
        nanometres(second),
        azimuth.toFixed(2),
      ].join('\t'),
    ),
  ]);
}

function nanometres(angstroms: number): string {
  return (angstroms / 10).toFixed(1);
}

function lines(rows: readonly string[]): string {
  return `${rows.join('\n')}\n`;
}
