import pLimit from 'p-limit';
import { IngestError, ifReadable } from '../../base/errors.js';
import { textAt, toNumber } from '../../base/json-value.js';
import { pauseBetween } from '../../base/pause.js';
import { imagesOf } from '../../deposition/alignment-files.js';
import { describeItem } from '../../deposition/item.js';
import { fileSize, storageOf } from '../../deposition/source-files.js';
import { refuseErrors } from '../../deposition/source-rules/rule.js';
import { writeGlb } from '../../formats/mesh/glb.js';
import type { TriangleMesh } from '../../formats/mesh/mesh.js';
import { readMesh } from '../../formats/mesh/mesh-formats.js';
import { boundsOf, type Triple, triple } from '../../neuroglancer/bounds.js';
import { remainderOf } from '../../storage/crc64.js';
import type { IngestContext } from '../context.js';
import { type AnnotationInput, fileOutput, type ShapeImporter } from './annotation-file.js';
import { annotationBounds, voxelSpacing } from './input-points.js';

/** Size limit of mesh files in bytes. They are read whole; a larger file is not a mesh. */
const largestMesh = 2 ** 31 - 1;

/** Of the process, whose memory `--memory` bounds. */
const oneAtATime = pLimit(1);

/**
 * Runs what reads a mesh whole when no other does: runs are ingested side by side, and memory would add up. Fails if the
 * ingest was interrupted while it waited.
 */
export function oneMeshAtATime<Result>(
  { signal }: Pick<IngestContext, 'signal'>,
  work: () => Promise<Result>,
): Promise<Result> {
  return oneAtATime(() => {
    signal.throwIfAborted();
    return work();
  });
}

/** Meshes: a file, or one mesh of a group, that becomes a GLB file. */
export const meshImporter: ShapeImporter = {
  outputs: async (input, context) => [fileOutput(input, 'glb', context)],
  check: (input, context) =>
    oneMeshAtATime(context, async () => ({
      issues: await checkMesh(await readInput(input, context), input, context),
    })),
  importData: (input, context, progress) =>
    oneMeshAtATime(context, async () => {
      const total = await fileSize(input.item, input.key, context);
      const mesh = await readInput(input, context);
      const issues = await checkMesh(mesh, input, context);
      const glb = await writeGlb(mesh, scaleOf(input), nameOf(input) ?? 'mesh');
      await context.output.put(fileOutput(input, 'glb', context).path, glb);
      progress.report(total, total);
      return { bytesWritten: glb.length, issues };
    }),
  countObjects: async () => 1,
};

/** Reads the mesh of an input, in the unit of its file. */
async function readInput(input: AnnotationInput, context: IngestContext): Promise<TriangleMesh> {
  const { finder, item, key } = input;
  const storage = storageOf(item, context);
  const bytes = await storage.get(key, largestMesh);
  const options = { format: finder.fileFormat, name: nameOf(input) };
  return readMesh(bytes, storage.location(key), options, pauseBetween(context.signal));
}

/** Returns the warnings about a mesh and where it lies. Fails with a Contradiction if it lies beside its tomogram. */
async function checkMesh(mesh: TriangleMesh, input: AnnotationInput, context: IngestContext) {
  const scale = scaleOf(input);
  const inVoxels = (corner: Triple) => triple((axis) => corner[axis] * scale);
  const { lower, upper } = boundsOf(mesh.vertices);
  const path = storageOf(input.item, context).location(input.key);
  context.usage.volumes.noteAnnotation('mesh', input.item, mesh.vertices.length, remainderOf(mesh.vertices));
  const facts = {
    mesh: { value: mesh, by: 'the mesh', path },
    extent: mesh.faces.length === 0 ? null : { lower: inVoxels(lower), upper: inVoxels(upper) },
    bounds: await annotationBounds(input, context),
    scale,
    spacing: voxelSpacing(input.item),
    pixelSpacing: (await ifReadable(() => imagesOf(input.item, context)))?.pixelSize ?? null,
  };
  return refuseErrors(context.checks.ofFacts('mesh', facts, input.item));
}

function nameOf({ finder }: AnnotationInput): string | null {
  return textAt(finder.options, 'mesh_name') ?? textAt(finder.options, 'name');
}

function scaleOf({ finder, item }: AnnotationInput): number {
  const scale = toNumber(finder.options.scale_factor) ?? 1;
  if (scale > 0) return scale;
  throw new IngestError('the scale_factor makes the mesh a point', {
    entity: describeItem(item),
    expected: 'a number above 0',
    found: String(scale),
  });
}
