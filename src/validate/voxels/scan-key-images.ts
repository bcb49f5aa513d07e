import { closing } from '../../base/closing.js';
import { ifReadable } from '../../base/errors.js';
import { decodePixels, type Pixels } from '../../formats/picture/picture-formats.js';
import { readLedger } from '../../tree/ledger.js';
import type { TreeReader } from '../../tree/tree-reader.js';
import { unitOfPath } from '../../tree/units.js';
import type { GreyPlane, Kernels } from '../../volume/kernels/kernels.js';
import { greyPlane, keyImageFrame, keyImageNames, shownSections } from '../../volume/key-image.js';
import { projectPlane } from '../../volume/project-plane.js';
import { openVolume } from '../../volume/source/open-volume.js';
import { agreedShape } from '../contexts/acquisition.js';
import type { ImageContext } from '../contexts/files.js';
import type { KeyImageLikeness, TomogramContext } from '../contexts/reconstructions.js';
import { describeSize } from '../rules/frames.js';

/** The size limit of a key image, in bytes. */
const largestImage = 64 * 1024 * 1024;
/** Voxels of a section above which a sample leaves out the key images: the slab has 256 MiB. */
const mostSampled = 1280 ** 2;

/**
 * Draws the key images of a tomogram again, and compares each with its file where no annotation covers it; with an original
 * that was deposited, by its size or the ledger, the others. Returns nothing without an original, or if something cannot be
 * read, which other rules report.
 */
export async function scanKeyImages(
  kernels: Kernels,
  reader: TreeReader,
  { volume, images }: Pick<TomogramContext, 'volume' | 'images'>,
  isSample = false,
): Promise<readonly KeyImageLikeness[]> {
  const named = keyImageNames.flatMap((name) => {
    const image = images.find(({ path, value }) => value !== null && path.endsWith(`-${name}.png`));
    return image === undefined ? [] : [{ name, image }];
  });
  const original = named.find(({ name }) => name === 'original')?.image;
  const size = original?.value ?? null;
  const key = volume.mrc?.isReadable === true ? volume.mrcPath : (volume.zarr?.path ?? null);
  const [, height = 0, width = 0] = agreedShape(volume) ?? [];
  if (original === undefined || size === null || key === null) return [];
  if (isSample && height * width > mostSampled) return [];
  const likenesses = await ifReadable(async () => {
    const slab = await slabOf(kernels, reader, key);
    const pixelsOf = async ({ path }: ImageContext): Promise<Pixels> =>
      (await decodePixels(await reader.get(path, largestImage), path)) ?? noPixels;
    const whole = await pixelsOf(original);
    const likenessesOf = async (isDrawn: boolean) => {
      const shown = isDrawn ? slab.seen : brightness(whole);
      const compared: KeyImageLikeness[] = [];
      for (const { name, image } of named) {
        const pixels = image === original ? whole : await pixelsOf(image);
        const drawn = await projectPlane(kernels, shown, keyImageFrame(name, shown.width, shown.height));
        if (pixels.width !== drawn.width || pixels.height !== drawn.height) continue;
        const isCovered = isDrawn ? covered(pixels) : new Uint8Array(drawn.data.length);
        const grey = (isDrawn ? brightness(overBlack(pixels)) : brightness(pixels)).data;
        const likeness = compare(grey, drawn.data, isCovered);
        if (likeness === null) continue;
        const mirrored = isDrawn && name === 'original' ? slab.mirrored : null;
        const own = likeness.correlation;
        const as = (other: Uint8Array) => compare(grey, other, isCovered)?.correlation ?? own;
        const turned = turnedOf(own, as, drawn, mirrored);
        compared.push({ path: image.path, isDrawn, ...likeness, otherSize: null, turned });
      }
      return compared;
    };
    if (slab.seen.width !== size.width || slab.seen.height !== size.height) {
      const isDrawn = (await originOf(reader, original.path)) === 'drawn';
      if (!isDrawn) return likenessesOf(false);
      const otherSize = { found: describeSize(size), expected: describeSize(slab.seen) };
      return [{ path: original.path, isDrawn, correlation: 0, difference: 255, otherSize, turned: null }];
    }
    const compared = await likenessesOf(true);
    // A ledger is read only if a picture may be another one: correlations of 0.9 and more are of the same.
    const mayDiffer = compared.some(({ correlation }) => correlation < 0.9);
    const isDeposited = mayDiffer && (await originOf(reader, original.path)) === 'deposited';
    return isDeposited ? likenessesOf(false) : compared;
  });
  return likenesses ?? [];
}

/** Returns whether the ledger of the run says that a key image was drawn or made from a picture; null if it does not say. */
async function originOf({ storage }: TreeReader, path: string): Promise<'drawn' | 'deposited' | null> {
  const { dataset, run } = unitOfPath(path);
  if (dataset === null || run === null) return null;
  const { entries } = await readLedger(storage, { kind: 'run', dataset, run });
  const proof = entries.findLast(({ files }) => files.some((file) => file.path === path))?.proof ?? null;
  if (proof === null) return null;
  return proof.from === undefined ? 'deposited' : 'drawn';
}

/** How much larger the correlation with a turned picture must be; symmetrical ones differ by chance. */
const turnMargin = 0.02;

/**
 * Returns how a picture with the correlation `own` is turned: which of the drawings it is more alike by `as`. Null if it is
 * not. In x and y many pictures are alike both ways, so that half of what is left must be explained.
 */
function turnedOf(
  own: number,
  as: (data: Uint8Array) => number,
  { width, height, data }: GreyPlane,
  mirrored: GreyPlane | null,
): KeyImageLikeness['turned'] {
  if (own > 1 - turnMargin) return null;
  const half = data.toReversed();
  const upDown = data.slice();
  for (let row = 0; row < height; row++)
    upDown.set(data.subarray((height - 1 - row) * width, (height - row) * width), row * width);
  const most = Math.max((own + 1) / 2, own + turnMargin);
  const inZ = mirrored === null ? own : as(mirrored.data);
  const turns = [
    { how: 'mirrored in z', correlation: inZ, least: own + turnMargin },
    { how: 'turned by 180°', correlation: as(half), least: most },
    { how: 'mirrored in y', correlation: as(upDown), least: most },
    { how: 'mirrored in x', correlation: as(upDown.reverse()), least: most },
  ];
  const [best = null] = turns
    .filter(({ correlation, least }) => correlation > least)
    .sort((a, b) => b.correlation - a.correlation);
  return best;
}

const noPixels: Pixels = { width: 0, height: 0, rgba: new Uint8Array() };

/** Returns the central sections in grey, summed as ingest does, and those of the mirrored volume if different. */
async function slabOf(kernels: Kernels, { storage, signal }: TreeReader, key: string) {
  const pool = { use: <Result>(work: (used: Kernels) => Promise<Result>) => work(kernels) };
  return closing(await openVolume(storage, key, { kernels: pool }), async (open) => {
    const [depth, height, width] = open.header.shape;
    const { from, to } = shownSections(depth);
    const area = width * height;
    const slabs = [{ from, to, sums: new Float32Array(area) }];
    if (from + to !== depth) slabs.push({ from: depth - to, to: depth - from, sums: new Float32Array(area) });
    for (let z = Math.min(from, depth - to); z < Math.max(to, depth - from); z++) {
      signal?.throwIfAborted();
      const plane = await open.readPlane(z);
      for (const { from: first, to: end, sums } of slabs) {
        if (z < first || z >= end) continue;
        for (let at = 0; at < area; at++) sums[at] = sums[at]! + plane[at]!;
      }
    }
    const [seen, mirrored = null] = slabs.map(({ sums }) => greyPlane(sums, width, height));
    return { seen: seen!, mirrored };
  });
}

function brightness({ width, height, rgba }: Pixels): GreyPlane {
  const data = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < data.length; at++, from += 4)
    data[at] = (rgba[from]! + rgba[from + 1]! + rgba[from + 2]!) / 3;
  return { width, height, data };
}

/** Returns a picture as it is seen on black where it is transparent; ingest writes none that is. */
function overBlack(pixels: Pixels): Pixels {
  const { width, height, rgba } = pixels;
  let isOpaque = true;
  for (let at = 3; isOpaque && at < rgba.length; at += 4) isOpaque = rgba[at] === 255;
  if (isOpaque) return pixels;
  const seen = rgba.map((value, at) => (at % 4 === 3 ? value : (value * rgba[at | 3]!) / 255));
  return { width, height, rgba: seen };
}

/** A pixel whose components differ by more than this is coloured by an annotation, not by an encoder. */
const colorful = 24;
/** The white rim around the disc of a point, as a share of the width of the picture. */
const rim = 0.006;
/** The share of pixels without annotations from which a picture is compared. */
const enough = 0.02;
/** Number of pixels of a picture that are compared, about; they lie all over it. */
const comparedPixels = 2 ** 17;

/**
 * Compares the grey levels of two pictures of one size where nothing covers them: correlation, and root mean square of
 * the difference. Null if too little is left, or the second has no contrast.
 */
function compare(own: Uint8Array, drawn: Uint8Array, isCovered: Uint8Array) {
  let [count, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0];
  const step = Math.max(1, Math.floor(own.length / comparedPixels));
  for (let at = 0; at < own.length; at += step) {
    if (isCovered[at] !== 0) continue;
    const a = own[at]!;
    const b = drawn[at]!;
    count += 1;
    sumA += a;
    sumB += b;
    squaresA += a * a;
    squaresB += b * b;
    products += a * b;
  }
  const varianceA = squaresA / count - (sumA / count) ** 2;
  const varianceB = squaresB / count - (sumB / count) ** 2;
  if (count < (enough * own.length) / step || count < 2 || varianceB === 0) return null;
  const product = products / count - (sumA / count) * (sumB / count);
  return {
    correlation: varianceA > 0 ? product / Math.sqrt(varianceA * varianceB) : 0,
    difference: Math.sqrt((squaresA + squaresB - 2 * products) / count),
  };
}

/** Marks the pixels that are coloured, and those around them. */
function covered({ width, height, rgba }: Pixels): Uint8Array {
  const reach = Math.ceil(rim * width) + 2;
  const marks = new Uint8Array(width * height);
  for (let pixel = 0, at = 0; pixel < marks.length; pixel++, at += 4) {
    const [red, green, blue] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > colorful) marks[pixel] = 1;
  }
  if (!marks.includes(1)) return marks;
  const inRows = widen(marks, reach, { count: height, next: width, length: width, step: 1 });
  return widen(inRows, reach, { count: width, next: 1, length: height, step: width });
}

/** Lines of pixels: how many there are, from one to the next, pixels of a line, and from one pixel to the next. */
type Lines = Readonly<Record<'count' | 'next' | 'length' | 'step', number>>;

/** Marks also the pixels that lie up to `reach` pixels before or after a marked one in its line. */
function widen(marks: Uint8Array, reach: number, { count, next, length, step }: Lines): Uint8Array {
  const wide = new Uint8Array(marks.length);
  for (let line = 0; line < count; line++) {
    const [first, last] = [line * next, line * next + (length - 1) * step];
    for (const [from, by] of [[first, step] as const, [last, -step] as const]) {
      for (let index = 0, at = from, left = 0; index < length; index++, at += by) {
        left = marks[at] === 1 ? reach + 1 : left - 1;
        if (left > 0) wide[at] = 1;
      }
    }
  }
  return wide;
}
