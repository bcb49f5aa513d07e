import { meshFormats } from '../../formats/mesh/mesh-formats.js';
import type { PointType } from '../../formats/points/point.js';
import { pointFormats } from '../../formats/points/point-formats.js';
import {
  type AnnotationShape,
  annotationShapeNames,
  annotationShapes,
  type ShapeRow,
} from '../../tree/entities/annotation-shapes.js';
import type { FileFacts } from '../read-facts.js';
import { round } from '../run-values.js';
import { placeholder, scalar, type YamlNode } from '../yaml-document.js';
import { largestOf } from './tomograms.js';

/** Returns the shape of points of a type. */
export function pointShape(type: PointType): AnnotationShape {
  const isOfType = ({ content }: ShapeRow) => content.kind === 'points' && content.type === type;
  return annotationShapeNames.find((name) => isOfType(annotationShapes[name])) ?? 'Point';
}

export type ShapeOptions = Readonly<Record<string, YamlNode | null>>;

/** The shape of an annotation source, with its options. */
interface Shape {
  readonly name: AnnotationShape;
  readonly options: ShapeOptions;
  /**
   * Returns the options that depend on the voxel spacing in Å, null if it is unknown; `ratio` is its ratio to the
   * finest one of the run, `isOnly` is true if points can count no other voxels; `size` (x, y, z) is that of the largest
   * tomogram, in voxels.
   */
  at?(spacing: number | null, ratio: number, isOnly: boolean, size?: readonly number[]): ShapeOptions;
}

/** Returns the shape of a source by the facts of its files; `filter` selects a run's rows, or a mesh of several. */
export function shapeOf(facts: FileFacts | null, filter: ShapeOptions = {}, isInAngstrom = false): Shape {
  switch (facts?.sniffed.kind) {
    case 'mesh':
      return meshShape(facts, filter, isInAngstrom);
    case 'volume':
      return maskShape(facts);
    default:
      return pointsShape(facts, filter);
  }
}

function meshShape(
  { sniffed: { format }, reach }: FileFacts,
  filter: ShapeOptions,
  isInAngstrom: boolean,
): Shape {
  const isGroup = meshFormats.find(({ name }) => name === format)?.names !== undefined;
  return {
    name: isGroup ? 'TriangularMeshGroup' : 'TriangularMesh',
    options: {
      file_format: scalar(format),
      name: isGroup ? (filter.filter_value ?? placeholder('name of the mesh in the file')) : null,
    },
    at(spacing, ratio, _, size = []) {
      if (isInAngstrom && spacing !== null)
        return { scale_factor: scalar(round(1 / spacing, 9), `copick has meshes in Å: 1 / ${spacing}`) };
      const fits = (factor: number) =>
        size.every((length, axis) => (reach?.[axis] ?? 0) * factor <= length * (1 + protrusion));
      const unit = lengths.find(([length]) => spacing !== null && fits(length / spacing));
      if (spacing !== null && !fits(1 / ratio) && unit !== undefined) {
        const why = `assumed: the mesh is in ${unit[1]}, since its voxels would lie outside the tomogram`;
        return { scale_factor: scalar(round(unit[0] / spacing, 9), why) };
      }
      return { scale_factor: ratio === 1 ? null : scalar(round(1 / ratio, 9)) };
    },
  };
}

function maskShape({ volume }: FileFacts): Shape {
  // Voxels tell more than a header, which only an MRC has.
  const labels = volume?.labels ?? [];
  const [label = 1] = labels;
  const isInstances = labels.length > 1 || (labels.length === 0 && (volume?.range?.max ?? 1) > 1);
  const { sampleType = '', range = null } = volume ?? {};
  // The statistics of its header and its voxels, which are no labels, are those of probabilities.
  const isGraded = labels.length === 0 && sampleType.startsWith('float') && (range?.max ?? 2) <= 1;
  const several = 'if its labels are objects of different names, give each a SemanticSegmentationMask';
  return {
    name: isInstances ? 'InstanceSegmentationMask' : 'SemanticSegmentationMask',
    options: {
      file_format: scalar(volume?.format ?? 'auto', isInstances ? several : undefined),
      mask_label: isInstances || isGraded ? null : scalar(label, 'value of the voxels that count'),
      threshold: isGraded ? scalar(0.5, 'assumed: voxels with this value or a higher one count') : null,
      rescale: scalar(true, 'to the size of the tomogram, where it differs'),
    },
  };
}

function pointsShape(facts: FileFacts | null, filter: ShapeOptions): Shape {
  const format = facts?.sniffed.format ?? 'csv';
  const unusual = facts?.unusual ?? null;
  const row = pointFormats.find(({ name }) => name === format);
  const held = (row?.types ?? []).filter((type) => type !== 'orientedPoint' || (facts?.isOriented ?? true));
  const usual = (['orientedPoint', 'point'] as const).find((type) => held.includes(type));
  return {
    name: pointShape(usual ?? held[0] ?? 'instancePoint'),
    options: {
      file_format: scalar(row?.name ?? 'auto'),
      ...filter,
      columns: unusual?.order == null ? null : scalar(unusual.order, 'as the header names them'),
      delimiter: unusual?.delimiter == null ? null : scalar(unusual.delimiter),
    },
    at(spacing, ratio, isOnly) {
      const isInAngstrom = row?.isInAngstrom === true && row.name !== 'tardis';
      const unit = isInAngstrom ? 1 : pixelOf(spacing, facts?.pixelSizes ?? []);
      if (unit !== null && spacing === null)
        return { binning: placeholder(`voxel spacing in Å${unit === 1 ? '' : ` divided by ${unit}`}`) };
      const binning = round(unit === null || spacing === null ? ratio : spacing / unit, 7);
      const why = unit === null || unit === 1 ? '' : `: ${spacing} Å a voxel, ${unit} Å a pixel`;
      const isAssumed = unit === null && !isOnly;
      return {
        ...(isAssumed ? { file_format: scalar(row?.name ?? 'auto', assumedVoxels) } : {}),
        binning: binning === 1 ? null : scalar(binning, `coordinates are divided by it${why}`),
      };
    },
  };
}

/** Å of units in which programs write meshes, the usual one first. */
const lengths = [
  [1, 'Å'],
  [10, 'nm'],
] as const;
/** Part of a tomogram by which a mesh may protrude. */
const protrusion = 0.1;

const assumedVoxels = 'assumed: it counts voxels of the finest tomogram; if of another, correct each binning';

/** Returns the only pixel size of some, or the only one by which voxels are a whole number of pixels; else null. */
function pixelOf(spacing: number | null, sizes: readonly number[]): number | null {
  const isWhole = (ratio: number) => Math.abs(ratio - Math.round(ratio)) < 0.005 * ratio;
  const fits =
    sizes.length === 1 ? sizes : sizes.filter((size) => spacing !== null && isWhole(spacing / size));
  return fits.length === 1 ? (fits[0] ?? null) : null;
}

/** Returns the facts of the file with the largest values, with the labels of all files. */
export function factsOf(facts: ReadonlyMap<string, FileFacts>): FileFacts | null {
  const read = [...facts.values()].filter(({ sniffed }) => sniffed.kind !== 'unknown');
  const largest = (of: FileFacts) => of.volume?.range?.max ?? 0;
  const [first] = read.sort((a, b) => largest(b) - largest(a));
  if (first === undefined) return null;
  const reach = largestOf(read.flatMap((each) => (each.reach === null ? [] : [each.reach])));
  if (first.volume === null) return { ...first, reach };
  const labels = new Set(read.flatMap(({ volume }) => volume?.labels ?? []));
  return { ...first, volume: { ...first.volume, labels: [...labels].sort((a, b) => a - b) } };
}
