import { greyOf, greyRange, paintGrey } from '../formats/picture/encode-png.js';
import type { Storage } from '../storage/storage.js';
import { poolGrid, poolMean } from '../volume/slab.js';
import { openVolume } from '../volume/source/open-volume.js';
import { readZarrLevels } from '../volume/source/zarr-format.js';
import { temporaryFiles } from '../volume/temporary-files.js';

/** The central section of a volume in grey. */
export interface SectionPicture {
  /** 0-based section of the level that was drawn. */
  readonly z: number;
  readonly width: number;
  readonly height: number;
  /** 0 (black, mean − 3 deviations) to 255 (white, mean + 3 deviations), row by row from the first row of y. */
  readonly grey: Uint8Array;
  readonly png: Uint8Array;
}

/** Pixels along either side from which a coarser level does. */
const enough = 384;

/** Draws the central section of a volume, at most 384 pixels along either side. Fails as reading the volume does. */
export async function drawSection(storage: Storage, key: string): Promise<SectionPicture> {
  const volume = await openVolume(storage, await levelToDraw(storage, key), { staging: temporaryFiles() });
  try {
    const [depth, height, width] = volume.header.shape;
    const z = depth >> 1;
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
  } finally {
    await volume.close();
  }
}

/** The coarsest level that is still large enough: of a finer one whole chunks would be read for one section. */
async function levelToDraw(storage: Storage, key: string): Promise<string> {
  if ((await storage.kind(key)) !== 'directory') return key;
  const levels = await readZarrLevels(storage, key);
  const level = levels.findLast(({ shape: [, y, x] }) => Math.max(y, x) >= enough) ?? levels[0];
  return level === undefined ? key : `${key}/${level.path}`;
}
