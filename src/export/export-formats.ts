import { contents, type ExportFormat, quotable, withoutBlanks } from './export-format.js';

const points = ['points', 'orientations'] as const;
const noColumn = 'instances, scores and metadata of annotations';
const noOffset = 'local alignments, offsets of volumes and tilts';
const noDistortion = `${noOffset}, scale and shear of sections`;

/** All formats that a tree can be exported to, one row a format. */
export const exportFormats: readonly ExportFormat[] = [
  {
    name: 'csv',
    description: 'one table of all points, in Å and in voxels',
    holds: [...points, 'instances'],
    loses: ['metadata other than identifier, object and shape'],
    hasDatasets: true,
    load: async () => (await import('./point-tables.js')).writeCsv,
  },
  {
    name: 'parquet',
    description: 'the table of csv as Apache Parquet, with float64 and int64 columns',
    holds: [...points, 'instances'],
    loses: ['metadata other than identifier, object and shape'],
    hasDatasets: true,
    load: async () => (await import('./point-tables.js')).writeParquet,
  },
  {
    name: 'star',
    description:
      'particle STAR files with the columns of RELION 3.1 and Warp, one for each object and voxel spacing',
    holds: points,
    loses: [noColumn],
    spelled: quotable,
    load: async () => (await import('./star.js')).writeStar,
  },
  {
    name: 'relion5',
    description: 'project of RELION 5: tomograms, tilt series with alignment, dose and CTF, particles',
    holds: [...points, 'tomograms', 'tilt series', 'alignments'],
    loses: [
      noColumn,
      noDistortion,
      'all but one tomogram, tilt series and alignment a run',
      'blanks in names of runs',
    ],
    spelled: withoutBlanks,
    namesTomograms: true,
    load: async () => (await import('./relion5.js')).writeRelion5,
  },
  {
    name: 'copick',
    description: 'project of copick: picks, tomograms and segmentations as OME-Zarr',
    holds: [...points, 'instances', 'masks', 'tomograms'],
    loses: [
      'metadata of annotations other than object and identifier',
      'volumes without OME-Zarr',
      'blanks and underscores in names of objects',
    ],
    load: async () => (await import('./copick.js')).writeCopick,
  },
  {
    name: 'imod',
    description: 'folder of each run: stack with transforms and angles, tomograms, models of points',
    holds: [...points, 'tomograms', 'tilt series', 'alignments'],
    loses: [
      noColumn,
      noOffset,
      'digits beyond float32, doses, CTF, names of objects beyond 63 ASCII characters',
      'all but one tilt series and alignment a run',
    ],
    load: async () => (await import('./imod.js')).writeImod,
  },
  {
    name: 'dynamo',
    description: 'tables of Dynamo, one for each object and voxel spacing, with the .doc of their tomograms',
    holds: [...points, 'tomograms'],
    loses: [noColumn, 'all but one tomogram a run and voxel spacing'],
    namesTomograms: true,
    load: async () => (await import('./dynamo.js')).writeDynamo,
  },
  {
    name: 'warp',
    description: 'tomostar of each run for WarpTools, with its frames',
    holds: ['tilt series', 'alignments'],
    loses: [
      noDistortion,
      'stacks, shifts of sections, rotations about x and CTF',
      'all but one tilt series a run',
      'blanks in names of runs',
    ],
    spelled: withoutBlanks,
    load: async () => (await import('./warp.js')).writeWarp,
  },
  {
    name: 'cets',
    description: 'one JSON of the CETS data model: tilt series, alignments, tomograms, points and masks',
    holds: [...points, 'masks', 'tomograms', 'tilt series', 'alignments'],
    loses: [
      noColumn,
      noDistortion,
      'masks without OME-Zarr',
      'frames, microscope and authors',
      'correlation and resolution of CTF estimates',
    ],
    namesTomograms: true,
    load: async () => (await import('./cets.js')).writeCets,
  },
  {
    name: 'croissant',
    description: 'Croissant JSON-LD of each dataset, with its files in the tree',
    holds: contents,
    loses: [
      'licence, web page and digests, which a tree does not have',
      'metadata of items other than their files',
    ],
    hasDatasets: true,
    load: async () => (await import('./json-ld.js')).writeCroissant,
  },
  {
    name: 'ro-crate',
    description: 'RO-Crate of each dataset, with its files in the tree',
    holds: contents,
    loses: ['licence, which a tree does not have', 'metadata of items other than their files'],
    hasDatasets: true,
    load: async () => (await import('./json-ld.js')).writeRoCrate,
  },
  {
    name: 'empiar',
    description: 'deposition JSON for EMPIAR of each dataset, with the volumes that it describes',
    holds: ['tomograms', 'tilt series'],
    loses: ['frames', 'addresses and principal investigator, which a tree does not have'],
    hasDatasets: true,
    load: async () => (await import('./empiar.js')).writeEmpiar,
  },
];

export const exportFormatNames = exportFormats.map(({ name }) => name) as [string, ...string[]];
