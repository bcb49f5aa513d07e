import { undoing } from '../../base/closing.js';
import { FormatError, UnsupportedError } from '../../base/errors.js';
import { pauseBetween } from '../../base/pause.js';
import { meshFormatOf, meshFormats, readMesh } from '../../formats/mesh/mesh-formats.js';
import { instanceLevels, levelsOfDetail, type Placement } from '../../neuroglancer/mesh/levels-of-detail.js';
import type { Mesh } from '../../neuroglancer/mesh/mesh.js';
import { writeMeshes } from '../../neuroglancer/mesh/write-meshes.js';
import { gzip } from '../../storage/gzip.js';
import type { StagedDirectory } from '../../storage/storage.js';
import { shapesWithMeshes } from '../../tree/entities/annotation-shapes.js';
import type { AnnotationFile } from '../../tree/published-annotation.js';
import { oneMeshAtATime } from '../annotation/mesh-file.js';
import type { IngestContext } from '../context.js';
import { shapePath } from '../convert/annotation-layers.js';
import { ndjsonPoints, type PublishedAnnotation } from '../convert/published-files.js';
import type { ImportResult } from '../import-result.js';

/** Writes a GLB mesh as a Neuroglancer precomputed mesh with levels of detail. Returns the bytes written. */
export async function writeMesh(
  { objectName }: PublishedAnnotation,
  file: AnnotationFile,
  directory: StagedDirectory,
  context: IngestContext,
): Promise<number> {
  const { output } = context;
  const pause = pauseBetween(context.signal);
  return oneMeshAtATime(context, async () => {
    const bytes = await output.get(file.path, meshLimit);
    const path = output.location(file.path);
    const { vertices, faces } = await readMesh(bytes, path, { format: 'glb' });
    const levels = await levelsOfDetail({ positions: vertices, triangles: faces }, pause);
    requireMemory(levels, path, context);
    return writeMeshes(new Map([[1, levels]]), new Map([[1, objectName]]), directory, gzip, pause);
  });
}

/** MiB that the rest of the program takes. */
const otherMemory = 160;
const mebibyte = 1024 * 1024;
/** Bytes that Draco takes for a triangle and for a vertex. */
const [triangleBytes, vertexBytes] = [60, 130];

/** Fails with an UnsupportedError if Draco would exceed the memory budget: it encodes the coarsest level as one. */
function requireMemory(levels: readonly Mesh[], path: string, { options }: IngestContext): void {
  const [finest, coarsest] = [levels[0], levels.at(-1)];
  if (finest === undefined || coarsest === undefined) return;
  const [triangles, vertices] = [coarsest.triangles.length / 3, coarsest.positions.length / 3];
  const held = 2 * (finest.positions.byteLength + finest.triangles.byteLength);
  const bytes = held + triangles * triangleBytes + vertices * vertexBytes;
  const needed = otherMemory + Math.ceil(bytes / mebibyte);
  if (needed <= (options.memory ?? Number.POSITIVE_INFINITY)) return;
  throw new UnsupportedError('the mesh is too large to encode for Neuroglancer in this memory', {
    path,
    expected: `at most ${options.memory} MiB`,
    found: `${triangles} triangles of ${vertices} vertices, which need ${needed} MiB`,
    hint: `make the mesh simpler, or give --memory ${needed}`,
  });
}

/** Writes the meshes at oriented points, or removes those of an earlier configuration. */
export async function writeInstances(
  described: PublishedAnnotation,
  mesh: string | null,
  context: IngestContext,
): Promise<ImportResult> {
  let bytesWritten = 0;
  const warnings: string[] = [];
  for (const { published, meshInstances } of shapesWithMeshes) {
    const path = shapePath(described, meshInstances, context);
    const file = described.files.find(({ shape }) => shape === published);
    // Most annotations have no mesh, and must not wait for those of others.
    const written =
      mesh === null || file === undefined
        ? null
        : await oneMeshAtATime(context, async () => {
            const levels = await placedLevels(described, file, mesh, context);
            if (levels === null) return null;
            const names = new Map([[1, described.objectName]]);
            return stageFiles(path, context, (directory) =>
              writeMeshes(new Map([[1, levels]]), names, directory, gzip, pauseBetween(context.signal)),
            );
          });
    if (written !== null) {
      bytesWritten += written;
      continue;
    }
    if ((await context.output.kind(path)) !== null) await context.output.deleteDirectory(path);
    const why = `oriented points to show ${mesh} at`;
    if (mesh !== null)
      warnings.push(`${file === undefined ? `no ${why}` : `too many ${why} each`}: left out`);
  }
  return warnings.length === 0 ? { bytesWritten } : { bytesWritten, warnings };
}

/** Size limit of meshes in bytes. */
const meshLimit = 1024 * mebibyte;

/** Returns levels of detail of a mesh at every oriented point of a file; null if there are too many points. */
async function placedLevels(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  meshKey: string,
  context: IngestContext,
): Promise<Mesh[] | null> {
  const { input, signal } = context;
  const path = input.location(meshKey);
  const bytes = await input.get(meshKey, meshLimit);
  const { vertices, faces } = await readMesh(bytes, path, { format: formatOf(path) }, pauseBetween(signal));
  const placements: Placement[] = [];
  for await (const points of ndjsonPoints(file.path, context)) {
    for (const { x, y, z, rotation } of points) {
      placements.push({ position: [x, y, z], rotation: rotation ?? identity });
    }
  }
  const positions = vertices.map((angstroms) => angstroms / annotation.voxelSpacing);
  return instanceLevels({ positions, triangles: faces }, placements);
}

const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];

function formatOf(path: string): string {
  const format = meshFormatOf(path);
  if (format !== null && format.names === undefined) return format.name;
  const extensions = meshFormats.filter(({ names }) => names === undefined).map(({ name }) => `.${name}`);
  throw new FormatError('cannot tell the mesh format from the name', {
    path,
    expected: extensions.join(', '),
  });
}

/** Writes a directory of the output, which appears after `write` has succeeded. If it fails, nothing is left of it. */
export async function stageFiles<Result>(
  path: string,
  { output }: IngestContext,
  write: (directory: StagedDirectory) => Promise<Result>,
): Promise<Result> {
  const directory = await output.stageDirectory(path);
  return undoing(directory, 'abort', async () => {
    const result = await write(directory);
    await directory.commit();
    return result;
  });
}
