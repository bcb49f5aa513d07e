import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiffReport } from '../../src/diff/compare-trees.js';
import { runInProcess } from '../support/run-in-process.js';
import type { OddFile } from './odd-file.js';
import { digestOf, type PlainVolume, planted, writePlainMrc, writePlainZarr, zeros } from './plain-volume.js';
import { json, putFiles, spacingPath } from './tree-place.js';
import { typeText, typeTextOfZarr } from './type-text.js';
import { type Verdict, voxelSizeAlongY } from './verdict.js';

type Change = DiffReport['entities'][number]['changes'][number];

const metadata = json({ reconstruction_method: 'WBP', processing: 'raw' });

/**
 * Compares every file, as the tomogram of a run of its own, with a volume as `references` has it, one voxel changed:
 * when exactly that voxel differs, the file was read with the values of the reference.
 */
export async function diffVolumes(
  files: readonly OddFile[],
  extension: 'mrc' | 'zarr',
  references: ReadonlyMap<string, PlainVolume | null>,
  directory: string,
): Promise<Map<string, Verdict>> {
  const [a, b] = [join(directory, 'a'), join(directory, 'b')];
  for (const { name, files: own, shape } of files) {
    const place = `${spacingPath(name)}/Tomograms/100`;
    const below = (path: string) => `${place}/${name}.${extension}${path === '' ? '' : `/${path}`}`;
    const other = planted(references.get(name) ?? zeros(shape));
    const plain: Iterable<readonly [string, Uint8Array | string]> =
      extension === 'mrc' ? [['', writePlainMrc(other)]] : writePlainZarr(other);
    await putFiles(a, [...[...own].map(([path, bytes]) => [below(path), bytes] as const)]);
    await putFiles(b, [...[...plain].map(([path, bytes]) => [below(path), bytes] as const)]);
    for (const tree of [a, b]) await putFiles(tree, [[`${place}/tomogram-metadata.json`, metadata]]);
  }
  const changes = await diff(directory, a, b);
  return new Map(
    files.map(({ name, shape }) => {
      const own = changes.get(name) ?? [];
      return [name, verdictOf(own, references.get(name) ?? null, shape ?? [1, 1, 1], extension)];
    }),
  );
}

function verdictOf(
  changes: readonly Change[],
  reference: PlainVolume | null,
  comparedShape: PlainVolume['shape'],
  extension: 'mrc' | 'zarr',
): Verdict {
  const told = (kind: Change['kind']) => changes.find((change) => change.kind === kind);
  const unreadable = changes.find(({ kind, a }) => kind === 'unreadable' && a !== null);
  if (unreadable !== undefined) return { readable: false, why: unreadable.a ?? '' };
  const shape = told('shape')?.a ?? (reference?.shape ?? comparedShape).join(' × ');
  const size = extension === 'mrc' ? voxelSizeOf(changes, shape) : undefined;
  return {
    readable: true,
    shape,
    type: typeTold(told('sample-type')?.a ?? null, extension),
    ...(size === undefined ? {} : { voxelSize: size }),
    ...(reference === null ? {} : { digest: digestTold(told('voxels'), told('shape'), reference) }),
  };
}

/** Of what differs from the reference, which is little-endian float32. */
function typeTold(text: string | null, extension: 'mrc' | 'zarr'): string {
  if (text === null) return 'float32';
  if (extension === 'zarr') return typeTextOfZarr(text);
  return typeText(text.replace(/[ ,].*/, ''), !text.endsWith('big-endian'), text.includes('(unsigned)'));
}

/** From the words that differ from those of the reference, in which cella and sampling are the shape. */
function voxelSizeOf(changes: readonly Change[], shape: string): string {
  const words = (field: string) =>
    changes
      .find(({ at }) => at === `header ${field}`)
      ?.a?.split(', ')
      .map(Number);
  const extents = shape.split(' × ').map(Number).reverse();
  const cell = words('cella') ?? extents;
  const sampling = ['mx', 'my', 'mz'].map((word, axis) => words(word)?.[0] ?? extents[axis] ?? Number.NaN);
  return voxelSizeAlongY(cell.map((size, axis) => size / (sampling[axis] ?? Number.NaN)));
}

function digestTold(voxels: Change | undefined, shape: Change | undefined, reference: PlainVolume): string {
  if (shape !== undefined) return 'of another shape than ingest published';
  if (voxels === undefined) return 'voxels not looked at';
  const { different } = voxels.facts ?? {};
  return different === 1 ? digestOf(reference) : 'of other values than ingest published';
}

/** Compares two trees and returns the changes by run. */
export async function diff(
  directory: string,
  a: string,
  b: string,
): Promise<ReadonlyMap<string, readonly Change[]>> {
  const output = join(directory, 'diff.json');
  const { stderr } = await runInProcess(['diff', a, b, '--quiet', '--format', 'json', '--output', output]);
  const text = await readFile(output, 'utf8').catch(() => {
    throw new Error(`the comparison could not run: ${stderr}`);
  });
  const changes = new Map<string, Change[]>();
  for (const { run, changes: own } of (JSON.parse(text) as DiffReport).entities) {
    if (run !== null) changes.set(run, [...(changes.get(run) ?? []), ...own]);
  }
  return changes;
}
