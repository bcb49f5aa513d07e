import { formatJson } from '../base/json-text.js';
import { type JsonObject, type JsonValue, shapeAt, textAt } from '../base/json-value.js';
import { hasField, type PublishedPoint } from '../formats/points/point.js';
import { slicerRotation, turned } from '../formats/points/rotation.js';
import type { ExportOutput, ExportProject, ExportWriter, TextPiece } from './export-output.js';
import {
  type AnnotationFile,
  annotationFiles,
  type ExportedItem,
  type ExportedRun,
  maskFiles,
  type PointFile,
  volumeName,
} from './exported-run.js';
import { located, oriented, spellList, spellPoints } from './point-rows.js';
import { type ExportedTilts, loseTilts, planeRotation, readTilts } from './tilt-sections.js';

/** A region without its annotations, and these; points are written as they are read. */
interface Region {
  readonly facts: JsonObject;
  readonly annotations: readonly { readonly facts: JsonObject; readonly points: PointFile | null }[];
}

/**
 * Writes `cets.json`, a dataset of the CETS data model with a region for each run. Frames are those of TomoBabel's
 * converters (`cets-rigid`): `array` counts voxels from the corner, `physical` is in Å from voxel ⌊size / 2⌋, and a
 * `projection_alignment` maps the physical frame of the tomogram to that of the image.
 */
export const writeCets: ExportWriter = async (project, out) => {
  const regions: Region[] = [];
  for (const run of project.runs) regions.push(await regionOf(run, project, out));
  await out.file('cets.json', async function* () {
    yield '{\n"name": "Exported tree",\n"regions": [';
    for (const [index, { facts, annotations }] of regions.entries()) {
      yield `${index === 0 ? '' : ','}\n${unclosed(facts)},\n"annotations": [`;
      for (const [at, annotation] of annotations.entries()) {
        yield `${at === 0 ? '' : ','}\n${unclosed(annotation.facts)}`;
        if (annotation.points !== null) yield* pointLists(annotation.points, project);
        yield '}';
      }
      yield ']}';
    }
    yield '\n]\n}\n';
  });
};

/** Spells an object without its last brace, so that keys can follow. */
function unclosed(value: JsonObject): string {
  return formatJson(value, 1).replace(/\n?\}$/, '');
}

async function* pointLists(file: PointFile, project: ExportProject): AsyncGenerator<TextPiece> {
  const { tomogram, type, voxelSpacing } = file;
  const origin = centreVoxel(tomogram?.size ?? [0, 0, 0]);
  const positions = {
    row: ',\n[#, #, #]',
    numbers: (point: PublishedPoint) => located(point, voxelSpacing, origin),
  };
  yield* spellList('origin3D', spellPoints(file, project, positions), 'null');
  if (!hasField(type, 'rotation')) return;
  const matrices = {
    row: ',\n[[#, #, #], [#, #, #], [#, #, #]]',
    numbers: (point: PublishedPoint) => oriented(file, point),
  };
  yield* spellList('matrix3D', spellPoints(file, project, matrices), 'null');
}

async function regionOf(run: ExportedRun, { tree }: ExportProject, out: ExportOutput): Promise<Region> {
  const exportVolume = async (directory: string, item: ExportedItem): Promise<JsonObject> => {
    const extension = textAt(item.metadata, 'mrc_file') === null ? 'zarr' : 'mrc';
    const name = `${directory}/${volumeName(run, item)}.${extension}`;
    const path = await out.volume(name, item, 'mrc_file', 'omezarr_dir');
    return path === null ? {} : { path };
  };
  const tiltSeries = new Map<ExportedItem, JsonObject>();
  const alignments = new Map<string, JsonObject>();
  for (const alignment of run.alignments) {
    const tilts = await readTilts(run, tree, alignment.path);
    if (tilts === null) out.lose(alignment.label, 'left out: the tilt series or its pixel size is unknown');
    else {
      const own = tilts.tiltSeries;
      const path = tiltSeries.has(own) ? null : await exportVolume('tilt_series', own);
      if (path !== null) tiltSeries.set(own, tiltSeriesOf(run, tilts, path));
      alignments.set(alignment.path, alignmentOf(run, tilts, out));
    }
  }
  for (const series of run.tiltSeries) {
    if (!tiltSeries.has(series)) out.lose(series.label, 'left out: it has no alignment');
  }
  const tomograms: JsonObject[] = [];
  for (const tomogram of run.tomograms) {
    tomograms.push({
      id: tomogramId(run, tomogram),
      ...(await exportVolume('tomograms', tomogram)),
      ctf_corrected: tomogram.metadata.ctf_corrected === true,
      tilt_series_id: alignments.get(tomogram.alignmentPath ?? '')?.tilt_series_id ?? null,
      ...imageFacts(tomogram.size, tomogram.voxelSpacing),
    });
  }
  const lists = { tilt_series: [...tiltSeries.values()], alignments: [...alignments.values()], tomograms };
  const facts: JsonObject = { id: run.name, ...lists };
  return { facts, annotations: await annotationsOf(run, out) };
}

async function annotationsOf(run: ExportedRun, out: ExportOutput): Promise<Region['annotations']> {
  const found: Region['annotations'][number][] = [];
  for (const file of annotationFiles(run).points) {
    if ((file.tomogram?.size ?? null) === null)
      out.lose(file.annotation.label, `${file.shape} left out: its tomogram is unknown`);
    else {
      const type = hasField(file.type, 'rotation') ? 'point_matrix_set_3D' : 'point_set_3D';
      const systems = { coordinate_systems: [coordinateSystem('physical', 3)] };
      const facts = { ...annotationFacts(file, type), ...systems, coordinate_transformations: [toTomogram] };
      found.push({ facts, points: file });
    }
  }
  for (const file of maskFiles(run)) {
    const { label, voxelSpacing } = file.annotation;
    if (file.format !== 'zarr') {
      out.lose(label, `${file.shape} left out: it has no OME-Zarr`);
      continue;
    }
    const facts = annotationFacts(file, 'segmentation_mask_3D');
    const path = await out.volume(`masks/${facts.id}.zarr`, { label, metadata: { path: file.path } }, 'path');
    const image = imageFacts(file.tomogram?.size ?? null, file.tomogram?.voxelSpacing ?? voxelSpacing);
    const own = { ...image, coordinate_transformations: [...image.coordinate_transformations, toTomogram] };
    found.push({ facts: { ...facts, ...(path === null ? {} : { path }), ...own }, points: null });
  }
  return found;
}

const physical = { input: 'physical', output: 'physical' };
const toTomogram = { transformation_type: 'identity', name: 'annotation_to_tomogram', ...physical };

function annotationFacts({ run, annotation, tomogram, shape }: AnnotationFile, type: string) {
  const { id, spacing, objectName } = annotation;
  return {
    id: `${run.name}_${spacing}_ann_${id}_${shape.toLowerCase()}`,
    annotation_type: type,
    name: objectName,
    source_tomogram_id: tomogram === null ? null : tomogramId(run, tomogram),
  };
}

function tomogramId(run: ExportedRun, { id, spacing }: ExportedItem): string {
  return `${run.name}_${spacing}_tomo_${id}`;
}

/** Returns the voxel at the origin of a physical frame. */
function centreVoxel(size: readonly number[]): number[] {
  return size.map((voxels) => Math.floor(voxels / 2));
}

function coordinateSystem(name: 'array' | 'physical', dimensions: number): JsonObject {
  const [unit, type] =
    name === 'array' ? [dimensions === 3 ? 'voxel' : 'pixel', 'array'] : ['angstrom', 'space'];
  const axes = ['x', 'y', 'z'].slice(0, dimensions);
  return { name, axes: axes.map((axis): JsonObject => ({ name: axis, axis_unit: unit, axis_type: type })) };
}

/** Returns the size of an image of two or three dimensions, and its frames; neither if the size is unknown. */
function imageFacts(size: readonly number[] | null, spacing: number) {
  if (size === null) return { coordinate_transformations: [] };
  const [width = 0, height = 0, depth] = size;
  const origin = centreVoxel(size).map((voxel) => 0 - voxel);
  const sequence: JsonObject[] = [
    { transformation_type: 'translation', name: 'center_array_origin', translation: origin },
    { transformation_type: 'scale', name: 'scale_to_physical', scale: size.map(() => spacing) },
  ];
  const toPhysical = { name: 'array_to_physical', input: 'array', output: 'physical', sequence };
  return {
    ...{ width, height, ...(depth === undefined ? {} : { depth }) },
    coordinate_systems: [coordinateSystem('array', size.length), coordinateSystem('physical', size.length)],
    coordinate_transformations: [{ transformation_type: 'sequence', ...toPhysical }],
  };
}

function seriesId(run: ExportedRun, { tiltSeries }: ExportedTilts): string {
  return `${run.name}_ts_${tiltSeries.id}`;
}

/** Width and height of the images of a tilt series; null if unknown. */
function imageSize({ tiltSeries }: ExportedTilts): readonly [number, number] | null {
  const [, height, width] = shapeAt(tiltSeries.metadata, 'size') ?? [];
  return width === undefined || height === undefined ? null : [width, height];
}

function tiltSeriesOf(run: ExportedRun, tilts: ExportedTilts, path: JsonObject): JsonObject {
  const id = seriesId(run, tilts);
  const images = tilts.sections.map(({ zIndex, rawAngle, dose, ctf }): JsonObject => {
    // A tree does not have the handedness of the defocus; the model's default would claim -1.
    const ctfFacts: JsonValue = ctf && {
      defocus_u: ctf.majorDefocus,
      defocus_v: ctf.minorDefocus,
      defocus_angle: ctf.azimuth,
      phase_shift: ctf.phaseShift,
      defocus_handedness: null,
    };
    return {
      id: `${id}_${zIndex}`,
      ...path,
      section: zIndex,
      nominal_tilt_angle: rawAngle,
      accumulated_dose: dose,
      ctf_metadata: ctfFacts,
      ...imageFacts(imageSize(tilts), tilts.pixelSize),
    };
  });
  return { id, ...path, images };
}

/**
 * Returns an alignment. The tree counts from the centres of image and volume, size / 2, CETS from pixel ⌊size / 2⌋: for
 * odd sizes shifts differ by half a pixel of the image and half a voxel of the tomogram, the finest one of the
 * alignment.
 */
function alignmentOf(run: ExportedRun, tilts: ExportedTilts, out: ExportOutput): JsonObject {
  const { alignment, pixelSize, sections } = tilts;
  loseTilts(tilts, 'cets', out);
  const own = run.tomograms
    .filter(({ alignmentPath }) => alignmentPath === alignment.path)
    .sort((a, b) => a.voxelSpacing - b.voxelSpacing);
  const offsetOf = (size: readonly number[] | null, spacing: number) =>
    (size ?? [0, 0, 0]).map((voxels) => (voxels / 2 - Math.floor(voxels / 2)) * spacing);
  const offset = offsetOf(own[0]?.size ?? null, own[0]?.voxelSpacing ?? 0);
  const [offsetX = 0, offsetY = 0, offsetZ = 0] = offset;
  for (const { label, size, voxelSpacing } of own) {
    const other = offsetOf(size, voxelSpacing);
    if (other.every((value, axis) => Math.abs(value - (offset[axis] ?? 0)) <= 1e-3)) continue;
    out.lose(label, 'its centre is up to a voxel away from that of the alignment, because of odd sizes');
  }
  const imageOffset = offsetOf(imageSize(tilts), pixelSize);
  const id = seriesId(run, tilts);
  const projections = sections.flatMap(({ zIndex, alignment: section }): JsonObject[] => {
    if (section === null) return [];
    const { volumeXRotation, tiltAngle, xOffset, yOffset } = section;
    const rotation = slicerRotation(-volumeXRotation, -tiltAngle, -planeRotation(section).degrees);
    const moved = turned(rotation, [offsetX, offsetY, offsetZ]);
    const shift = [xOffset, yOffset].map(
      (value, axis) => value * pixelSize + (imageOffset[axis] ?? 0) - (moved[axis] ?? 0),
    );
    const affine = [rotation.slice(0, 3), rotation.slice(3, 6), rotation.slice(6)];
    const sequence: JsonObject[] = [
      { transformation_type: 'affine', name: 'tilt_and_in_plane_rotation', affine },
      { transformation_type: 'translation', name: 'shift', translation: shift },
    ];
    const frames = { name: 'tomogram_to_projection', ...physical };
    const ids = { id: `${id}_alignment${alignment.id}_align_${zIndex}`, tilt_image_id: `${id}_${zIndex}` };
    return [{ ...ids, transformation_type: 'projection_alignment', ...frames, sequence }];
  });
  return { tilt_series_id: id, projection_alignments: projections };
}
