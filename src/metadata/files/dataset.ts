import { mapping } from '../fields/build.js';
import { datasetFields } from '../fields/dataset.js';
import { keyPhotos, stamp } from './common.js';

/** Metadata of an entry of `datasets`. */
export const datasetEntry = mapping(
  'Dataset',
  'About the dataset; leave it out to refer to one that exists.',
  datasetFields('written'),
);

/** Schema of `dataset_metadata.json`; ontology blocks that a curator left out say `not_reported`. */
export const datasetFile = mapping('DatasetMetadata', 'Metadata file of a dataset.', {
  ...datasetFields('filled'),
  key_photos: keyPhotos,
  ...stamp,
});
