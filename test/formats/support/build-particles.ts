/** A particle as Dynamo and the EM format list it. */
export interface ListedParticle {
  /** Expected location in pixels. */
  readonly at: readonly [number, number, number];
  readonly shift?: readonly [number, number, number];
  /** tdrot, tilt, narot, or phi, psi, theta. */
  readonly angles?: readonly [number, number, number];
  readonly tomogram?: number;
}

/** A Dynamo table of 35 columns, as cryoCAT writes them. */
export function dynamoTable(particles: readonly ListedParticle[]): string {
  return particles
    .map(({ at, shift = [0, 0, 0], angles = [0, 0, 0], tomogram = 1 }, index) => {
      const row: number[] = new Array(35).fill(0);
      row.splice(0, 3, index + 1, 1, 1);
      row.splice(3, 3, ...shift);
      row.splice(6, 3, ...angles);
      row[19] = tomogram;
      row.splice(23, 3, ...at.map((value, axis) => value - (shift[axis] ?? 0)));
      return row.join(' ');
    })
    .join('\n')
    .concat('\n');
}

/** An EM motive list, counted from 1. */
export function buildMotiveList(particles: readonly ListedParticle[], isBigEndian = false): Uint8Array {
  const bytes = new Uint8Array(512 + particles.length * 80);
  const view = new DataView(bytes.buffer);
  bytes.set([isBigEndian ? 3 : 6, 0, 0, 5]);
  for (const [index, size] of [20, particles.length, 1].entries()) {
    view.setInt32(4 + 4 * index, size, !isBigEndian);
  }
  for (const [index, { at, shift = [0, 0, 0], angles = [0, 0, 0], tomogram = 1 }] of particles.entries()) {
    const row: number[] = new Array(20).fill(0);
    row[4] = tomogram;
    row.splice(7, 3, ...at.map((value, axis) => value + 1 - (shift[axis] ?? 0)));
    row.splice(10, 3, ...shift);
    row.splice(16, 3, ...angles);
    for (const [place, value] of row.entries()) {
      view.setFloat32(512 + 80 * index + 4 * place, value, !isBigEndian);
    }
  }
  return bytes;
}
