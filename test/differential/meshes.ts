import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { annotations, dataset, tenAngstroms } from './config.js';
import { makeGlb, tetrahedron } from './make-glb.js';
import { bytesOf, changed, type OddFile, withDistinctNames } from './odd-file.js';
import { diff } from './through-diff.js';
import { ingest } from './through-ingest.js';
import { validate } from './through-validate.js';
import { json, putFiles, spacingPath } from './tree-place.js';
import type { Verdict, Verdicts } from './verdict.js';

const unreadable = new Set(['MESH_UNREADABLE', 'MESH_EMPTY', 'FILE_EMPTY']);

/**
 * Opens GLB files through the three commands: an ingest makes them the mesh of an annotation; validate and diff are given
 * them in its place. Validate shows no more of a mesh than whether it can be read.
 */
export function openMeshes(oddFiles: readonly OddFile[]): Promise<ReadonlyMap<string, Verdicts>> {
  const files = withDistinctNames(oddFiles);
  return inTemporaryDirectory(async (directory) => {
    const ingested = await ingestMeshes(files, join(directory, 'ingest'));
    const validated = await validateMeshes(files, join(directory, 'validate'));
    const compared = await diffMeshes(files, join(directory, 'diff'));
    const none = { readable: false, why: 'not there' } as const;
    return new Map(
      files.map(({ name }) => [
        name,
        {
          ingest: ingested.get(name) ?? none,
          validate: validated.get(name) ?? none,
          diff: compared.get(name) ?? none,
        },
      ]),
    );
  });
}

async function ingestMeshes(files: readonly OddFile[], directory: string): Promise<Map<string, Verdict>> {
  await putFiles(
    join(directory, 'in/dep'),
    files.map((file) => [`meshes/${file.name}.glb`, bytesOf(file)] as const),
  );
  const source = `- TriangularMesh: {file_format: glb, glob_string: 'meshes/{run_name}.glb'}`;
  const names = files.map(({ name }) => name);
  const sections = tenAngstroms + annotations(source);
  const report = await ingest(directory, 'meshes', names, sections, ['--import', 'annotation']);
  const verdicts = new Map<string, Verdict>();
  for (const name of names) {
    const place = join(directory, 'out-meshes', spacingPath(name, '10.000'), 'Annotations/100');
    const file = (await readdir(place).catch(() => [])).find((entry) => entry.endsWith('.glb'));
    const failure = report.items.find(({ run, status }) => run === name && status === 'failed');
    verdicts.set(
      name,
      file === undefined
        ? { readable: false, why: failure?.error?.message ?? 'nothing was published' }
        : factsOf(readPublishedGlb(await readFile(join(place, file)))),
    );
  }
  return verdicts;
}

interface PlainMesh {
  readonly triangles: number;
  readonly area: number;
  readonly extents: readonly (readonly [low: number, high: number])[];
}

/** Compared to five digits: the files hold float32, and areas are sums. */
function factsOf({ triangles, area, extents }: PlainMesh): Verdict {
  const short = (value: number) => String(Number(value.toPrecision(5)) + 0);
  const bounds = extents.map(([low, high]) => `${short(low)} to ${short(high)}`);
  return {
    readable: true,
    shape: `${triangles} triangles`,
    digest: `area ${short(area)}, ${bounds.join(', ')}`,
  };
}

/** Reads a GLB of one primitive of float32 positions and uint32 indices, as an ingest publishes meshes. */
function readPublishedGlb(bytes: Uint8Array): PlainMesh {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonBytes = view.getUint32(12, true);
  const document = JSON.parse(Buffer.from(bytes.subarray(20, 20 + jsonBytes)).toString()) as PublishedGlb;
  const [primitive] = document.meshes[0]?.primitives ?? [];
  const start = 28 + jsonBytes;
  const place = (index: number) => {
    const accessor = document.accessors[index];
    const own = document.bufferViews[accessor?.bufferView ?? 0];
    const offset = start + (own?.byteOffset ?? 0) + (accessor?.byteOffset ?? 0);
    return { offset, count: accessor?.count ?? 0, stride: own?.byteStride };
  };
  const positions = place(primitive?.attributes.POSITION ?? 0);
  const vertices = Array.from({ length: positions.count }, (_, vertex) =>
    [0, 4, 8].map((axis) =>
      view.getFloat32(positions.offset + vertex * (positions.stride ?? 12) + axis, true),
    ),
  );
  const indices = place(primitive?.indices ?? 0);
  const corners = Array.from(
    { length: indices.count },
    (_, at) => vertices[view.getUint32(indices.offset + 4 * at, true)] ?? [],
  );
  const extents = [0, 1, 2].map((axis) => {
    const values = vertices.map((vertex) => vertex[axis] ?? Number.NaN);
    return [Math.min(...values), Math.max(...values)] as const;
  });
  return { triangles: corners.length / 3, area: areaOf(corners), extents };
}

interface PublishedGlb {
  readonly meshes: readonly {
    readonly primitives: readonly {
      readonly attributes: { readonly POSITION: number };
      readonly indices: number;
    }[];
  }[];
  readonly accessors: readonly {
    readonly bufferView: number;
    readonly byteOffset?: number;
    readonly count: number;
  }[];
  readonly bufferViews: readonly { readonly byteOffset?: number; readonly byteStride?: number }[];
}

function areaOf(corners: readonly (readonly number[])[]): number {
  let area = 0;
  for (let at = 0; at + 2 < corners.length; at += 3) {
    const [p = [], q = [], r = []] = corners.slice(at, at + 3);
    const [ux, uy, uz] = [0, 1, 2].map((axis) => (q[axis] ?? 0) - (p[axis] ?? 0)) as [number, number, number];
    const [vx, vy, vz] = [0, 1, 2].map((axis) => (r[axis] ?? 0) - (p[axis] ?? 0)) as [number, number, number];
    area += Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
  }
  return area;
}

async function validateMeshes(files: readonly OddFile[], directory: string): Promise<Map<string, Verdict>> {
  const tree = join(directory, 'tree');
  await putFiles(
    tree,
    files.flatMap((file) => [...placed(file, bytesOf(file))]),
  );
  const findings = await validate(directory, tree, 'headers');
  return new Map(
    files.map(({ name }): [string, Verdict] => {
      const reason = findings.find(
        ({ code, path }) =>
          path.startsWith(`${dataset}/${name}/`) && path.endsWith('.glb') && unreadable.has(code),
      );
      return [
        name,
        reason === undefined
          ? { readable: true }
          : { readable: false, why: `${reason.code}: ${reason.message}` },
      ];
    }),
  );
}

/** Every mesh is held against one far away, so that the change tells both. */
async function diffMeshes(files: readonly OddFile[], directory: string): Promise<Map<string, Verdict>> {
  const [a, b] = [join(directory, 'a'), join(directory, 'b')];
  const { document, binary } = tetrahedron();
  const far = makeGlb({ document, binary: changed(binary, (view) => view.setFloat32(0, 12_345, true)) });
  await putFiles(
    a,
    files.flatMap((file) => [...placed(file, bytesOf(file))]),
  );
  await putFiles(
    b,
    files.flatMap((file) => [...placed(file, far)]),
  );
  const changes = await diff(directory, a, b);
  return new Map(
    files.map(({ name }): [string, Verdict] => {
      const own = changes.get(name) ?? [];
      const refused = own.find((change) => change.kind === 'unreadable' && change.a !== null);
      const told = own.find(({ kind }) => kind === 'mesh')?.a ?? null;
      if (refused !== undefined) return [name, { readable: false, why: refused.a ?? '' }];
      if (told === null) return [name, { readable: false, why: 'meshes not compared' }];
      return [name, factsOf(toldMesh(told))];
    }),
  );
}

/** `4 vertices, 4 triangles, area 12.5, x y z 0 to 10, 0 to 20, 0 to 30` as numbers. */
function toldMesh(text: string): PlainMesh {
  const [, triangles = '', area = '', bounds = ''] =
    /(\d+) triangles, area (\S+), x y z (.*)$/.exec(text) ?? [];
  const extents = bounds.split(', ').map((extent) => extent.split(' to ').map(Number) as [number, number]);
  return { triangles: Number(triangles), area: Number(area), extents };
}

function* placed({ name }: OddFile, bytes: Uint8Array): Generator<readonly [string, Uint8Array | string]> {
  const place = `${spacingPath(name)}/Annotations/100/surface-1.0`;
  yield [`${place}.json`, json({ annotation_object: { name: 'surface' } })];
  yield [`${place}_triangularmesh.glb`, bytes];
}
