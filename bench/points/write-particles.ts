import { closeSync, openSync, writeSync } from 'node:fs';

const pieceRows = 10_000;

/** Writes a RELION 4 table of `rows` particles, those of each of `runs` together; the same for every call. */
export function writeParticles(path: string, rows: number, runs: readonly string[]): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, head);
    for (let row = 0; row < rows; row += pieceRows) writeSync(file, pieceOfTable(row, rows, runs));
  } finally {
    closeSync(file);
  }
}

const head = `data_optics

loop_
_rlnOpticsGroup #1
_rlnImagePixelSize #2
1 10.000000

data_particles

loop_
_rlnTomoName #1
_rlnCoordinateX #2
_rlnCoordinateY #3
_rlnCoordinateZ #4
_rlnOriginXAngst #5
_rlnOriginYAngst #6
_rlnOriginZAngst #7
_rlnAngleRot #8
_rlnAngleTilt #9
_rlnAnglePsi #10
`;

function pieceOfTable(from: number, rows: number, runs: readonly string[]): string {
  let text = '';
  for (let row = from; row < Math.min(rows, from + pieceRows); row++) {
    const value = (index: number, range: number, decimals: number) =>
      ((((row + 1) * (index * 7919 + 104_729)) % 1_000_003) * (range / 1_000_003)).toFixed(decimals);
    const coordinates = [value(1, 4096, 3), value(2, 4096, 3), value(3, 1024, 3)];
    const shifts = [value(4, 20, 3), value(5, 20, 3), value(6, 20, 3)];
    const angles = [value(7, 360, 4), value(8, 180, 4), value(9, 360, 4)];
    text += `${[runs[Math.floor((row * runs.length) / rows)], ...coordinates, ...shifts, ...angles].join('\t')}\n`;
  }
  return text;
}
