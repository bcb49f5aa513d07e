import { openOn } from '../base/closing.js';
import { bytesOf } from '../formats/byte-source.js';
import type { TriangleMesh } from '../formats/mesh/mesh.js';
import { type MeshOptions, readMesh as readMeshFile } from '../formats/mesh/mesh-formats.js';
import type { AnnotationPoint, PointOptions, PointType } from '../formats/points/point.js';
import { readPoints as readPointBatches } from '../formats/points/read-points.js';
import type { MrcHeader } from '../volume/mrc/header.js';
import { parseMrcHeader } from '../volume/mrc/read-header.js';
import { type OpenVolume, openVolume as openStoredVolume } from '../volume/source/open-volume.js';
import { temporaryFiles } from '../volume/temporary-files.js';
import { type AccessOptions, accessOf, openLocation } from './locations.js';

/** Options for reading a mesh. */
export interface ReadMeshOptions extends MeshOptions {
  /** Name of the file for messages. Its extension tells the format if `format` is not given. */
  readonly path?: string;
}

/**
 * Returns the triangles of a mesh file, in the file's unit. Equal vertices are joined. Fails with a FormatError if
 * the format is unknown, the file is truncated or it has no triangles.
 *
 * @example
 * ```js
 * import { readMesh } from 'cryoet-ingest';
 *
 * const text = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n';
 * const { vertices, faces } = await readMesh(new TextEncoder().encode(text), { format: 'obj' });
 * console.log(vertices.length / 3); // 3
 * console.log(faces.length / 3); // 1
 * ```
 */
export function readMesh(
  bytes: Uint8Array,
  { path = 'mesh', ...options }: ReadMeshOptions = {},
): Promise<TriangleMesh> {
  return readMeshFile(bytes, path, options);
}

/** Options for reading points: the format, and what it does not tell. */
export interface ReadPointsOptions extends Omit<PointOptions, 'tables'> {
  /** `point` by default. */
  readonly type?: PointType;
  /** Name of the file for messages. */
  readonly path?: string;
}

/**
 * Returns the points of a file in voxels, in the order of the file. Fails with a FormatError that names the location
 * in the file, and with an IngestError for options that cannot be combined.
 *
 * @example
 * ```js
 * import { readPoints } from 'cryoet-ingest';
 *
 * const points = await readPoints('1,2,3\n4,5,6\n', { format: 'csv', binning: 2 });
 * console.log(points[1].location.z); // 3
 * ```
 */
export async function readPoints(
  bytes: Uint8Array | string,
  { type = 'point', path = 'points', ...options }: ReadPointsOptions,
): Promise<AnnotationPoint[]> {
  const points: AnnotationPoint[] = [];
  for await (const batch of readPointBatches(bytesOf(path, bytes), type, options)) points.push(...batch);
  return points;
}

/** An open volume, read by block or section; its header has shape (z, y, x), sample type and voxel size in Å. */
export type Volume = OpenVolume;

/**
 * Opens an MRC file, plain or packed with gzip or bzip2, or an OME-Zarr directory, on a disk or in a bucket. Close it
 * after use. Fails with a StorageError if it does not exist, and with a FormatError or UnsupportedError if it is not a
 * volume that can be read.
 *
 * @example
 * ```js
 * import { openVolume } from 'cryoet-ingest';
 *
 * const volume = await openVolume(
 *   'published/10901/TS_001/Reconstructions/VoxelSpacing13.480/Tomograms/100/TS_001.mrc',
 * );
 * const [depth, height, width] = volume.header.shape;
 * const middle = await volume.readPlane(depth >> 1);
 * await volume.close();
 * console.log(volume.header.voxelSize?.x.toFixed(3)); // 13.480
 * console.log(middle.length === height * width); // true
 * ```
 */
export async function openVolume(location: string, options: AccessOptions = {}): Promise<Volume> {
  const { storage, key } = await openLocation(location, await accessOf(options));
  return openOn(storage, () => openStoredVolume(storage, key, { staging: temporaryFiles() }));
}

/**
 * Reads the header of an MRC file from its first 1024 bytes. `path` names the file in messages. Fails with a
 * FormatError if they are not the header of a volume, and with an UnsupportedError for complex and RGB modes.
 *
 * @example
 * ```js
 * import { readFile } from 'node:fs/promises';
 * import { readMrcHeader } from 'cryoet-ingest';
 *
 * const bytes = await readFile('published/10901/TS_001/TiltSeries/100/TS_001.mrc');
 * const { fields, sampleType } = readMrcHeader(bytes.subarray(0, 1024));
 * console.log(sampleType); // float32
 * console.log(fields.nz); // 31
 * ```
 */
export function readMrcHeader(bytes: Uint8Array, path = 'MRC file'): MrcHeader {
  return parseMrcHeader(bytes, null, path);
}
