import { numberAt, textAt } from '../base/json-value.js';
import { dynamoAngles } from '../formats/points/rotation.js';
import type { ExportWriter } from './export-format.js';
import { type ExportedRun, itemName, tomogramAt } from './exported-run.js';
import {
  byObject,
  type PointRows,
  particleFiles,
  putLocation,
  type RunPoints,
  rotationOf,
  separated,
  spellPoints,
} from './point-rows.js';

/** Columns of a table, counted from 0; 36 have a meaning for a particle (Dynamo's wiki, "Table"). */
const column = {
  tag: 0,
  aligned: 1,
  averaged: 2,
  tdrot: 6,
  wedge: 12,
  minimum: 13,
  maximum: 14,
  tomogram: 19,
  x: 23,
  pixelSize: 35,
} as const;
const columns = 36;

/**
 * Writes a table of Dynamo for each object and voxel spacing, `{object}_{spacing}.tbl`, and the `.doc` that names the tomograms of
 * its column 20. Coordinates are voxels from the corner, as the tree has them.
 */
export const writeDynamo: ExportWriter = async (project, out) => {
  const files = project.runs.flatMap((run) => particleFiles(run, out));
  const volumes = new Map<string, string>();
  for (const { slug, key, files: own } of byObject(files, ({ file }) => file.annotation.spacing)) {
    const numbers = new Map([...new Set(own.map(({ run }) => run))].map((run, index) => [run, index + 1]));
    await out.text(`${slug}_${key}.tbl`, async function* () {
      let tag = 0;
      const next = () => ++tag;
      for (const each of own)
        yield* spellPoints(each.file, project, rowsOf(each, numbers.get(each.run) ?? 0, next));
    });
    const paths: string[] = [];
    for (const [run, number] of numbers) {
      const path = `tomograms/${key}/${run.name}.mrc`;
      const tomogram = tomogramAt(run, key);
      const mrc = tomogram === null ? null : textAt(tomogram.metadata, 'mrc_file');
      if (mrc === null)
        out.lose(`${run.dataset}/${run.name}`, `no MRC at ${key} Å: copy a volume to the path in the .doc`);
      else if (!volumes.has(path)) volumes.set(path, (await out.volume(path, mrc)) ?? path);
      paths.push(`${number} ${volumes.get(path) ?? path}\n`);
      for (const other of run.tomograms) {
        if (other.spacing !== key || other === tomogram || volumes.has(`${other.id} ${path}`)) continue;
        volumes.set(`${other.id} ${path}`, '');
        out.lose(
          itemName(run, 'tomogram', other),
          `left out: tomogram ${tomogram?.id} stands for its voxel spacing`,
        );
      }
    }
    await out.text(`${slug}_${key}.doc`, () => paths);
  }
};

function rowsOf({ run, file }: RunPoints, number: number, next: () => number): PointRows {
  const tilts = tiltRange(run);
  return {
    ...separated(columns, ' ', columns),
    integers: Array.from(
      { length: columns },
      (_, at) => at < column.tdrot - 3 || at === column.wedge || at === column.tomogram,
    ),
    put(point, values, at) {
      values[at + column.tag] = next();
      values[at + column.aligned] = 1;
      values[at + column.averaged] = 1;
      if (file.type === 'orientedPoint') values.set(dynamoAngles(rotationOf(point, file)), at + column.tdrot);
      if (tilts !== null) values.set([1, ...tilts], at + column.wedge);
      values[at + column.tomogram] = number;
      putLocation(point, values, at + column.x);
      values[at + column.pixelSize] = file.voxelSpacing;
    },
  };
}

/** Returns the lowest and highest tilt of a run in degrees; null without tilt series. */
function tiltRange({ tiltSeries: [first] }: ExportedRun): readonly [number, number] | null {
  const [low, high] = ['min', 'max'].map((end) => numberAt(first?.metadata, 'tilt_range', end));
  return low == null || high == null ? null : [low, high];
}
