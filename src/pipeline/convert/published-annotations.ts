import { annotationColors, type Rgb } from '../../color/index.js';
import { describeError } from '../../errors/index.js';
import { isJsonObject, type JsonObject, toNumber } from '../../json/index.js';
import { ancestor, type Item } from '../../sources/item.js';
import { itemDirectory } from '../../sources/item-paths.js';
import { readDocument } from '../../tree/index.js';
import type { IngestContext } from '../context.js';

/** A file of a published annotation, as its metadata tell it. */
export interface AnnotationFile {
  readonly path: string;
  readonly format: string;
  readonly shape: string;
  readonly isDefault: boolean;
}

/** An annotation that the output holds. */
export interface PublishedAnnotation {
  readonly id: number;
  /** Å. */
  readonly voxelSpacing: number;
  /** Directory of its voxel spacing, below OUTPUT. */
  readonly spacingDirectory: string;
  /** Metadata file, below OUTPUT. */
  readonly path: string;
  readonly objectName: string;
  readonly metadata: JsonObject;
  readonly alignmentPath: string | null;
  readonly files: readonly AnnotationFile[];
  /** Stands for it in key images and in the viewer. */
  readonly color: Rgb;
}

/** Every annotation of an item's run that the output holds, by voxel spacing and identifier. */
export async function publishedAnnotations(
  item: Item,
  context: IngestContext,
): Promise<PublishedAnnotation[]> {
  const run = ancestor(item, 'run');
  const directory = run === null ? null : itemDirectory(run, context.options.layout);
  if (directory === null) return [];
  const found: Omit<PublishedAnnotation, 'color'>[] = [];
  for (const { spacing, place } of await spacingsBelow(`${directory}/Reconstructions`, context)) {
    for (const { name } of await context.output.readDirectory(`${place}/Annotations`)) {
      const annotation = /^\d+$/.test(name) ? await readAnnotation(place, name, spacing, context) : null;
      if (annotation !== null) found.push(annotation);
    }
  }
  found.sort((first, second) => first.voxelSpacing - second.voxelSpacing || first.id - second.id);
  const colors = annotationColors(found.map(({ objectName }) => objectName));
  return found.map((annotation, index) => ({ ...annotation, color: colors[index] ?? [255, 255, 255] }));
}

async function spacingsBelow(
  directory: string,
  { output }: IngestContext,
): Promise<{ spacing: number; place: string }[]> {
  const entries = await output.readDirectory(directory);
  return entries.flatMap(({ name, kind }) => {
    const spacing = /^VoxelSpacing(\d+\.\d{3})$/.exec(name)?.[1];
    return kind === 'directory' && spacing !== undefined
      ? [{ spacing: Number(spacing), place: `${directory}/${name}` }]
      : [];
  });
}

async function readAnnotation(
  spacingDirectory: string,
  id: string,
  voxelSpacing: number,
  context: IngestContext,
): Promise<Omit<PublishedAnnotation, 'color'> | null> {
  const directory = `${spacingDirectory}/Annotations/${id}`;
  const entries = await context.output.readDirectory(directory);
  const file = entries.find(
    ({ name, kind }) => kind === 'file' && name.endsWith('.json') && isMetadata(name),
  );
  if (file === undefined) return null;
  const path = `${directory}/${file.name}`;
  let metadata: JsonObject;
  try {
    metadata = await readDocument(context.output, path);
  } catch (error) {
    context.warn(`${describeError(error)}: the annotation is left out`, null);
    return null;
  }
  return describeAnnotation({ id: Number(id), voxelSpacing, spacingDirectory, path, metadata });
}

/** An annotation by its metadata. */
export function describeAnnotation(
  place: Pick<PublishedAnnotation, 'id' | 'voxelSpacing' | 'spacingDirectory' | 'path' | 'metadata'>,
): Omit<PublishedAnnotation, 'color'> {
  const { annotation_object: object, alignment_metadata_path: alignment } = place.metadata;
  return {
    ...place,
    objectName: isJsonObject(object) && typeof object.name === 'string' ? object.name : '',
    alignmentPath: typeof alignment === 'string' ? alignment : null,
    files: filesOf(place.metadata),
  };
}

/** `ribosome-1.0.json` is metadata, `ribosome-1.0_globalcaption.json` is a caption. */
function isMetadata(name: string): boolean {
  return /-[0-9a-z._]*\.json$/.test(name) && !/_[a-z]*caption\.json$/.test(name);
}

function filesOf({ files }: JsonObject): AnnotationFile[] {
  if (!Array.isArray(files)) return [];
  return files
    .filter(isJsonObject)
    .flatMap(({ path, format, shape, is_visualization_default: isDefault }) =>
      typeof path === 'string' && typeof format === 'string' && typeof shape === 'string'
        ? [{ path, format, shape, isDefault: isDefault === true }]
        : [],
    );
}

/** Diameter of the annotated object in Å, where its metadata give one. */
export function objectDiameter({ metadata }: PublishedAnnotation): number | null {
  const object = metadata.annotation_object;
  return isJsonObject(object) ? toNumber(object.diameter ?? null) : null;
}
