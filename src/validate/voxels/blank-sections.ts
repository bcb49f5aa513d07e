import type { OpenMrc } from '../../volume/source/mrc-format.js';
import type { BlankSection } from './voxel-facts.js';

/** Bytes in the middle of each section by which sections are compared first. */
const glance = 1024;
/** Bytes of a section below which two may be equal by chance. */
const leastBytes = 64;
/** Bytes that are compared at once. */
const step = 1024 * 1024;

/**
 * Finds sections of one value, and those with the image of an earlier one; fails like reading the file. Noise makes any few
 * voxels differ: a section is read whole only if its middle is of one value or that of another section.
 */
export async function findBlankSections({ header, samples }: OpenMrc): Promise<BlankSection[]> {
  const [depth, height, width] = header.shape;
  const { reader, offset, rowBytes } = samples;
  const bytes = height * rowBytes;
  const voxel = Math.max(1, Math.floor(rowBytes / width));
  const middle = Math.floor(Math.max(0, bytes - glance) / 2 / voxel) * voxel;
  const read = (z: number, at: number, length: number) => reader.read(offset + z * bytes + at, length);
  const isEach = async (z: number, fits: (piece: Uint8Array, at: number) => Promise<boolean> | boolean) => {
    for (let at = 0; at < bytes; at += step)
      if (!(await fits(await read(z, at, Math.min(step, bytes - at)), at))) return false;
    return true;
  };
  const firsts = new Map<string, number>();
  const blank: BlankSection[] = [];
  if (bytes < leastBytes) return blank;
  for (let z = 0; z < depth; z++) {
    const seen = await read(z, middle, Math.min(glance, bytes));
    // Other rules report that the file ends.
    if (seen.length < Math.min(glance, bytes)) break;
    const isFlat = (piece: Uint8Array) => {
      for (let at = 0; at < piece.length; at++) if (piece[at] !== seen[at % voxel]) return false;
      return true;
    };
    const key = seen.join();
    const first = firsts.get(key);
    const isFirst = async (piece: Uint8Array, at: number) => {
      const other = await read(first ?? z, at, piece.length);
      for (let index = 0; index < piece.length; index++) if (piece[index] !== other[index]) return false;
      return true;
    };
    if (isFlat(seen) && (await isEach(z, isFlat))) blank.push({ z, sameAs: null });
    else if (first === undefined) firsts.set(key, z);
    else if (await isEach(z, isFirst)) blank.push({ z, sameAs: first });
  }
  return blank;
}
