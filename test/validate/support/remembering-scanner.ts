import type { PictureFacts } from '../../../src/formats/picture/picture-formats.js';
import { ownDirectory } from '../../../src/tree/layout/own-files.js';
import { agreedShape } from '../../../src/validate/contexts/acquisition.js';
import type { KeyImageLikeness, PrecomputeFacts } from '../../../src/validate/contexts/reconstructions.js';
import type { VoxelFacts } from '../../../src/validate/voxels/voxel-facts.js';
import type { VoxelScanner } from '../../../src/validate/voxels/voxel-scanner.js';
import type { Files } from './memory-storage.js';

const numbers = new WeakMap<Uint8Array, number>();
let last = 0;
const volumes = new Map<string, Promise<VoxelFacts>>();
const precomputes = new Map<string, Promise<PrecomputeFacts>>();
const keyImages = new Map<string, Promise<readonly KeyImageLikeness[]>>();
const pictures = new Map<string, Promise<PictureFacts>>();

/** Returns a scanner that scans files only once if they are the same arrays at the same paths in several trees. */
export function rememberingScanner(files: Files, scanner: VoxelScanner, isSample: boolean): VoxelScanner {
  const place = (...paths: readonly string[]) => `${isSample} ${nameOf(files, paths)}`;
  return {
    scan: (volume) => remembered(volumes, place(volume.mrcPath, volume.zarrPath), () => scanner.scan(volume)),
    scanPrecompute: (precompute) =>
      remembered(precomputes, place(precompute.path, precompute.annotation?.path ?? '?'), () =>
        scanner.scanPrecompute(precompute),
      ),
    scanMask: (mask, annotation) => scanner.scanMask(mask, annotation),
    scanKeyImages(tomogram) {
      const { mrc, mrcPath, zarrPath } = tomogram.volume;
      // Drawn from the MRC if it can be read; the ledger tells which picture was deposited.
      const drawn = mrc?.isReadable === true ? mrcPath : zarrPath;
      const paths = [drawn, ownDirectory, ...tomogram.images.map(({ path }) => path)];
      return remembered(keyImages, `${agreedShape(tomogram.volume)} ${place(...paths)}`, () =>
        scanner.scanKeyImages(tomogram),
      );
    },
    scanPicture: (content, path) =>
      remembered(pictures, `${numberOf(content)} ${path}`, () => scanner.scanPicture(content, path)),
    close: () => scanner.close(),
  };
}

function remembered<Facts>(
  known: Map<string, Promise<Facts>>,
  name: string,
  scan: () => Promise<Facts>,
): Promise<Facts> {
  const facts = known.get(name) ?? scan();
  known.set(name, facts);
  return facts;
}

/** Returns a key for the contents of some paths. */
function nameOf(files: Files, places: readonly string[]): string {
  const parts: string[] = [];
  for (const [path, bytes] of files) {
    if (places.some((place) => path === place || path.startsWith(`${place}/`))) {
      parts.push(`${path}=${numberOf(bytes)}`);
    }
  }
  return parts.join('\n');
}

function numberOf(bytes: Uint8Array): number {
  const number = numbers.get(bytes) ?? ++last;
  numbers.set(bytes, number);
  return number;
}
