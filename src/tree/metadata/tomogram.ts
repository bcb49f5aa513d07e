import type { TProperties } from 'typebox';
import * as Type from 'typebox';
import { affineMatrix } from './alignment.js';
import { authors, crossReferences, dates, keyPhotos, stamp, volumePaths } from './common.js';
import {
  concrete,
  type Forms,
  flag,
  mapping,
  optional,
  optionalFlag,
  optionalList,
  optionalText,
  templated,
  text,
  xyz,
} from './fields.js';

/** Number of voxels along x, y and z. */
export const volumeSize = xyz('VolumeSize', 'Voxels along x, y and z.', Type.Integer({ minimum: 0 }));

/** Words before another that deny it, as in `not denoised`. */
export const denials = 'no|non|not|un|without';

/**
 * What does nothing but denoise, or fill in the missing wedge: names of programs, null for methods of several programs,
 * how texts spell them, and words of file names.
 */
export const denoisers = [
  ['cryoCARE', /cryo-?care/i, /^cryocare\w*$/],
  ['IsoNet', /iso-?net/i, /^iso(?:net\w*)?$/],
  ['Topaz', /topaz/i, /^topaz\w*$/],
  ['DeepDeWedge', /dewedge/i, /^(?:ddw|(?:deep)?dewedge\w*)$/],
  ['Icecream', /icecream/i, /^icecream$/],
  ['Noise2Map', /noise2map/i, /^noise2map$/],
  ['DenoisET', /denoiset\b/i, /^denoiset$/],
  ['CryoSamba', /cryosamba/i, /^cryosamba$/],
  [null, /noise2/i, /^(?:n2[nsv]|noise2\w+|noiseto(?:noise|self|void)?)$/],
  [null, new RegExp(`(?<!\\b(?:${denials})[\\s_-]?)denois`, 'i'), /^(?:denois\w*|dn)$/],
  [null, /non-?local means/i, /^(?:nlm(?:eans)?|nonlocal(?:means)?)$/],
  [null, /missing[\s_-]?wedge/i, /^(?:missingwedge\w*|mwr)$/],
  [null, /nad_eed/i, null],
] as const;

function tomogramFields(forms: Forms) {
  return {
    voxel_spacing: forms.number({ minimum: 0.001, description: 'Voxel spacing in Å.' }),
    fiducial_alignment_status: forms.choice(
      ['FIDUCIAL', 'NON_FIDUCIAL'],
      'Whether fiducials served to align the tilt series.',
    ),
    reconstruction_method: forms.choice(
      ['SART', 'Fourier Space', 'SIRT', 'WBP', 'Unknown'],
      'How the tomogram was reconstructed.',
    ),
    reconstruction_software: text('Software that reconstructed the tomogram.'),
    processing: Type.Enum(['denoised', 'filtered', 'raw'], { description: 'What was done to the tomogram.' }),
    processing_software: optionalText('Software that denoised or filtered it.'),
    align_software: optionalText('Software that aligned the tilt series.'),
    ctf_corrected: optionalFlag('Whether the CTF was corrected.'),
    tomogram_version: forms.number({ minimum: 0, description: 'Version of the tomogram.' }),
    is_visualization_default: flag('Whether viewers show this tomogram first.'),
    offset: xyz('TomogramOffset', 'Offset in voxels.', forms.integer()),
    size: optional(volumeSize, 'Voxels along x, y and z.'),
    affine_transformation_matrix: optional(affineMatrix, 'Transformation as a 4×4 matrix.'),
    authors,
    dates,
    cross_references: optional(crossReferences, 'Publications and database entries.'),
  } satisfies TProperties;
}

export const tomogramEntry = mapping('Tomogram', 'About the tomogram.', tomogramFields(templated));

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
