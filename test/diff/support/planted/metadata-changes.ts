import { editJson, editText, type Json, type PlantedChange, tomogramMetadata } from './plant.js';

/** Changes of metadata files. */
export const metadataChanges: readonly PlantedChange[] = [
  {
    name: 'keys in another order',
    plant: editJson(tomogramMetadata, (value) => Object.fromEntries(Object.entries(value).reverse())),
    expected: ['tomogram 100: storage key-order'],
    status: 0,
  },
  {
    name: '60 respelt 60.0',
    plant: editText(
      (tree) => tree.path('tiltSeriesMetadata'),
      (text) => text.replace(': 60,', ': 60.0,'),
    ),
    expected: ['tiltseries 100: storage number-spelling at total_flux'],
    status: 0,
  },
  {
    name: 'another indent',
    plant: editText(
      (tree) => tree.path('runMetadata'),
      (text) => text.replaceAll('    ', '\t'),
    ),
    expected: ['run: storage spacing-and-escapes'],
    status: 0,
  },
  {
    name: 'a later time',
    plant: editJson(tomogramMetadata, (value) => ({ ...value, last_updated_at: 1740000001 })),
    expected: ['tomogram 100: time value at last_updated_at'],
    status: 0,
  },
  {
    name: 'the voxel spacing',
    plant: editJson(tomogramMetadata, (value) => ({ ...value, voxel_spacing: 10.51 })),
    expected: ['tomogram 100: science value at voxel_spacing'],
    status: 1,
  },
  {
    name: 'the camera',
    plant: editJson(
      (tree) => tree.path('tiltSeriesMetadata'),
      (value) => ({ ...value, camera: { manufacturer: 'Gatan', model: 'K2' } }),
    ),
    expected: ['tiltseries 100: metadata value at camera.model'],
    status: 1,
  },
  {
    name: 'a tilt angle of the metadata',
    plant: editJson(
      (tree) => tree.path('tiltSeriesMetadata'),
      (value) => {
        const [, second] = value.per_section_parameter as Json[];
        (second as Json).raw_angle = 3.01;
      },
    ),
    expected: ['tiltseries 100: science value at per_section_parameter[1].raw_angle'],
    status: 1,
  },
  {
    name: 'the dose rate',
    plant: editJson(
      (tree) => tree.path('framesMetadata'),
      (value) => ({ ...value, dose_rate: 2.6 }),
    ),
    expected: ['frame: science value at dose_rate'],
    status: 1,
  },
  {
    name: 'a shift of the alignment metadata',
    plant: editJson(
      (tree) => tree.path('alignmentMetadata'),
      (value) => {
        (value.affine_transformation_matrix as number[][])[0] = [1, 0, 0, 5];
      },
    ),
    expected: ['alignment 100: science value at affine_transformation_matrix'],
    status: 1,
  },
  {
    name: 'a section less of the alignment metadata',
    plant: editJson(
      (tree) => tree.path('alignmentMetadata'),
      (value) => {
        (value.per_section_alignment_parameters as unknown[]).shift();
      },
    ),
    expected: ['alignment 100: science record-removed at per_section_alignment_parameters[0]'],
    status: 1,
  },
  {
    name: 'an author more',
    plant: editJson(
      (tree) => tree.path('datasetMetadata'),
      (value) => {
        (value.authors as Json[]).unshift({ name: 'Cy Olsen' });
      },
    ),
    expected: ['dataset: metadata record-added at authors[Cy Olsen]'],
    status: 1,
  },
  {
    name: 'sections of an alignment in another order, not renumbered',
    plant: editJson(
      (tree) => tree.path('alignmentMetadata'),
      (value) => void (value.per_section_alignment_parameters as Json[]).reverse(),
    ),
    expected: ['alignment 100: metadata record-order at per_section_alignment_parameters'],
    status: 1,
  },
  {
    name: 'authors in another order',
    plant: editJson(
      (tree) => tree.path('datasetMetadata'),
      (value) => void (value.authors as Json[]).reverse(),
    ),
    expected: ['dataset: metadata record-order at authors'],
    status: 1,
  },
  {
    name: 'a key twice, which is no JSON to some readers',
    plant: editText(
      (tree) => tree.path('runMetadata'),
      (text) => text.replace('{', '{"run_name": "TS_009",'),
    ),
    expected: ['run: metadata key-added at run_name'],
    status: 1,
  },
  {
    name: 'a key more',
    plant: editJson(
      (tree) => tree.path('runMetadata'),
      (value) => ({ ...value, remark: 'x' }),
    ),
    expected: ['run: metadata key-added at remark'],
    status: 1,
  },
  {
    name: 'a path to another file',
    plant: editJson(tomogramMetadata, (value) => ({ ...value, mrc_file: '10001/TS_001/other.mrc' })),
    expected: ['tomogram 100: metadata value at mrc_file'],
    status: 1,
  },
  {
    name: 'metadata that are no JSON',
    plant: editText(
      (tree) => tree.path('runMetadata'),
      (text) => text.slice(0, -3),
    ),
    expected: ['run: science unreadable'],
    status: 2,
  },
  {
    name: 'a row of the identified objects',
    plant: editJson(
      (tree) => tree.path('identifiedObjects'),
      (value) => {
        (value as unknown as Json[])[0] = { object_name: 'ribosome', object_count: 5 };
      },
    ),
    expected: ['identified_object: science value at [0].object_count'],
    status: 1,
  },
  {
    name: 'rows of the identified objects in another order',
    plant: editJson(
      (tree) => tree.path('identifiedObjects'),
      (value) => void (value as unknown as Json[]).reverse(),
    ),
    expected: ['identified_object: storage record-order'],
    status: 0,
  },
];
