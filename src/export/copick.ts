import { resolve } from 'node:path';
import type { JsonObject, JsonValue } from '../base/json-value.js';
import { textAt } from '../base/json-value.js';
import { annotationColors } from '../neuroglancer/colors.js';
import { baseName } from '../storage/keys.js';
import { entityDirectory } from '../tree/layout/build-path.js';
import type { Layout } from '../tree/layout/path-templates.js';
import { objectDiameter } from '../tree/published-annotation.js';
import type { ExportWriter } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import {
  annotationFiles,
  type ExportedAnnotation,
  type ExportedRun,
  itemName,
  type PointFile,
} from './exported-run.js';
import { type PointRows, putLocation, rotationOf, spellPoints } from './point-rows.js';

const user = 'cryoet-ingest';

/**
 * Writes a copick project: `copick.json`, and below `ExperimentRuns/{run}/` picks (Å), tomograms and segmentations, as
 * `impl/filesystem.py` of copick finds them. They are static: copick writes to `overlay/`.
 *
 * The session of an annotation is its identifier and voxel spacing, so that annotations of one object stay apart.
 */
export const writeCopick: ExportWriter = async (project, out) => {
  const annotations = project.runs.flatMap((run) => run.annotations);
  for (const run of project.runs) {
    const base = `ExperimentRuns/${run.name}`;
    const { points, others } = annotationFiles(run);
    for (const file of points) {
      await out.text(`${base}/Picks/${fileStem(file.annotation, file)}.json`, async function* () {
        yield `{\n"pickable_object_name": ${JSON.stringify(objectKey(file.annotation))},\n"user_id": "${user}",\n`;
        yield `"session_id": "${sessionOf(file.annotation, file)}",\n"run_name": ${JSON.stringify(run.name)},\n`;
        yield `"voxel_spacing": ${file.voxelSpacing},\n"unit": "angstrom",\n`;
        yield `"trust_orientation": ${file.type === 'orientedPoint'},\n"points": [`;
        let isFirst = true;
        for await (const rows of spellPoints(file, project, picks(file))) {
          // Each row begins with the comma after the one before it.
          yield isFirst ? rows.slice(1) : rows;
          isFirst = false;
        }
        yield ']\n}\n';
      });
    }
    for (const { annotation, shape, format, content, path } of others) {
      if (content.kind !== 'mask') continue;
      if (format !== 'zarr') {
        const hasZarr = others.some((other) => other.shape === shape && other.format === 'zarr');
        if (!hasZarr)
          out.lose(itemName(run, 'annotation', annotation), `${shape} left out: it has no OME-Zarr`);
        continue;
      }
      const name = `${annotation.spacing}_${fileStem(annotation, null)}.zarr`;
      await exportZarr(
        `${base}/Segmentations/${name}`,
        path,
        itemName(run, 'annotation', annotation),
        shape,
        out,
      );
    }
    await exportTomograms(run, base, project.tree.layout, out);
  }
  await out.json('copick.json', {
    config_type: 'filesystem',
    name: 'Exported tree',
    description: 'Exported from a published tree by cryoet-ingest.',
    version: '0.2.0',
    pickable_objects: pickableObjects(annotations),
    overlay_root: rootOf(out, 'overlay/'),
    static_root: rootOf(out, ''),
  });
};

/** Returns the address of a directory of the project, which copick wants to be absolute. */
function rootOf({ location }: ExportOutput, directory: string): string {
  return location.includes('://') ? `${location}/${directory}` : `local://${resolve(location)}/${directory}`;
}

/** Exports an OME-Zarr that copick finds by its path; an address in a bucket is a loss. */
async function exportZarr(
  path: string,
  key: string,
  item: string,
  what: string,
  out: ExportOutput,
): Promise<void> {
  const name = await out.volume(path, key);
  if (name !== null && name !== path)
    out.lose(item, `${what} left out: copick finds no address: use --volumes copy`);
}

async function exportTomograms(
  run: ExportedRun,
  base: string,
  layout: Layout,
  out: ExportOutput,
): Promise<void> {
  const taken = new Set<string>();
  for (const tomogram of run.tomograms) {
    const item = itemName(run, 'tomogram', tomogram);
    const zarr = textAt(tomogram.metadata, 'omezarr_dir');
    if (zarr === null) {
      out.lose(item, 'left out: it has no OME-Zarr');
      continue;
    }
    const names = ['reconstruction_method', 'processing'].map((key) => textAt(tomogram.metadata, key) ?? '');
    const type = sanitized(names.join('-')).toLowerCase();
    // copick calls directories of voxel spacings as the tree does.
    const variables = { dataset_id: run.dataset, run_name: run.name, voxel_spacing: tomogram.spacing };
    const directory = `${base}/${baseName(entityDirectory('voxel_spacing', layout, variables))}`;
    const isTaken = taken.has(`${directory}/${type}`);
    taken.add(`${directory}/${type}`);
    const path = `${directory}/${isTaken ? `${type}-${tomogram.id}` : type}.zarr`;
    await exportZarr(path, zarr, item, 'tomogram', out);
  }
}

/** Returns a name that copick accepts (`util/escape.py`): `-` for blanks, underscores and characters that files cannot have. */
function sanitized(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: copick replaces them
  return name.replaceAll(/[<>:"/\\|?*\u0000-\u001f\u007f\s_]/g, '-').replaceAll(/^-+|-+$/g, '') || 'unnamed';
}

function objectKey({ objectName }: Pick<ExportedAnnotation, 'objectName'>): string {
  return sanitized(objectName);
}

/** Returns the session of a file; with its shape if the annotation has several files of points. */
function sessionOf({ id, spacing, files }: ExportedAnnotation, file: PointFile | null): string {
  const isOneOfMany = file !== null && files.filter(({ format }) => format === 'ndjson').length > 1;
  return `${id}-${spacing}${isOneOfMany ? `-${file.shape}` : ''}`;
}

/** Returns the name of a file of picks or of a segmentation: user, session and object. */
function fileStem(annotation: ExportedAnnotation, file: PointFile | null): string {
  return `${user}_${sessionOf(annotation, file)}_${objectKey(annotation)}`;
}

function picks(file: PointFile): PointRows {
  const { type, voxelSpacing } = file;
  const location = [',\n{"location": {"x": ', ', "y": ', ', "z": '];
  const matrix = ['}, "transformation_": [[', ', ', ', ', ', 0.0], [', ', ', ', ', ', 0.0], [', ', ', ', '];
  const isOriented = type === 'orientedPoint';
  const hasInstances = type === 'instancePoint';
  const [start = '', ...between] = [
    ...location,
    ...(isOriented ? matrix : hasInstances ? ['}, "instance_id": '] : []),
  ];
  const end = isOriented ? ', 0.0], [0.0, 0.0, 0.0, 1.0]]}' : hasInstances ? '}' : '}}';
  return {
    // Rows have no line ends of their own but the one after the comma.
    pieces: ['', ...between, '\n'],
    integers: [
      false,
      false,
      false,
      ...(isOriented ? Array<boolean>(9).fill(false) : hasInstances ? [true] : []),
    ],
    prefix: start,
    suffix: end,
    put(point, values, at) {
      putLocation(point, values, at, voxelSpacing);
      if (isOriented) values.set(rotationOf(point, file), at + 3);
      if (hasInstances) values[at + 3] = point.instance ?? 0;
    },
  };
}

function pickableObjects(annotations: readonly ExportedAnnotation[]): JsonValue {
  const byName = new Map<string, ExportedAnnotation[]>();
  for (const annotation of annotations) {
    const key = objectKey(annotation);
    byName.set(key, [...(byName.get(key) ?? []), annotation]);
  }
  const colors = annotationColors([...byName.keys()]);
  return [...byName].map(([name, own], index): JsonObject => {
    const [first] = own as [ExportedAnnotation, ...ExportedAnnotation[]];
    const diameter = objectDiameter(first);
    const identifier = textAt(first.metadata, 'annotation_object', 'id');
    return {
      name,
      is_particle: own.some(({ files }) => files.some(({ format }) => format === 'ndjson')),
      label: index + 1,
      color: [...(colors[index] ?? [100, 100, 100]), 255],
      ...(identifier === null ? {} : { identifier }),
      ...(diameter === null ? {} : { radius: diameter / 2 }),
    };
  });
}
