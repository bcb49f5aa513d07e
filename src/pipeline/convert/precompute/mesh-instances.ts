import { annotationShapes } from '../../../entities/index.js';
import { FormatError, IngestError } from '../../../errors/index.js';
import { meshFormatOf, meshFormats, readMesh } from '../../../formats/mesh/index.js';
import { instanceLevels, type Mesh, type Placement } from '../../../neuroglancer/mesh/index.js';
import { expandSourcePath } from '../../../sources/finders/expand-glob.js';
import { describeItem } from '../../../sources/item.js';
import type { AnnotationFile } from '../../../tree/index.js';
import type { IngestContext } from '../../context.js';
import type { AnnotationInput } from '../annotation/annotation-file.js';
import { ndjsonPoints } from '../ndjson-points.js';
import type { PublishedAnnotation } from '../published-annotations.js';

/** Bytes of the largest mesh that is read. */
const meshLimit = 1024 * 1024 * 1024;

/**
 * The mesh that a input's oriented points are shown with, as a key below INPUT; null where the configuration names none.
 * Fails with an IngestError when there is no such file.
 */
export async function instanceMesh(input: AnnotationInput, context: IngestContext): Promise<string | null> {
  const { finder, source, item } = input;
  const { mesh_source_path: template } = finder.options;
  if (
    annotationShapes[finder.shape].meshInstances === undefined ||
    typeof template !== 'string' ||
    template === ''
  )
    return null;
  const key = expandSourcePath(template, source, item, context);
  if ((await context.input.kind(key)) === 'file') return key;
  throw new IngestError('there is no mesh for the oriented points', {
    path: context.input.location(key),
    entity: describeItem(item),
    expected: 'a GLB, OBJ, STL or VTK file in Å, whose origin is put at each point',
    found: 'no file',
    hint: `check mesh_source_path in ${source.location.file}, line ${source.location.line}`,
  });
}

/**
 * A mesh at every oriented point of a file, turned as the point is, in levels of detail; null when there are too many of
 * them to be shown.
 */
export async function placedLevels(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  meshKey: string,
  context: IngestContext,
): Promise<Mesh[] | null> {
  const { input } = context;
  const path = input.location(meshKey);
  const { vertices, faces } = await readMesh(await input.get(meshKey, meshLimit), path, {
    format: formatOf(path),
  });
  const placements: Placement[] = [];
  for await (const points of ndjsonPoints(file.path, context)) {
    for (const { x, y, z, rotation } of points) {
      placements.push({ position: [x, y, z], rotation: rotation ?? identity });
    }
  }
  const positions = vertices.map((angstroms) => angstroms / annotation.voxelSpacing);
  return instanceLevels({ positions, triangles: faces }, placements);
}

const identity = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

function formatOf(path: string): string {
  const format = meshFormatOf(path);
  if (format !== null && !format.isGroup) return format.name;
  const extensions = meshFormats.filter(({ isGroup }) => !isGroup).map(({ name }) => `.${name}`);
  throw new FormatError('cannot tell the mesh format from the name', {
    path,
    expected: extensions.join(', '),
  });
}
