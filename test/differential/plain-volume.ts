import { createHash } from 'node:crypto';

/** A volume of float32, read and written here in the plainest way, by none of the readers under test. */
export interface PlainVolume {
  readonly shape: readonly [z: number, y: number, x: number];
  readonly values: Float32Array;
}

const headerBytes = 1024;

/** Reads a little-endian MRC of mode 2, as an ingest publishes tomograms. */
export function readPublishedMrc(bytes: Uint8Array): PlainVolume {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (offset: number) => view.getInt32(offset, true);
  if (word(12) !== 2) throw new Error(`published as mode ${word(12)}`);
  const shape = [word(8), word(4), word(0)] as const;
  const start = headerBytes + word(92);
  const values = Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, index) =>
    view.getFloat32(start + 4 * index, true),
  );
  return { shape, values };
}

/** A little-endian MRC of mode 2 whose voxels are cubes of 1 Å. */
export function writePlainMrc({ shape, values }: PlainVolume): Uint8Array {
  const file = new Uint8Array(headerBytes + 4 * values.length);
  const view = new DataView(file.buffer);
  const extents = [...shape].reverse();
  for (const [axis, extent] of extents.entries()) {
    view.setInt32(4 * axis, extent, true);
    view.setInt32(28 + 4 * axis, extent, true);
    view.setFloat32(40 + 4 * axis, extent, true);
    view.setFloat32(52 + 4 * axis, 90, true);
    view.setInt32(64 + 4 * axis, axis + 1, true);
  }
  view.setInt32(12, 2, true);
  view.setInt32(88, 1, true);
  view.setInt32(108, 20140, true);
  file.set(Buffer.from('MAP DD'), 208);
  values.forEach((value, index) => void view.setFloat32(headerBytes + 4 * index, value, true));
  return file;
}

/** The files of an OME-Zarr of one level: float32, one chunk that is not compressed. */
export function writePlainZarr({ shape, values }: PlainVolume): Map<string, Uint8Array | string> {
  const chunk = new Uint8Array(4 * values.length);
  const view = new DataView(chunk.buffer);
  values.forEach((value, index) => void view.setFloat32(4 * index, value, true));
  return new Map<string, Uint8Array | string>([
    ['.zgroup', '{"zarr_format": 2}'],
    ['.zattrs', JSON.stringify(plainAttributes)],
    ['0/.zarray', JSON.stringify(plainArray(shape))],
    ['0/0/0/0', chunk],
  ]);
}

/** Attributes of an image of one level whose voxels are cubes of 1 Å. */
export const plainAttributes = {
  multiscales: [
    {
      axes: ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'angstrom' })),
      datasets: [{ path: '0', coordinateTransformations: [{ type: 'scale', scale: [1, 1, 1] }] }],
      version: '0.4',
    },
  ],
};

/** Metadata of an array of one chunk, as plain as they can be. */
export function plainArray(shape: readonly number[]): Record<string, unknown> {
  return {
    chunks: [...shape],
    compressor: null,
    dimension_separator: '/',
    dtype: '<f4',
    fill_value: 0,
    filters: null,
    order: 'C',
    shape: [...shape],
    zarr_format: 2,
  };
}

/** The volume with another value in its first voxel. */
export function planted({ shape, values }: PlainVolume): PlainVolume {
  const copy = values.slice();
  copy[0] = copy[0] === 0 ? 1 : 0;
  return { shape, values: copy };
}

/** Digest of shape and values; every NaN counts as the same, and −0 as 0. */
export function digestOf({ shape, values }: PlainVolume): string {
  const plain = values.map((value) => (Number.isNaN(value) ? Number.NaN : value + 0));
  return createHash('sha1')
    .update(shape.join('x'))
    .update(new Uint8Array(plain.buffer))
    .digest('hex')
    .slice(0, 12);
}

/** What a file is held against that no command may be able to read: zeros in the shape that it should have. */
export function zeros(shape: PlainVolume['shape'] = [1, 1, 1]): PlainVolume {
  return { shape, values: new Float32Array(shape[0] * shape[1] * shape[2]) };
}
