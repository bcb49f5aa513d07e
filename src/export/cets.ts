import { formatJson } from '../base/json-text.js';
import { type JsonObject, type JsonValue, shapeAt, textAt } from '../base/json-value.js';
import type { Vector } from '../formats/points/point.js';
import { slicerRotation, turned } from '../formats/points/rotation.js';
import type { ExportProject, ExportWriter } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import {
  annotationFiles,
  type ExportedAnnotation,
  type ExportedRun,
  type ExportedTomogram,
  itemName,
  type PointFile,
  tomogramAt,
} from './exported-run.js';
import { type PointRows, rotationOf, separated, spellPoints } from './point-rows.js';
import {
  type ExportedSection,
  type ExportedTilts,
  loseAlignmentFacts,
  planeRotation,
  readTilts,
} from './tilt-sections.js';

/** A region: what is small as JSON, and the points, which are written as they are read. */
interface Region {
  readonly facts: JsonObject;
  readonly annotations: readonly { readonly facts: JsonObject; readonly points: CetsPoints | null }[];
}

interface CetsPoints {
  readonly file: PointFile;
  /** Voxel of the tomogram at the origin of its physical frame. */
  readonly origin: Vector;
}

/**
 * Writes `cets.json`, a dataset of the CETS data model with a region for each run. Frames are those of TomoBabel's converters
 * (`cets-rigid`): `array` counts voxels from the corner, `physical` is in Å from voxel ⌊size / 2⌋, and a `projection_alignment` maps
 * the physical frame of the tomogram to that of the image.
 */
export const writeCets: ExportWriter = async (project, out) => {
  const regions: Region[] = [];
  for (const run of project.runs) regions.push(await regionOf(run, project, out));
  await out.text('cets.json', async function* () {
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

async function* pointLists({ file, origin }: CetsPoints, project: ExportProject): AsyncGenerator<string> {
  const { voxelSpacing } = file;
  const locations: PointRows = {
    ...separated(3, ', '),
    prefix: ',\n[',
    suffix: ']',
    put({ x, y, z }, values, at) {
      for (const [axis, value] of [x, y, z].entries())
        values[at + axis] = (value - (origin[axis] ?? 0)) * voxelSpacing;
    },
  };
  yield* list('origin3D', spellPoints(file, project, locations));
  if (file.type !== 'orientedPoint') return;
  const matrices: PointRows = {
    pieces: ['', ', ', ', ', '], [', ', ', ', ', '], [', ', ', ', ', '\n'],
    integers: Array<boolean>(9).fill(false),
    prefix: ',\n[[',
    suffix: ']]',
    put: (point, values, at) => values.set(rotationOf(point, file), at),
  };
  yield* list('matrix3D', spellPoints(file, project, matrices));
}

/** Spells a list of rows that begin with a comma; null for no row, since the model wants lists to have items. */
async function* list(key: string, rows: AsyncIterable<string>): AsyncGenerator<string> {
  let isEmpty = true;
  for await (const piece of rows) {
    yield isEmpty ? `,\n"${key}": [${piece.slice(1)}` : piece;
    isEmpty = false;
  }
  yield isEmpty ? `,\n"${key}": null` : ']';
}

async function regionOf(run: ExportedRun, { tree }: ExportProject, out: ExportOutput): Promise<Region> {
  const tiltSeries = new Map<number, JsonObject>();
  const alignments: JsonObject[] = [];
  for (const alignment of run.alignments) {
    const tilts = await readTilts(run, tree, alignment.path);
    if (tilts === null) {
      out.lose(
        itemName(run, 'alignment', alignment),
        'left out: the tilt series or its pixel size is unknown',
      );
      continue;
    }
    const { id, metadata } = tilts.tiltSeries;
    if (!tiltSeries.has(id)) {
      const mrc = textAt(metadata, 'mrc_file') ?? textAt(metadata, 'omezarr_dir');
      const path =
        mrc === null ? null : await out.volume(`tilt_series/${run.name}_${id}${extensionOf(mrc)}`, mrc);
      tiltSeries.set(id, tiltSeriesOf(run, tilts, path));
    }
    alignments.push(alignmentOf(run, tilts, out));
  }
  for (const series of run.tiltSeries) {
    if (!tiltSeries.has(series.id))
      out.lose(itemName(run, 'tilt series', series), 'left out: it has no alignment');
  }
  const tomograms: JsonObject[] = [];
  for (const tomogram of run.tomograms) {
    const key = textAt(tomogram.metadata, 'mrc_file') ?? textAt(tomogram.metadata, 'omezarr_dir');
    const name = `tomograms/${run.name}_${tomogram.spacing}_${tomogram.id}`;
    const path = key === null ? null : await out.volume(name + extensionOf(key), key);
    const [first] = tiltSeries.values();
    tomograms.push({
      id: tomogramId(run, tomogram),
      ...(path === null ? {} : { path }),
      ctf_corrected: tomogram.metadata.ctf_corrected === true,
      ...(first?.id === undefined ? {} : { tilt_series_id: first.id }),
      ...imageFacts(tomogram.size, tomogram.voxelSpacing),
    });
  }
  const facts: JsonObject = { id: run.name, tilt_series: [...tiltSeries.values()], alignments, tomograms };
  return { facts, annotations: await annotationsOf(run, out) };
}

async function annotationsOf(run: ExportedRun, out: ExportOutput): Promise<Region['annotations']> {
  const { points, others } = annotationFiles(run);
  const found: Region['annotations'][number][] = [];
  for (const file of points) {
    const tomogram = tomogramAt(run, file.annotation.spacing);
    if (tomogram === null || tomogram.size === null) {
      out.lose(
        itemName(run, 'annotation', file.annotation),
        `${file.shape} left out: its tomogram is unknown`,
      );
      continue;
    }
    const type = file.type === 'orientedPoint' ? 'point_matrix_set_3D' : 'point_set_3D';
    found.push({
      facts: {
        ...annotationFacts(run, file, tomogram, type),
        coordinate_systems: [coordinateSystem('physical', 3)],
        coordinate_transformations: [toTomogram],
      },
      points: { file, origin: centreVoxel(tomogram.size) },
    });
  }
  for (const { annotation, shape, format, content, path: key } of others) {
    if (content.kind !== 'mask' || format !== 'zarr') continue;
    const tomogram = tomogramAt(run, annotation.spacing);
    const path = await out.volume(
      `masks/${run.name}_${annotation.spacing}_${annotation.id}_${shape.toLowerCase()}.zarr`,
      key,
    );
    const image = imageFacts(tomogram?.size ?? null, tomogram?.voxelSpacing ?? annotation.voxelSpacing);
    found.push({
      facts: {
        ...annotationFacts(run, { annotation, shape }, tomogram, 'segmentation_mask_3D'),
        ...(path === null ? {} : { path }),
        ...image,
        coordinate_transformations: [...image.coordinate_transformations, toTomogram],
      },
      points: null,
    });
  }
  return found;
}

const toTomogram: JsonObject = {
  transformation_type: 'identity',
  name: 'annotation_to_tomogram',
  input: 'physical',
  output: 'physical',
};

function annotationFacts(
  run: ExportedRun,
  { annotation, shape }: { readonly annotation: ExportedAnnotation; readonly shape: string },
  tomogram: ExportedTomogram | null,
  type: string,
): JsonObject {
  return {
    id: `${run.name}_${annotation.spacing}_ann_${annotation.id}_${shape.toLowerCase()}`,
    annotation_type: type,
    name: annotation.objectName,
    ...(tomogram === null ? {} : { source_tomogram_id: tomogramId(run, tomogram) }),
  };
}

function tomogramId(run: ExportedRun, { id, spacing }: ExportedTomogram): string {
  return `${run.name}_${spacing}_tomo_${id}`;
}

function extensionOf(key: string): string {
  return key.slice(key.lastIndexOf('.'));
}

/** Returns the voxel at the origin of a physical frame. */
function centreVoxel(size: Vector): Vector {
  return size.map((voxels) => Math.floor(voxels / 2)) as unknown as Vector;
}

function coordinateSystem(name: 'array' | 'physical', dimensions: number): JsonObject {
  const [unit, type] =
    name === 'array' ? [dimensions === 3 ? 'voxel' : 'pixel', 'array'] : ['angstrom', 'space'];
  const axes = ['x', 'y', 'z'].slice(0, dimensions);
  return { name, axes: axes.map((axis): JsonObject => ({ name: axis, axis_unit: unit, axis_type: type })) };
}

/** Returns the size of an image of two or three dimensions, and its frames; no size if it is unknown. */
function imageFacts(size: readonly number[] | null, spacing: number) {
  if (size === null) return { coordinate_transformations: [] };
  const [width = 0, height = 0, depth] = size;
  const dimensions = size.length;
  const toPhysical: JsonObject = {
    transformation_type: 'sequence',
    name: 'array_to_physical',
    input: 'array',
    output: 'physical',
    sequence: [
      {
        transformation_type: 'translation',
        name: 'center_array_origin',
        translation: size.map((voxels) => 0 - Math.floor(voxels / 2)),
      },
      { transformation_type: 'scale', name: 'scale_to_physical', scale: size.map(() => spacing) },
    ],
  };
  return {
    ...{ width, height, ...(depth === undefined ? {} : { depth }) },
    coordinate_systems: [coordinateSystem('array', dimensions), coordinateSystem('physical', dimensions)],
    coordinate_transformations: [toPhysical],
  };
}

function seriesId(run: ExportedRun, { tiltSeries }: ExportedTilts): string {
  return `${run.name}_ts_${tiltSeries.id}`;
}

function tiltSeriesOf(run: ExportedRun, tilts: ExportedTilts, path: string | null): JsonObject {
  const [, height, width] = shapeAt(tilts.tiltSeries.metadata, 'size') ?? [];
  const size = width === undefined || height === undefined ? null : [width, height];
  const id = seriesId(run, tilts);
  const images = tilts.sections.map(({ zIndex, rawAngle, dose, ctf }): JsonObject => {
    return {
      id: `${id}_${zIndex}`,
      ...(path === null ? {} : { path }),
      section: zIndex,
      nominal_tilt_angle: rawAngle,
      accumulated_dose: dose,
      ctf_metadata: ctfFacts(ctf),
      ...imageFacts(size, tilts.pixelSize),
    };
  });
  return { id, ...(path === null ? {} : { path }), images };
}

function ctfFacts(ctf: ExportedSection['ctf']): JsonValue {
  if (ctf === null) return null;
  const { majorDefocus, minorDefocus, azimuth, phaseShift } = ctf;
  return {
    defocus_u: majorDefocus,
    defocus_v: minorDefocus,
    defocus_angle: azimuth,
    phase_shift: phaseShift === null ? null : (phaseShift * 180) / Math.PI,
    // A tree does not say it; the model's default would claim -1.
    defocus_handedness: null,
  };
}

/** Distance of centres in Å that is no rounding. */
const sameCentre = 1e-3;

/**
 * Returns an alignment. The tree counts from the centres of image and volume, size / 2, CETS from pixel ⌊size / 2⌋: for odd sizes
 * shifts differ by half a pixel of the image and half a voxel of the tomogram, the finest one of the alignment.
 */
function alignmentOf(run: ExportedRun, tilts: ExportedTilts, out: ExportOutput): JsonObject {
  const { alignment, tiltSeries, pixelSize, sections } = tilts;
  loseAlignmentFacts(run, tilts, out);
  const own = run.tomograms
    .filter(({ metadata }) => textAt(metadata, 'alignment_metadata_path') === alignment.path)
    .sort((a, b) => a.voxelSpacing - b.voxelSpacing);
  const offsets = own.map(({ size, voxelSpacing }) =>
    halfVoxels(size ?? [0, 0, 0]).map((part) => part * voxelSpacing),
  );
  const [reference = [0, 0, 0]] = offsets;
  for (const [index, tomogram] of own.entries()) {
    const isOff = offsets[index]?.some(
      (offset, axis) => Math.abs(offset - (reference[axis] ?? 0)) > sameCentre,
    );
    if (isOff) {
      out.lose(
        itemName(run, 'tomogram', tomogram),
        'its centre is up to a voxel away from that of the alignment: odd sizes',
      );
    }
  }
  const [, height = 0, width = 0] = shapeAt(tiltSeries.metadata, 'size') ?? [];
  const [imageX = 0, imageY = 0] = halfVoxels([width, height]).map((part) => part * pixelSize);
  const id = seriesId(run, tilts);
  const projections = sections.flatMap(({ zIndex, alignment: section }): JsonObject[] => {
    if (section === null) return [];
    const rotation = slicerRotation(
      -section.volumeXRotation,
      -section.tiltAngle,
      -planeRotation(section).degrees,
    );
    const [x, y] = turned(rotation, reference as unknown as Vector);
    const shift = [section.xOffset * pixelSize + imageX - x, section.yOffset * pixelSize + imageY - y];
    return [
      {
        id: `${id}_alignment${alignment.id}_align_${zIndex}`,
        tilt_image_id: `${id}_${zIndex}`,
        transformation_type: 'projection_alignment',
        name: 'tomogram_to_projection',
        input: 'physical',
        output: 'physical',
        sequence: [
          {
            transformation_type: 'affine',
            name: 'tilt_and_in_plane_rotation',
            affine: [rotation.slice(0, 3), rotation.slice(3, 6), rotation.slice(6)],
          },
          { transformation_type: 'translation', name: 'shift', translation: shift },
        ],
      },
    ];
  });
  return { tilt_series_id: id, projection_alignments: projections };
}

/** Returns size / 2 − ⌊size / 2⌋ of each axis. */
function halfVoxels(size: readonly number[]): number[] {
  return size.map((voxels) => voxels / 2 - Math.floor(voxels / 2));
}
