import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { bytesOf } from '../../../src/formats/byte-source.js';
import type { AnnotationPoint, PointOptions, PointType } from '../../../src/formats/points/point.js';
import { readPoints } from '../../../src/formats/points/read-points.js';
import { mangled } from './mangle.js';

/** All points that a reader makes of some bytes or text. */
export async function pointsOf(
  contents: Uint8Array | string,
  type: PointType,
  options: PointOptions,
): Promise<AnnotationPoint[]> {
  const points: AnnotationPoint[] = [];
  for await (const batch of readPoints(bytesOf('picks', contents), type, options)) points.push(...batch);
  return points;
}

/** Message and facts of the error that bad input or bad options give; fails when there is none. */
export async function errorOf(
  action: () => Promise<unknown>,
): Promise<CryoetError['facts'] & { readonly message: string }> {
  try {
    await action();
  } catch (error) {
    if (error instanceof CryoetError) {
      return { message: error.message, ...error.facts };
    }
    throw error;
  }
  throw new Error('expected an error, but nothing was thrown');
}

/** Runs a reader on mangled bytes: it may return or throw one of our errors that has a message, nothing else. */
export async function survivesAsync(
  read: (bytes: Uint8Array) => Promise<unknown>,
  bytes: Uint8Array,
): Promise<void> {
  for (const copy of mangled(bytes, 7)) {
    try {
      await read(copy);
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
      assert.ok(error.message.length > 0);
    }
  }
}
