import { mapping } from '../fields/build.js';
import { depositionFields } from '../fields/deposition.js';
import { keyPhotos, stamp } from './common.js';

/** Schema of `deposition_metadata.json`. */
export const depositionFile = mapping('DepositionMetadata', 'Metadata file of a deposition.', {
  ...depositionFields,
  key_photos: keyPhotos,
  ...stamp,
});
