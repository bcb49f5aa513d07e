import { groupBy } from '../base/collections.js';
import { Float } from '../base/float.js';
import { numberAt } from '../base/json-value.js';
import { relionAngles } from '../formats/points/rotation.js';
import type { ExportProject, ExportWriter } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import type { ExportedRun, PointFile } from './exported-run.js';
import {
  byObject,
  located,
  type ObjectPoints,
  oriented,
  type PointRows,
  particleFiles,
  separated,
  spellPoints,
} from './point-rows.js';

/**
 * Writes a particle STAR file for each object and voxel spacing, `{object}_{spacing}.star`, with the columns of RELION 3.1 and of
 * Warp: coordinates in voxels from the corner of the tomogram, as the tree has them, and RELION's angles.
 */
export const writeStar: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => particleFiles(run, out));
  for (const group of byObject(files, true)) {
    const path = `${group.slug}_${group.spacing}.star`;
    const table: ParticleTable = {
      names: ['rlnTomoName', 'rlnMicrographName', 'rlnOpticsGroup'],
      coordinates: ['X', 'Y', 'Z'].map((axis) => `rlnCoordinate${axis}`),
      pixelSizes: ['rlnMicrographPixelSize', 'rlnImagePixelSize'],
      pixelSizeOf: ({ voxelSpacing }) => voxelSpacing,
      rowsOf(file, optics) {
        const name = starCell(file.run.name);
        return {
          ...separated(group.isOriented ? 6 : 3, ' '),
          prefix: `${name} ${name} ${optics} `,
          numbers: (point) => [...located(point), ...oriented(file, point, relionAngles)],
        };
      },
    };
    await writeParticles(path, group, table, project, out);
  }
};

/** What differs between tables of particles. */
export interface ParticleTable {
  /** Columns before those of coordinates and angles. */
  readonly names: readonly string[];
  readonly coordinates: readonly string[];
  /** Columns of the optics with the pixel size of the coordinates. */
  readonly pixelSizes: readonly string[];
  /** Å. */
  pixelSizeOf(file: PointFile): number;
  /** Returns the rows of a file with its group of the optics. */
  rowsOf(file: PointFile, optics: number): PointRows;
}

/**
 * Writes the blocks `optics` and `particles`; particles of the same pixel size, voltage and aberration are a group. Reports runs
 * without tilt series: their voltage and aberration are unknown, and the columns are left out then.
 */
export async function writeParticles(
  path: string,
  { files, isOriented }: ObjectPoints,
  { names, coordinates, pixelSizes, pixelSizeOf, rowsOf }: ParticleTable,
  project: ExportProject,
  out: ExportOutput,
): Promise<void> {
  const unknown = files.filter(({ run }) => microscopeOf(run) === null);
  for (const { annotation } of unknown)
    out.lose(annotation.label, 'no tilt series: voltage and aberration are left out');
  const groups = groupBy(files, (file) =>
    JSON.stringify([...(microscopeOf(file.run) ?? []), pixelSizeOf(file)]),
  );
  const numbers = new Map(
    [...groups.values()].flatMap((own, index) => own.map((file) => [file, index + 1] as const)),
  );
  const optics = [...groups.values()].map(([first], index): (string | number)[] => {
    if (first === undefined) return [];
    const microscope = unknown.length > 0 ? [] : [...(microscopeOf(first.run) ?? []), usualAmplitudeContrast];
    return [index + 1, `opticsGroup${index + 1}`, ...microscope, ...pixelSizes.map(() => pixelSizeOf(first))];
  });
  const microscope =
    unknown.length > 0 ? [] : ['rlnVoltage', 'rlnSphericalAberration', 'rlnAmplitudeContrast'];
  const columns = ['rlnOpticsGroup', 'rlnOpticsGroupName', ...microscope, ...pixelSizes];
  const angles = isOriented ? ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'] : [];
  await out.text(path, async function* () {
    yield starTable('optics', columns, optics);
    yield starTable('particles', [...names, ...coordinates, ...angles], []).trimEnd();
    yield '\n';
    for (const file of files) yield* spellPoints(file, project, rowsOf(file, numbers.get(file) ?? 1));
    yield '\n';
  });
}

/** Amplitude contrast, which trees do not have: the default of RELION 5 (`pipeline_jobs.cpp`). */
export const usualAmplitudeContrast = 0.1;

/** Returns the voltage in kV and the spherical aberration in mm of a run; null if it has no tilt series with both. */
export function microscopeOf({ tiltSeries: [first] }: ExportedRun): readonly [number, number] | null {
  const volts = numberAt(first?.metadata, 'acceleration_voltage');
  const aberration = numberAt(first?.metadata, 'spherical_aberration_constant');
  return volts === null || aberration === null ? null : [volts / 1000, aberration];
}

/** Spells a table of a STAR file. */
export function starTable(
  block: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const names = columns.map((name, index) => `_${name} #${index + 1}\n`).join('');
  return `\ndata_${block}\n\nloop_\n${names}${rows.map((row) => `${row.map(starCell).join(' ')}\n`).join('')}\n`;
}

/** Spells a cell: the shortest number that reads back, or a text, in quotes if it is empty or has blanks. */
export function starCell(value: string | number): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : new Float(value).toString();
  return value === '' || /\s|^[_#"';]/.test(value) ? `"${value.replaceAll('"', "'")}"` : value;
}
