import { mapping } from '../fields/build.js';
import { depositionFields } from '../fields/deposition.js';
import { keyPhotos, stamp } from './common.js';

/** Metadata of an entry of `depositions`. */
export const depositionEntry = mapping(
  'Deposition',
  'About the deposition; leave it out to refer to one that exists.',
  depositionFields,
);

/** Schema of `deposition_metadata.json`. */
export const depositionFile = mapping('DepositionMetadata', 'Metadata file of a deposition.', {
  ...depositionFields,
  key_photos: keyPhotos,
  ...stamp,
});
