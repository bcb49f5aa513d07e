import { mapping, optional, optionalList, optionalText } from '../fields/build.js';
import { concrete, templated } from '../fields/forms.js';
import { tomogramFields, volumeSize } from '../fields/tomogram.js';
import { keyPhotos, stamp, volumePaths } from './common.js';

/** Metadata of an entry of `tomograms`. */
export const tomogramEntry = mapping('Tomogram', 'About the tomogram.', tomogramFields(templated));

/** Schema of a tomogram's metadata file. */
export const tomogramFile = mapping('TomogramMetadata', 'Metadata file of a tomogram.', {
  ...tomogramFields(concrete),
  scales: optionalList(volumeSize, 'Size of each level of the OME-Zarr.'),
  ...volumePaths,
  run_name: optionalText('Name of the run.'),
  key_photo: optional(keyPhotos, 'Images of the tomogram.'),
  alignment_metadata_path: optionalText('Path of the alignment metadata from the root of the tree.'),
  neuroglancer_config_path: optionalText('Path of the viewer configuration from the root of the tree.'),
  ...stamp,
});
