import { groupBy } from '../base/collections.js';
import { Float } from '../base/float.js';
import { numberAt } from '../base/json-value.js';
import { hasField } from '../formats/points/point.js';
import { relionAngles } from '../formats/points/rotation.js';
import { quotable } from './export-format.js';
import type { ExportOutput, ExportProject, ExportWriter } from './export-output.js';
import type { ExportedRun, PointFile } from './exported-run.js';
import {
  byObject,
  located,
  type ObjectPoints,
  oriented,
  type PointRows,
  particleFiles,
  spellPoints,
} from './point-rows.js';

/**
 * Writes a particle STAR file for each object and voxel spacing, `{object}_{spacing}.star`, with the columns of RELION
 * 3.1 and of Warp: coordinates in voxels from the corner of the tomogram, as the tree has them, and RELION's angles.
 */
export const writeStar: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => particleFiles(run, out));
  for (const group of byObject(files, true)) {
    const isWritten = group.files.every(({ run }) => microscopeOf(run) !== null);
    for (const { annotation } of isWritten ? group.files : [])
      out.lose(annotation.label, `amplitude contrast is unknown: ${usualContrast}, the default of RELION`);
    await writeParticles(`${group.slug}_${group.spacing}.star`, group, particleTable, project, out);
  }
};

const particleTable: ParticleTable<PointFile> = {
  names: ['rlnTomoName', 'rlnMicrographName', 'rlnOpticsGroup'],
  coordinates: ['X', 'Y', 'Z'].map((axis) => `rlnCoordinate${axis}`),
  opticsOf: ({ voxelSpacing: size }) => ({ rlnMicrographPixelSize: size, rlnImagePixelSize: size }),
  rowsOf(file, optics) {
    const name = starCell(file.run.name);
    return {
      prefix: `${name} ${name} ${optics} `,
      row: hasField(file.type, 'rotation') ? '# # # # # #' : '# # #',
      numbers: (point) => [...located(point), ...oriented(file, point, relionAngles)],
    };
  },
};

/** The columns and rows in which tables of particles differ. */
export interface ParticleTable<File extends PointFile> {
  /** Columns before those of coordinates and angles. */
  readonly names: readonly string[];
  readonly coordinates: readonly string[];
  /** Returns the cells of the optics with the pixel size of the coordinates, in Å. */
  opticsOf(file: File): StarCells;
  rowsOf(file: File, optics: number): PointRows;
}

/**
 * Writes the blocks `optics` and `particles`; particles of the same pixel size, voltage and aberration are a group.
 * Reports runs without tilt series: their voltage and aberration are unknown, and the columns are left out then.
 */
export async function writeParticles<File extends PointFile>(
  path: string,
  { files, isOriented }: ObjectPoints<File>,
  { names, coordinates, opticsOf, rowsOf }: ParticleTable<File>,
  project: ExportProject,
  out: ExportOutput,
): Promise<void> {
  const unknown = files.filter(({ run }) => microscopeOf(run) === null);
  for (const { run, annotation } of unknown.length > 0 ? files : []) {
    const where =
      microscopeOf(run) === null ? 'no tilt series has them' : 'another run of the table lacks them';
    out.lose(annotation.label, `voltage and aberration are left out: ${where}`);
  }
  const cellsOf = (file: File): StarCells => ({
    ...(unknown.length > 0 ? {} : microscopeOf(file.run)),
    ...opticsOf(file),
  });
  const groups = [...groupBy(files, (file) => JSON.stringify(cellsOf(file))).values()];
  const numbers = new Map(groups.flatMap((own, index) => own.map((file) => [file, index + 1] as const)));
  const optics = groups.flatMap(([first], index) => {
    const group = { rlnOpticsGroup: index + 1, rlnOpticsGroupName: `opticsGroup${index + 1}` };
    return first === undefined ? [] : { ...group, ...cellsOf(first) };
  });
  const angles = isOriented ? ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'] : [];
  await out.file(path, async function* () {
    yield starTable('optics', optics);
    yield starTable('particles', [], [...names, ...coordinates, ...angles]);
    for (const file of files) yield* spellPoints(file, project, rowsOf(file, numbers.get(file) ?? 1));
    yield '\n';
  });
}

/** Amplitude contrast, which trees do not have: the default of RELION 5 (`pipeline_jobs.cpp`). */
export const usualContrast = 0.1;

/** Returns voltage (kV), spherical aberration (mm) and amplitude contrast of a run; null without tilt series. */
export function microscopeOf({ tiltSeries: [first] }: ExportedRun): StarCells | null {
  const volts = numberAt(first?.metadata, 'acceleration_voltage');
  const aberration = numberAt(first?.metadata, 'spherical_aberration_constant');
  if (volts === null || aberration === null) return null;
  const known = { rlnVoltage: volts / 1000, rlnSphericalAberration: aberration };
  return { ...known, rlnAmplitudeContrast: usualContrast };
}

/** Cells of a row of a STAR table, by column. */
export type StarCells = Readonly<Record<string, string | number>>;

/** Spells a table of a STAR file, by default with the columns that its rows have; a cell that a row lacks is `None`. */
export function starTable(
  block: string,
  rows: readonly StarCells[],
  columns = [...new Set(rows.flatMap((row) => Object.keys(row)))],
): string {
  const names = columns.map((name, index) => `_${name} #${index + 1}\n`).join('');
  const lines = rows.map((row) => `${columns.map((name) => starCell(row[name] ?? 'None')).join(' ')}\n`);
  return `\ndata_${block}\n\nloop_\n${names}${lines.join('')}`;
}

/** Texts that are no cell without quotes: those with blanks, and those that begin like a name, comment or block. */
const quoted = /^$|\s|^[_#"';]|^(?:data_|save_|loop_|stop_|global_)/i;

/** Spells a cell: the shortest number that reads back, or a text, in quotes that do not end in it if it needs them. */
export function starCell(value: string | number): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : new Float(value).toString();
  if (!quoted.test(value)) return value;
  return value.includes('"') && !/'\s/.test(value) ? `'${value}'` : `"${quotable(value)}"`;
}
