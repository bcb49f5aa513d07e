import { resolve } from 'node:path';
import { groupBy } from '../base/collections.js';
import { type JsonObject, textAt } from '../base/json-value.js';
import { hasField } from '../formats/points/point.js';
import { copickRuns } from '../formats/source-description.js';
import { annotationColors } from '../neuroglancer/colors.js';
import { baseName } from '../storage/keys.js';
import { entityDirectory } from '../tree/layout/build-path.js';
import { objectDiameter } from '../tree/published-annotation.js';
import type { ExportOutput, ExportProject, ExportWriter, TextPiece } from './export-output.js';
import {
  type AnnotationFile,
  annotationFiles,
  type ExportedAnnotation,
  type ExportedRun,
  maskFiles,
  type PointFile,
} from './exported-run.js';
import { located, numbered, oriented, type PointRows, spellList, spellPoints } from './point-rows.js';

const user = 'cryoet-ingest';

/**
 * Writes a copick project: `copick.json`, and below `ExperimentRuns/{run}/` picks (Å), tomograms and segmentations, as
 * `impl/filesystem.py` of copick finds them. They are static: copick writes to `overlay/`.
 *
 * The session of an annotation is its identifier and voxel spacing, so that annotations of one object stay apart.
 */
export const writeCopick: ExportWriter = async (project, out) => {
  for (const run of project.runs) {
    const base = `${copickRuns}/${run.name}`;
    const { points } = annotationFiles(run);
    for (const file of points) {
      const session = sessionOf(file, points);
      const path = `${base}/Picks/${user}_${session}_${objectKey(file.annotation)}.json`;
      await out.file(path, () => picksOf(file, session, project));
    }
    const masks = maskFiles(run);
    for (const file of masks) {
      const { annotation, shape, format, path } = file;
      const name = `${annotation.spacing}_${user}_${sessionOf(file, masks)}_${objectKey(annotation)}.zarr`;
      const mask = { label: `${annotation.label} ${shape}`, metadata: format === 'zarr' ? { path } : {} };
      await out.volume(`${base}/Segmentations/${name}`, mask, 'path');
    }
    await exportTomograms(run, base, project, out);
  }
  // copick wants absolute addresses.
  const root = out.location.includes('://') ? out.location : `local://${resolve(out.location)}`;
  await out.json('copick.json', {
    config_type: 'filesystem',
    name: 'Exported tree',
    description: 'Exported from a published tree by cryoet-ingest.',
    version: '0.2.0',
    pickable_objects: pickableObjects(
      project.runs.flatMap((run) => run.annotations),
      out,
    ),
    overlay_root: `${root}/overlay/`,
    static_root: `${root}/`,
  });
};

async function exportTomograms(run: ExportedRun, base: string, { tree }: ExportProject, out: ExportOutput) {
  const taken = new Set<string>();
  for (const { id, label, spacing, metadata } of run.tomograms) {
    const names = ['reconstruction_method', 'processing'].map((key) => textAt(metadata, key) ?? '');
    const type = sanitized(names.join('-')).toLowerCase();
    // copick calls directories of voxel spacings as the tree does.
    const variables = { dataset_id: run.dataset, run_name: run.name, voxel_spacing: spacing };
    const path = `${base}/${baseName(entityDirectory('voxel_spacing', tree.layout, variables))}/${type}`;
    const isTaken = taken.has(path);
    taken.add(path);
    await out.volume(`${path}${isTaken ? `-${id}` : ''}.zarr`, { label, metadata }, 'omezarr_dir');
  }
}

/** Bytes of a name in that of a file, which has at most 255 with user, session and extension. */
const longestName = 150;

/** Returns a name for copick (`util/escape.py`): `-` for blanks, underscores and what files cannot have, cut if long. */
function sanitized(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: copick replaces them
  const safe = name.replaceAll(/[<>:"/\\|?*\u0000-\u001f\u007f\s_]/g, '-').replaceAll(/^-+|-+$/g, '');
  const bytes = new TextEncoder().encode(safe).subarray(0, longestName);
  // A character that is cut is left out.
  return new TextDecoder().decode(bytes, { stream: true }) || 'unnamed';
}

function objectKey({ objectName }: ExportedAnnotation): string {
  return sanitized(objectName);
}

/** Returns the session of a file; with its shape if the annotation has files of several shapes. */
function sessionOf({ annotation, shape }: AnnotationFile, all: readonly AnnotationFile[]): string {
  const isOneOfMany = all.some((other) => other.annotation === annotation && other.shape !== shape);
  return `${annotation.id}-${annotation.spacing}${isOneOfMany ? `-${shape}` : ''}`;
}

async function* picksOf(file: PointFile, session: string, project: ExportProject): AsyncGenerator<TextPiece> {
  const facts = {
    pickable_object_name: objectKey(file.annotation),
    user_id: user,
    session_id: session,
    run_name: file.run.name,
    voxel_spacing: file.voxelSpacing,
    unit: 'angstrom',
    trust_orientation: hasField(file.type, 'rotation'),
  };
  yield JSON.stringify(facts).slice(0, -1);
  yield* spellList('points', spellPoints(file, project, pickRows(file)));
  yield '}\n';
}

function pickRows(file: PointFile): PointRows {
  const matrix = '[[#, #, #, 0.0], [#, #, #, 0.0], [#, #, #, 0.0], [0.0, 0.0, 0.0, 1.0]]';
  const rotation = hasField(file.type, 'rotation') ? `, "transformation_": ${matrix}` : '';
  const instance = hasField(file.type, 'instance') ? ', "instance_id": %' : '';
  return {
    row: `,\n{"location": {"x": #, "y": #, "z": #}${rotation}${instance}}`,
    numbers: (point) => [
      ...located(point, file.voxelSpacing),
      ...oriented(file, point),
      ...numbered(file, point),
    ],
  };
}

function pickableObjects(annotations: readonly ExportedAnnotation[], out: ExportOutput): JsonObject[] {
  const byName = groupBy(annotations, objectKey);
  const colors = annotationColors([...byName.keys()]);
  return [...byName].map(([name, own], index): JsonObject => {
    for (const { label, objectName } of own) {
      const first = own[0]?.objectName;
      if (objectName !== name) out.lose(label, `${objectName} is called ${name}`);
      if (objectName !== first) out.lose(label, `${objectName} becomes ${name}, the same object as ${first}`);
    }
    const [diameter = null] = own.map(objectDiameter);
    const [identifier = null] = own.map(({ metadata }) => textAt(metadata, 'annotation_object', 'id'));
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
