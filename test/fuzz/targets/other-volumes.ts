import { readMesh } from '../../../src/formats/mesh/mesh-formats.js';
import { type BuiltLattice, buildHffVolume, buildSffVolume } from '../../formats/support/build-sff.js';
import { meshFiles } from '../../formats/support/mesh-files.js';
import { dm4WithImage } from '../../support/write-dm4.js';
import { amiraFile } from '../../volume/support/build-amira.js';
import { emFile } from '../../volume/support/build-em.js';
import { emanFiles } from '../../volume/support/eman-files.js';
import { tiffFiles } from '../../volume/support/tiff-files.js';
import { zarrDirectories } from '../../volume/support/zarr-directories.js';
import { contentOf, type InputFiles, single, type Target } from '../target.js';
import { readVolume } from './volumes.js';

const counting = Array.from({ length: 24 }, (_, index) => index);
const lattice: BuiltLattice = {
  mode: 'uint32',
  shape: [2, 3, 4],
  samples: new Uint8Array(Uint32Array.from(counting).buffer),
};
const segments = [{ name: 'one', value: 7, lattice: 0 }];
const sff = buildSffVolume([lattice], segments);
const sffMesh = `<?xml version="1.0" encoding="UTF-8"?>
<segmentation><version>0.8.0.dev1</version><segment_list><segment id="1" parent_id="0">
<biological_annotation><name>one</name></biological_annotation><mesh_list><mesh id="0">
<vertices num_vertices="3" data="${Buffer.from(Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0).buffer).toString('base64')}"/>
<triangles num_triangles="1" data="${Buffer.from(Uint32Array.of(0, 1, 2).buffer).toString('base64')}"/>
</mesh></mesh_list></segment></segment_list></segmentation>
`;

function volume(name: string, file: string, seeds: () => Promise<readonly InputFiles[]>): Target {
  return { name, seeds, read: (files) => readVolume(files, file) };
}

/** Meshes that other programs wrote whose names hold a word. */
const meshesOf = (word: RegExp) =>
  [...meshFiles].filter(([name]) => word.test(name)).map(([, bytes]) => single(bytes));

function mesh(format: string, seeds: () => readonly InputFiles[]): Target {
  return {
    name: `mesh-${format}`,
    seeds: async () => seeds(),
    read: (files) =>
      readMesh(contentOf(files), `a.${format}`, { format, name: format === 'sff' ? 'one' : null }),
  };
}

/** Volumes and meshes of programs beside those that the portal's ingestion reads. */
export const otherVolumeTargets: readonly Target[] = [
  volume('em', 'a.em', async () =>
    [1, 2, 4, 5, 9].flatMap((type) => [6, 0].map((machine) => single(emFile(machine, type, counting)))),
  ),
  volume('dm3', 'a.dm3', async () =>
    ([3, 4] as const).map((version) =>
      single(
        dm4WithImage(
          { dataType: 2, tagType: 6, samples: [1, 2, 3, 4, 5, 6], dimensions: [3, 2], units: 'µm' },
          version,
        ),
      ),
    ),
  ),
  volume('amira', 'a.am', async () => [
    single(amiraFile('byte', Uint8Array.from(counting))),
    single(amiraFile('byte', Uint8Array.of(24, 7), { packing: '(HxByteRLE,2)' })),
    single(amiraFile('float', new Uint8Array(Float32Array.from(counting).buffer))),
  ]),
  volume('eman', 'a.hdf', async () => emanFiles.map(([, bytes]) => single(bytes))),
  volume('tiff-stack', 'a.tif', async () => [...tiffFiles.values()].map(single)),
  volume('other-zarr', 'a.zarr', async () =>
    [...zarrDirectories.values()].map((files) => {
      const isGroup = '.zgroup' in files;
      const entries = Object.entries(files).filter(([key]) => !isGroup || key.startsWith('0/'));
      return new Map(entries.map(([key, bytes]) => [isGroup ? key.slice(2) : key, bytes]));
    }),
  ),
  volume('sff-volume', 'a.sff', async () => [single(sff)]),
  volume('hff-volume', 'a.hff', async () => [single(await buildHffVolume([lattice], segments))]),
  mesh('ply', () => meshesOf(/PLY|ply/)),
  mesh('vtp', () => meshesOf(/VTP|VTU|vtp|vtu|XML/)),
  mesh('vtk', () => meshesOf(/legacy|meshio, VTK/)),
  mesh('sff', () => [single(sffMesh)]),
];
