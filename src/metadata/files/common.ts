import Type from 'typebox';
import { mapping, optionalText } from '../fields/build.js';

/** What every metadata file holds. */
export const stamp = {
  deposition_id: Type.Integer({
    minimum: 0,
    description: 'Number of the deposition that the item belongs to.',
  }),
  last_updated_at: Type.Integer({
    minimum: 0,
    description: 'When the file was written, in seconds since 1970.',
  }),
};

export const keyPhotos = mapping('KeyPhotoPaths', 'Images that stand for the item.', {
  snapshot: optionalText('Path of the large image from the root of the tree.'),
  thumbnail: optionalText('Path of the small image from the root of the tree.'),
});

/** Where the two forms of a volume lie. */
export const volumePaths = {
  omezarr_dir: optionalText('Path of the OME-Zarr from the root of the tree.'),
  mrc_file: optionalText('Path of the MRC file from the root of the tree.'),
};
