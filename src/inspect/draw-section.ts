import { closing } from '../base/closing.js';
import { greyOf, greyRange, paintGrey } from '../formats/picture/png.js';
import type { Storage } from '../storage/storage.js';
import { poolGrid, poolMean } from '../volume/slab.js';
import { openVolume } from '../volume/source/open-volume.js';
import { readZarrLevels } from '../volume/source/zarr-format.js';
import { temporaryFiles } from '../volume/temporary-files.js';

/** A section of a volume as a grey picture. */
export interface SectionPicture {
  /** 0-based section of the level that was drawn. */
  readonly z: number;
  readonly width: number;
  readonly height: number;
  /** Grey by rows from the first of y: 0 (black) is the mean − 3 standard deviations, 255 the mean + 3. */
  readonly grey: Uint8Array;
  readonly png: Uint8Array;
}

/** Pixels along the longer side that a level must have to be drawn. */
const enough = 384;

/**
 * Draws a section of a volume, by default the central one, with at most 384 pixels along either side. `wanted` is its
 * index in the level that is drawn; the last one if there is none of this index. Fails as reading the volume does.
 */
export async function drawSection(storage: Storage, key: string, wanted?: number): Promise<SectionPicture> {
  const volume = await openVolume(storage, await levelToDraw(storage, key), { staging: temporaryFiles() });
  return closing(volume, async () => {
    const [depth, height, width] = volume.header.shape;
    const z = Math.min(wanted ?? depth >> 1, depth - 1);
    const plane = { width, height, samples: await volume.readPlane(z) };
    const grid = poolGrid(plane);
    const values = poolMean(plane, grid);
    const range = greyRange(values);
    return {
      z,
      width: grid.width,
      height: grid.height,
      grey: Uint8Array.from(values, (value) => greyOf(value, range)),
      png: await paintGrey(values, grid, range),
    };
  });
}

/** Returns the coarsest level that is large enough: one section of a finer level needs many more chunks. */
async function levelToDraw(storage: Storage, key: string): Promise<string> {
  if ((await storage.kind(key)) !== 'directory') return key;
  const levels = await readZarrLevels(storage, key);
  const level = levels.findLast(({ shape: [, y, x] }) => Math.max(y, x) >= enough) ?? levels[0];
  return level === undefined ? key : `${key}/${level.path}`;
}
