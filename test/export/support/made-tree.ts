import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRandom } from '../../../demo/random.js';
import type { Rotation } from '../../../src/formats/points/point.js';
import { formatPointLine } from '../../../src/formats/points/published-points.js';
import { stopgapRotation } from '../../../src/formats/points/rotation.js';

/** A point of the tree, in voxels. */
export interface MadePoint {
  readonly at: readonly [number, number, number];
  readonly rotation: Rotation;
}

/** Voxel spacing, pixel size of the tilt series (Å) and size of the tomogram in voxels (x, y, z). */
export const made = { spacing: 10, pixelSize: 2.5, size: [200, 180, 61] } as const;

/** Points with any rotation; the first are at the ends of the ranges of Euler angles, and not turned. */
export function madePoints(count: number, seed = 7): MadePoint[] {
  const { uniform: next } = createRandom(seed);
  const special = [
    [0, 0, 0],
    [30, 0, 0],
    [0, 180, 0],
    [40, 180, 70],
    [10, 90, -20],
    [180, 90, 180],
  ] as const;
  return Array.from({ length: count }, (_, index) => {
    const [phi, the, psi] = special[index] ?? [360 * next() - 180, 180 * next(), 360 * next() - 180];
    return {
      at: [made.size[0] * next(), made.size[1] * next(), made.size[2] * next()],
      rotation: stopgapRotation(phi, the, psi),
    };
  });
}

/** Tilts, doses and CTF of the tilt series; the third section has no alignment. */
export const madeSections = [-30.5, 0, 30, 60].map((angle, zIndex) => ({
  angle,
  order: [2, 0, 1, 3][zIndex] ?? 0,
  dose: 3.1 * ([2, 0, 1, 3][zIndex] ?? 0),
  defocus: [31000.25 + zIndex, 30000.5 - zIndex] as const,
  shift: [1.25 * zIndex, -3.75] as const,
  rotation: 85 + zIndex / 8,
}));

/** Writes files of a tree: JSON of objects, and texts. */
export async function writeTree(root: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** The files of a run with a tilt series, its alignment, a tomogram and an annotation with oriented points and a mask. */
export function madeRun(
  points: readonly MadePoint[],
  { dataset = '10001', run = 'TS_1', object = 'cytosolic ribosome' } = {},
): Record<string, unknown> {
  const base = `${dataset}/${run}`;
  const spacing = `${base}/Reconstructions/VoxelSpacing10.000`;
  const annotation = `${spacing}/Annotations/100`;
  const volumes = (stem: string) => ({ mrc_file: `${stem}.mrc`, omezarr_dir: `${stem}.zarr` });
  const [x, y, z] = made.size;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const lines = points.map(({ at, rotation }) =>
    formatPointLine({ type: 'orientedPoint', location: { x: at[0], y: at[1], z: at[2] }, rotation }),
  );
  return {
    [`${dataset}/dataset_metadata.json`]: {
      dataset_title: 'Made',
      dataset_description: 'Made by a test.',
      authors: [
        { name: 'Ada B. Rivera', ORCID: '0000-0002-1825-0097', primary_author_status: true },
        { name: 'Lind, Bo', email: 'bo@example.org', corresponding_author_status: true },
      ],
      dates: { release_date: '2025-04-01' },
      organism: { name: 'Homo sapiens' },
      cross_references: { publications: 'doi:10.1000/made', related_database_entries: 'EMD-1234' },
    },
    [`${base}/run_metadata.json`]: { run_name: run },
    [`${base}/Frames/frames_metadata.json`]: {
      frames: madeSections.map(({ order, dose }) => ({
        acquisition_order: order,
        accumulated_dose: dose,
        exposure_dose: 3.1,
        path: `${base}/Frames/${run}_${order}.tif`,
      })),
    },
    ...Object.fromEntries(madeSections.map(({ order }) => [`${base}/Frames/${run}_${order}.tif`, 'a frame'])),
    [`${base}/TiltSeries/100/tiltseries_metadata.json`]: {
      acceleration_voltage: 300_000,
      spherical_aberration_constant: 2.7,
      pixel_spacing: made.pixelSize,
      binning_from_frames: 2,
      tilt_axis: 85,
      ...volumes(`${base}/TiltSeries/100/${run}`),
      size: { x: 800, y: 720, z: madeSections.length },
      per_section_parameter: madeSections.map(({ angle, order, defocus: [u, v] }, index) => ({
        z_index: index,
        frame_acquisition_order: order,
        raw_angle: angle,
        major_defocus: u,
        minor_defocus: v,
        astigmatic_angle: 12.125,
        phase_shift: 0,
        cross_correlation: 0.25,
        max_resolution: 8.5,
      })),
    },
    [`${base}/TiltSeries/100/${run}.mrc`]: 'a stack',
    [`${base}/TiltSeries/100/${run}.zarr/.zattrs`]: '{}',
    [`${base}/Alignments/100/alignment_metadata.json`]: {
      alignment_type: 'GLOBAL',
      tiltseries_path: `${base}/TiltSeries/100/tiltseries_metadata.json`,
      volume_offset: { x: 0, y: 0, z: 0 },
      per_section_alignment_parameters: madeSections.flatMap(({ angle, shift, rotation }, index) =>
        index === 2
          ? []
          : {
              z_index: index,
              tilt_angle: angle + 0.5,
              volume_x_rotation: 0.25,
              in_plane_rotation: [
                [Math.cos(radians(rotation)), -Math.sin(radians(rotation))],
                [Math.sin(radians(rotation)), Math.cos(radians(rotation))],
              ],
              x_offset: shift[0],
              y_offset: shift[1],
            },
      ),
    },
    [`${spacing}/Tomograms/100/tomogram-metadata.json`]: {
      voxel_spacing: made.spacing,
      size: { x, y, z },
      is_visualization_default: true,
      processing: 'raw',
      reconstruction_method: 'WBP',
      alignment_metadata_path: `${base}/Alignments/100/alignment_metadata.json`,
      ...volumes(`${spacing}/Tomograms/100/${run}`),
    },
    [`${spacing}/Tomograms/100/${run}.mrc`]: 'a tomogram',
    [`${spacing}/Tomograms/100/${run}.zarr/.zattrs`]: '{}',
    [`${spacing}/Tomograms/100/${run}.zarr/0/.zarray`]: '{}',
    [`${annotation}/ribosome-1.0.json`]: {
      annotation_object: { name: object, id: 'GO:0022626' },
      alignment_metadata_path: `${base}/Alignments/100/alignment_metadata.json`,
      files: [
        { format: 'ndjson', path: `${annotation}/ribosome-1.0_orientedpoint.ndjson`, shape: 'OrientedPoint' },
        {
          format: 'zarr',
          path: `${annotation}/ribosome-1.0_segmentationmask.zarr`,
          shape: 'SegmentationMask',
        },
      ],
    },
    [`${annotation}/ribosome-1.0_orientedpoint.ndjson`]: `${lines.join('\n')}\n`,
    [`${annotation}/ribosome-1.0_segmentationmask.zarr/.zattrs`]: '{}',
  };
}
