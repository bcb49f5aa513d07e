import { groupBy } from '../base/collections.js';
import { numberAt } from '../base/json-value.js';
import { relionAngles } from '../formats/points/rotation.js';
import type { ExportWriter } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import { type ExportedRun, itemName } from './exported-run.js';
import {
  byObject,
  type ObjectPoints,
  type PointRows,
  particleFiles,
  putLocation,
  type RunPoints,
  rotationOf,
  separated,
  spellPoints,
} from './point-rows.js';
import { starCell, starHead, starTable } from './star-table.js';

/** Columns of the angles of a particle. */
export const angleColumns = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'] as const;

/**
 * Writes a particle STAR file for each object and voxel spacing, `{object}_{spacing}.star`, with the columns of RELION 3.1 and of
 * Warp: coordinates in voxels from the corner of the tomogram, as the tree has them, and RELION's angles.
 */
export const writeStar: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => particleFiles(run, out));
  for (const group of byObject(files, ({ file }) => file.annotation.spacing)) {
    const optics = opticsGroups(group, ({ file }) => file.voxelSpacing, out);
    const columns = ['rlnTomoName', 'rlnMicrographName', 'rlnOpticsGroup'];
    const coordinates = ['X', 'Y', 'Z'].map((axis) => `rlnCoordinate${axis}`);
    await out.text(`${group.slug}_${group.key}.star`, async function* () {
      yield starTable(
        'optics',
        [...optics.columns, 'rlnMicrographPixelSize', 'rlnImagePixelSize', 'rlnImageDimensionality'],
        optics.rows.map(({ cells, pixelSize }) => [...cells, pixelSize, pixelSize, 3]),
      );
      yield starHead('particles', [...columns, ...coordinates, ...(group.isOriented ? angleColumns : [])]);
      for (const each of group.files) {
        const name = starCell(each.run.name);
        yield* spellPoints(
          each.file,
          project,
          particleRows(each, `${name} ${name} ${optics.groupOf(each)} `),
        );
      }
      yield '\n';
    });
  }
};

function particleRows({ file }: RunPoints, prefix: string): PointRows {
  const isOriented = file.type === 'orientedPoint';
  return {
    ...separated(isOriented ? 6 : 3, ' '),
    prefix,
    put(point, values, at) {
      putLocation(point, values, at);
      if (isOriented) values.set(relionAngles(rotationOf(point, file)), at + 3);
    },
  };
}

/** Groups of particles with the same optics. */
export interface OpticsGroups {
  /** Columns that every file of particles of RELION has. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cells: readonly (string | number)[]; readonly pixelSize: number }[];
  groupOf(points: RunPoints): number;
}

/**
 * Returns the optics of particles, a group for each pixel size (Å), voltage and aberration. Reports runs without tilt series:
 * their voltage and aberration are unknown, and the columns are left out then.
 */
export function opticsGroups(
  { files }: ObjectPoints,
  pixelSizeOf: (points: RunPoints) => number,
  out: ExportOutput,
): OpticsGroups {
  const known = files.map((each) => ({ each, ...microscopeOf(each.run), pixelSize: pixelSizeOf(each) }));
  const unknown = known.filter(({ voltage, aberration }) => voltage === null || aberration === null);
  for (const { each } of unknown) {
    out.lose(
      itemName(each.run, 'annotation', each.file.annotation),
      'voltage and aberration are unknown: no tilt series',
    );
  }
  const keyOf = ({ voltage, aberration, pixelSize }: (typeof known)[number]) =>
    `${voltage} ${aberration} ${pixelSize}`;
  const groups = [...groupBy(known, keyOf).values()];
  const numbers = new Map(
    groups.flatMap((group, index) => group.map(({ each }) => [each, index + 1] as const)),
  );
  const isKnown = unknown.length === 0;
  return {
    columns: [
      ...['rlnOpticsGroup', 'rlnOpticsGroupName'],
      ...(isKnown ? ['rlnVoltage', 'rlnSphericalAberration', 'rlnAmplitudeContrast'] : []),
    ],
    rows: groups.flatMap(([first], index) =>
      first === undefined
        ? []
        : {
            pixelSize: first.pixelSize,
            cells: [
              ...[index + 1, `opticsGroup${index + 1}`],
              ...(isKnown ? [first.voltage ?? 0, first.aberration ?? 0, usualAmplitudeContrast] : []),
            ],
          },
    ),
    groupOf: (each) => numbers.get(each) ?? 1,
  };
}

/** Amplitude contrast, which trees do not have: the default of RELION 5 (`pipeline_jobs.cpp`). */
export const usualAmplitudeContrast = 0.1;

/** Returns the voltage in kV and the spherical aberration in mm of a run; null if it has no tilt series. */
export function microscopeOf({ tiltSeries: [first] }: ExportedRun): {
  readonly voltage: number | null;
  readonly aberration: number | null;
} {
  const volts = first === undefined ? null : numberAt(first.metadata, 'acceleration_voltage');
  return {
    voltage: volts === null ? null : volts / 1000,
    aberration: first === undefined ? null : numberAt(first.metadata, 'spherical_aberration_constant'),
  };
}
