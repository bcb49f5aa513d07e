import { type CryoetError, FormatError } from '../base/errors.js';
import { type JsonObject, numberAt, shapeAt, textAt } from '../base/json-value.js';
import type { PointType, Vector } from '../formats/points/point.js';
import { baseName } from '../storage/keys.js';
import { publishedShape, type ShapeContent } from '../tree/entities/annotation-shapes.js';
import type { EntityType } from '../tree/entities/entity-type.js';
import type { PublishedTree } from '../tree/open-tree.js';
import { type AnnotationFacts, describeAnnotation } from '../tree/published-annotation.js';
import { readPublishedItems } from '../tree/published-items.js';

/** A published item of a run. Its metadata lack the lists of sections, so that many runs fit into memory. */
export interface ExportedItem {
  readonly id: number;
  /** Name in messages: `10901/TS_001 tomogram 100 at 13.480 Å`. */
  readonly label: string;
  /** Path of its metadata file below the root of the tree. */
  readonly path: string;
  readonly metadata: JsonObject;
  /** Voxel spacing of its directory, in Å with three decimals; empty outside of one. */
  readonly spacing: string;
}

export interface ExportedTomogram extends ExportedItem {
  /** Å. */
  readonly voxelSpacing: number;
  /** Path of its alignment's metadata file, as its metadata have it. */
  readonly alignmentPath: string | null;
  /** Voxels along x, y and z; null if the metadata lack them. */
  readonly size: Vector | null;
}

export interface ExportedAnnotation extends AnnotationFacts, ExportedItem {}

/** The items of a run that the options select. */
export interface ExportedRun {
  readonly dataset: string;
  readonly name: string;
  readonly tiltSeries: readonly ExportedItem[];
  readonly alignments: readonly ExportedItem[];
  readonly tomograms: readonly ExportedTomogram[];
  readonly annotations: readonly ExportedAnnotation[];
  /** Returns where a file of the tree is, for messages. */
  locate(path: string): string;
}

/** Returns true if an item is selected, by any of its names. */
export type ItemFilter = (type: EntityType, names: readonly string[]) => boolean;

/** Reads the selected items of a run. Fails with a StorageError or FormatError if one cannot be read. */
export async function readRun(
  tree: PublishedTree,
  { dataset, name }: Pick<ExportedRun, 'dataset' | 'name'>,
  isWanted: ItemFilter,
): Promise<ExportedRun> {
  const fail = (error: CryoetError): never => {
    throw error;
  };
  const read = async (type: EntityType, kind: string): Promise<ExportedItem[]> => {
    const items = await readPublishedItems(tree, type, { dataset_id: dataset, run_name: name }, fail);
    return items.flatMap(({ id, directory, variables, metadataPath: path, metadata }) => {
      if (path === null || metadata === null || metadata === 'unreadable') {
        throw new FormatError('an item has no metadata', {
          path: tree.storage.location(directory),
          expected: 'a metadata file',
          hint: 'ingest it again; cryoet validate reports everything that is wrong',
        });
      }
      const { per_section_parameter: _, per_section_alignment_parameters: _more, ...facts } = metadata;
      const spacing = variables.voxel_spacing ?? '';
      const names = [String(id), baseName(path), textAt(facts, 'annotation_object', 'name') ?? ''];
      if (!isWanted(type, names) || !(spacing === '' || isWanted('voxel_spacing', [spacing]))) return [];
      const label = `${dataset}/${name} ${kind} ${id}${spacing === '' ? '' : ` at ${spacing} Å`}`;
      return [{ id, label, path, metadata: facts, spacing }];
    });
  };
  return {
    ...{ dataset, name, locate: (path) => tree.storage.location(path) },
    tiltSeries: await read('tiltseries', 'tilt series'),
    alignments: await read('alignment', 'alignment'),
    tomograms: (await read('tomogram', 'tomogram')).map((item) => {
      const [z, y, x] = shapeAt(item.metadata, 'size') ?? [];
      const size: Vector | null = x === undefined || y === undefined || z === undefined ? null : [x, y, z];
      const voxelSpacing = numberAt(item.metadata, 'voxel_spacing') ?? Number(item.spacing);
      for (const [key, numbers] of Object.entries({ voxel_spacing: [voxelSpacing], size: size ?? [] })) {
        if (numbers.every((number) => number > 0)) continue;
        const hint = 'cryoet validate reports everything that is wrong';
        const path = tree.storage.location(item.path);
        throw new FormatError(`${key} is not positive`, { path, found: numbers.join(', '), hint });
      }
      return { ...item, size, voxelSpacing, alignmentPath: textAt(item.metadata, 'alignment_metadata_path') };
    }),
    annotations: (await read('annotation', 'annotation')).map((item) =>
      describeAnnotation({ ...item, voxelSpacing: Number(item.spacing) }),
    ),
  };
}

/**
 * Returns the tomogram of an annotation, which shares its voxel spacing and alignment, or that of a spacing: the default
 * one, else the first; null without any. A tomogram without alignment takes the annotations that have none of their own.
 */
export function tomogramAt(
  { tomograms }: Pick<ExportedRun, 'tomograms'>,
  { spacing, alignmentPath = null }: { readonly spacing: string; readonly alignmentPath?: string | null },
): ExportedTomogram | null {
  const all = tomograms.filter((tomogram) => tomogram.spacing === spacing);
  const aligned = (path: string | null) => all.filter((tomogram) => tomogram.alignmentPath === path);
  const same = alignmentPath === null ? all : aligned(alignmentPath);
  const own = same.length > 0 ? same : aligned(null);
  return own.find(({ metadata }) => metadata.is_visualization_default === true) ?? own[0] ?? null;
}

export interface AnnotationFile {
  readonly run: ExportedRun;
  readonly annotation: ExportedAnnotation;
  /** That of the annotation, by `tomogramAt`. */
  readonly tomogram: ExportedTomogram | null;
  /** Path below the root of the tree. */
  readonly path: string;
  /** Shape in metadata. */
  readonly shape: string;
  readonly format: string;
}

export interface PointFile extends AnnotationFile {
  readonly type: PointType;
  /** Voxel spacing of the tomogram that the points belong to, in Å. */
  readonly voxelSpacing: number;
}

/** A file that is not points: a mask, a mesh or a caption. */
interface OtherFile extends AnnotationFile {
  readonly content: Exclude<ShapeContent, { kind: 'points' }>;
}

/** Returns a name for the volume of an item without extension. */
export function volumeName(run: ExportedRun, { spacing, id }: ExportedItem): string {
  return [run.name, ...(spacing === '' ? [] : [spacing]), id].join('_');
}

/** Returns the masks of a run, each as OME-Zarr, or as MRC if it has no OME-Zarr. */
export function maskFiles(run: ExportedRun): OtherFile[] {
  const masks = annotationFiles(run).others.filter(({ content }) => content.kind === 'mask');
  const zarrs = masks.filter(({ format }) => format === 'zarr');
  const hasZarr = ({ annotation, shape }: OtherFile) =>
    zarrs.some((zarr) => zarr.annotation === annotation && zarr.shape === shape);
  return masks.filter((file) => file.format === 'zarr' || !hasZarr(file));
}

/** Returns the files of points and the other files of a run, each once, in the order of the metadata. */
export function annotationFiles(run: ExportedRun): {
  readonly points: PointFile[];
  readonly others: OtherFile[];
} {
  const points: PointFile[] = [];
  const others: OtherFile[] = [];
  for (const annotation of run.annotations) {
    const tomogram = tomogramAt(run, annotation);
    const { voxelSpacing } = tomogram ?? annotation;
    const listed = new Map(annotation.files.map((file) => [JSON.stringify([file.path, file.shape]), file]));
    for (const { path, shape, format } of listed.values()) {
      const content = publishedShape(shape)?.content;
      const file = { run, annotation, tomogram, path, shape, format };
      if (content?.kind === 'points') points.push({ ...file, type: content.type, voxelSpacing });
      else if (content !== undefined) others.push({ ...file, content });
    }
  }
  return { points, others };
}
