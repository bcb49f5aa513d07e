import { closing } from '../base/closing.js';
import { inTurn } from '../base/collections.js';
import { ifReadable } from '../base/errors.js';
import { greyRange, paintGrey, paintPixels } from '../formats/picture/png.js';
import type { Storage } from '../storage/storage.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import { type Plane, type PoolGrid, poolDifference, poolGrid, poolMean } from '../volume/slab.js';
import { type OpenVolume, openVolume } from '../volume/source/open-volume.js';
import type { Change, Side, Sides } from './change.js';
import type { DiffReport } from './compare-trees.js';

/** A section of a changed volume as three PNG images of equal size: A, B, and their difference. */
export interface DrawnSection {
  /** The path of the volume in B. */
  readonly path: string;
  /** The level of an OME-Zarr; null for an MRC file. */
  readonly level: string | null;
  /** The index of the section. */
  readonly z: number;
  /** Why this section is shown. */
  readonly reason: 'central' | 'largest difference';
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly difference: Uint8Array;
  /** The largest difference in the section. */
  readonly largest: number;
}

/** Most volumes that are drawn, so that the page stays small enough for a browser. */
const mostVolumes = 48;

/** Draws sections of the volumes that changed, one volume for each entity. Volumes that cannot be read are skipped. */
export async function drawChanges(
  storages: Sides<Storage>,
  { entities }: Pick<DiffReport, 'entities'>,
  kernels: Kernels,
): Promise<DrawnSection[]> {
  const volumes = entities.flatMap(({ changes }) => changes.find(({ kind }) => kind === 'voxels') ?? []);
  const drawn = await inTurn(volumes.slice(0, mostVolumes), (change) =>
    ifReadable(() => drawSections(storages, change, kernels)),
  );
  return drawn.flatMap((sections) => sections ?? []);
}

/**
 * Draws the central section of a volume whose voxels changed, and the section with the largest difference. Returns
 * nothing for other changes. Fails if a volume cannot be read.
 */
export async function drawSections(
  storages: Sides<Storage>,
  { kind, at, files, facts }: Change,
  kernels: Kernels,
): Promise<DrawnSection[]> {
  if (kind !== 'voxels' || files.a === null || files.b === null) return [];
  const level = /^level (.+)$/.exec(at ?? '')?.[1];
  const below = level === undefined ? '' : `/${level}`;
  const pool = { use: <Result>(work: (used: Kernels) => Promise<Result>) => work(kernels) };
  const open = (storage: Storage, path: string) => openVolume(storage, `${path}${below}`, { kernels: pool });
  const [fileA, path] = [files.a, files.b];
  return closing(await open(storages.a, fileA), async (a) =>
    closing(await open(storages.b, path), async (b) => {
      const central = Math.floor(a.header.shape[0] / 2);
      const zyx = facts?.zyx;
      const farthest = Array.isArray(zyx) ? (zyx[0] as number) : central;
      return inTurn(new Set([central, farthest]), async (z) => {
        const reason = z === central ? 'central' : 'largest difference';
        const drawn = await drawSection(await readPlane(a, z), await readPlane(b, z));
        return { path, level: level ?? null, z, reason, ...drawn };
      });
    }),
  );
}

async function readPlane(volume: OpenVolume, z: number): Promise<Plane> {
  const [, height, width] = volume.header.shape;
  return { width, height, samples: await volume.readPlane(z) };
}

async function drawSection(a: Plane, b: Plane): Promise<Pick<DrawnSection, Side | 'difference' | 'largest'>> {
  const grid = poolGrid(a);
  const [left, right] = [poolMean(a, grid), poolMean(b, grid)];
  const range = greyRange(left, right);
  const differences = poolDifference(a, b, grid);
  const largest = Math.max(0, ...extremes(differences));
  return {
    a: await paintGrey(left, grid, range),
    b: await paintGrey(right, grid, range),
    difference: await paintDifference(differences, grid, largest),
    largest,
  };
}

/** Returns the absolute values of the smallest and the largest number, with 0 among them. */
function extremes(values: Float64Array): [number, number] {
  let [low, high] = [0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [-low, high];
}

/** Paints differences on white: red if B is larger, blue if it is smaller, with full strength at `largest`. */
function paintDifference(values: Float64Array, grid: PoolGrid, largest: number): Promise<Uint8Array> {
  return paintPixels(values, grid, (value) => {
    if (value === 0) return [255, 255, 255];
    // Even the smallest difference must be visible, so colours start at a quarter of full strength.
    const strength = 0.25 + 0.75 * Math.min(1, Math.abs(value) / (largest || 1));
    const faded = 255 * (1 - strength);
    return value > 0 ? [220, faded, faded] : [faded, faded, 220];
  });
}
