import type { Layout } from '../../src/tree/layout/path-templates.js';
import { listFiles } from './tree.js';

/** The files of a tree that `tinyTree` tells, ascending: all but those made for the viewer. */
export async function listTree(directory: string): Promise<string[]> {
  return (await listFiles(directory)).filter((path) => !path.includes('/NeuroglancerPrecompute/'));
}

/** Every file of the tree that the tiny deposition becomes, those made for the viewer apart; ascending. */
export function tinyTree(layout: Layout): string[] {
  const isPortal = layout === 'portal';
  const deposition = isPortal ? 'depositions_metadata/10800' : 'DepositionMetadata/10800';
  const tomogramMetadata = isPortal ? 'tomogram_metadata.json' : 'tomogram-metadata.json';
  const tomogram = (run: string, spacing: string, id: number) =>
    below(`Reconstructions/VoxelSpacing${spacing}`, [
      `Images/${id}/key-photo-original.png`,
      ...below(`Tomograms/${id}`, [`${run}.mrc`, ...pyramid(`${run}.zarr`, 1), tomogramMetadata]),
    ]);
  const run = (name: string, tilts: number, files: readonly string[], ctf: string) => [
    'run_metadata.json',
    'Frames/frames_metadata.json',
    `Frames/${name}.mdoc`,
    'IdentifiedObjects/identified_objects.json',
    'IdentifiedObjects/identified_objects_metadata.json',
    'Alignments/100/alignment_metadata.json',
    ...below('TiltSeries/100', [
      `${name}.mrc`,
      ...pyramid(`${name}.zarr`, tilts),
      `${name}.rawtlt`,
      `${name}_${ctf}_ctf.txt`,
      'tiltseries_metadata.json',
    ]),
    ...tomogram(name, '10.000', 100),
    ...below('Reconstructions/VoxelSpacing10.000/Annotations', annotations),
    ...files,
  ];
  return [
    `${deposition}/deposition_metadata.json`,
    `${deposition}/Images/snapshot.png`,
    ...below('10801', [
      'dataset_metadata.json',
      'Images/snapshot.png',
      'Images/thumbnail.png',
      ...below('TS_001', [
        ...run(
          'TS_001',
          5,
          [
            'Gains/TS_001_gain.mrc',
            ...['000_0.0', '001_12.0', '002_-12.0', '003_24.0', '004_-24.0'].map(
              (tilt) => `Frames/TS_001_${tilt}.tif`,
            ),
            ...['xf', 'tlt', 'xtilt'].map((extension) => `Alignments/100/TS_001.${extension}`),
            ...tomogram('TS_001', '20.000', 101),
          ],
          'CTFFIND',
        ),
      ]),
      ...below('TS_002', [
        ...run(
          'TS_002',
          4,
          [
            'Gains/TS_002_gain.gain',
            ...['000_0.0', '001_12.0', '002_-12.0', '003_24.0'].map((tilt) => `Frames/TS_002_${tilt}.mrc`),
            'Alignments/100/TS_002.aln',
          ],
          'IMOD',
        ),
      ]),
    ]),
  ].sort();
}

const annotations = [
  '100/80s_ribosome-1.0.json',
  '100/80s_ribosome-1.0_orientedpoint.ndjson',
  '100/80s_ribosome-1.0_point.ndjson',
  '101/membrane-1.0.json',
  '101/membrane-1.0_segmentationmask.mrc',
  ...pyramid('101/membrane-1.0_segmentationmask.zarr', 1),
  '101/membrane-1.0_triangularmesh.glb',
  '102/vesicle-1.0.json',
  '102/vesicle-1.0_instancesegmentationmask.mrc',
  ...pyramid('102/vesicle-1.0_instancesegmentationmask.zarr', 1),
];

/** A pyramid of three levels, whose sections or whole volumes are so small that each is one chunk. */
function pyramid(zarr: string, chunksAlongZ: number): string[] {
  const chunks = Array.from({ length: chunksAlongZ }, (_, z) => `${z}/0/0`);
  return below(zarr, [
    '.zattrs',
    '.zgroup',
    ...[0, 1, 2].flatMap((level) => below(String(level), ['.zarray', ...chunks])),
  ]);
}

function below(directory: string, files: readonly string[]): string[] {
  return files.map((file) => `${directory}/${file}`);
}
