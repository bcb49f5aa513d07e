// Metadata of tomograms and of what they are reconstructed from: tilt series and alignments.

import type { TProperties } from 'typebox';
import * as Type from 'typebox';
import { alignmentFormats } from '../../formats/alignment/read-alignment.js';
import { authors, crossReferences, dates, empiarEntry, keyPhotos, stamp, volumePaths } from './common.js';
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

export const cameraModels = {
  FEI: ['FALCON IV', 'FALCON 4i'],
  TFS: ['FALCON IV', 'FALCON 4i'],
  Gatan: ['K2', 'K2 SUMMIT', 'K3', 'K3 BIOQUANTUM', 'UltraCam', 'UltraScan'],
  simulated: ['simulated'],
} as const;

/** Fields of a tilt series that a curator writes; lengths in Å, angles in degrees. */
function tiltSeriesFields(forms: Forms) {
  const tilt = (description: string) => forms.number({ minimum: -90, maximum: 90, description });
  return {
    acceleration_voltage: forms.number({ minimum: 20_000, description: 'Acceleration voltage in V.' }),
    aligned_tiltseries_binning: optional(forms.number({ minimum: 0 }), 'Binning of the aligned tilt series.'),
    binning_from_frames: optional(
      forms.number({ minimum: 0 }),
      'Binning of the tilt series over its frames.',
    ),
    camera: mapping('Camera', 'Camera.', {
      manufacturer: forms.choice(Object.keys(cameraModels), 'Who made the camera.'),
      model: forms.choice([...new Set(Object.values(cameraModels).flat())], 'Model of the camera.'),
      acquire_mode: optional(
        forms.choice(['counting', 'superresolution', 'linear', 'cds']),
        'How the camera was read out.',
      ),
    }),
    microscope: mapping('Microscope', 'Microscope.', {
      manufacturer: forms.choice(['FEI', 'TFS', 'JEOL', 'SIMULATED'], 'Who made the microscope.'),
      model: text('Model of the microscope.'),
      additional_info: optionalText('Anything else about the microscope.'),
    }),
    microscope_optical_setup: mapping('MicroscopeOpticalSetup', 'Optics of the microscope.', {
      energy_filter: text('Energy filter.'),
      phase_plate: optionalText('Phase plate.'),
      image_corrector: optionalText('Image corrector.'),
    }),
    data_acquisition_software: text('Software that recorded the tilt series.'),
    tilt_alignment_software: optionalText('Software that aligned the tilt series.'),
    tilting_scheme: text('Order of the tilts, such as dose symmetric.'),
    is_aligned: flag('Whether the tilt series is aligned.'),
    pixel_spacing: forms.number({ minimum: 0.001, description: 'Pixel spacing in Å.' }),
    spherical_aberration_constant: forms.number({ minimum: 0, description: 'Spherical aberration in mm.' }),
    tilt_axis: forms.number({
      minimum: -360,
      maximum: 360,
      description: 'Rotation of the tilt axis in degrees.',
    }),
    tilt_range: mapping('TiltRange', 'Lowest and highest tilt in degrees.', {
      min: tilt('Lowest tilt in degrees.'),
      max: tilt('Highest tilt in degrees.'),
    }),
    tilt_step: forms.number({ minimum: 0, maximum: 90, description: 'Step between tilts in degrees.' }),
    tilt_series_quality: forms.integer({
      minimum: 1,
      maximum: 5,
      description: 'From 1 (low) to 5 (excellent).',
    }),
    total_flux: forms.number({ minimum: 0, description: 'Total exposure in e/Å².' }),
    frames_count: optional(forms.integer({ minimum: 0 }), 'Number of frame files.'),
    related_empiar_entry: optional(empiarEntry, 'EMPIAR entry of the raw data.'),
  } satisfies TProperties;
}

const tiltSection = mapping('TiltSection', 'One section of a tilt series.', {
  z_index: Type.Integer({ minimum: 0, description: 'Index of the section.' }),
  frame_acquisition_order: Type.Integer({ description: 'ZValue of its section in the mdoc.' }),
  raw_angle: optional(Type.Number({ minimum: -90, maximum: 90 }), 'Recorded tilt in degrees.'),
  astigmatic_angle: optional(Type.Number({ minimum: -180, maximum: 180 }), 'Astigmatism angle in degrees.'),
  cross_correlation: optional(Type.Number(), 'Correlation of the CTF fit.'),
  major_defocus: optional(Type.Number(), 'Defocus along the major axis in Å.'),
  minor_defocus: optional(Type.Number(), 'Defocus along the minor axis in Å.'),
  max_resolution: optional(Type.Number(), 'Resolution up to which the CTF fits in Å.'),
  phase_shift: optional(Type.Number(), 'Phase shift in radians.'),
});

export const tiltSeriesEntry = mapping('TiltSeries', 'About the tilt series.', tiltSeriesFields(templated));

export const tiltSeriesFile = mapping('TiltSeriesMetadata', 'Metadata file of a tilt series.', {
  ...tiltSeriesFields(concrete),
  scales: optionalList(volumeSize, 'Size of each level of the OME-Zarr.'),
  size: volumeSize,
  ...volumePaths,
  run_name: optionalText('Name of the run.'),
  per_section_parameter: optionalList(tiltSection, 'Sections in the order of the rawtlt file.'),
  raw_tlt_path: optionalText('Path of the rawtlt file from the root of the tree.'),
  ctf_path: optionalText('Path of the CTF file from the root of the tree.'),
  ...stamp,
});

/** A 4×4 matrix of numbers, row by row. */
export const affineMatrix = Type.Array(Type.Array(Type.Number(), { minItems: 4, maxItems: 4 }), {
  minItems: 4,
  maxItems: 4,
});

/** Fields of an alignment that a curator writes, without `format`. */
function alignmentFields(forms: Forms) {
  return {
    method_type: optional(
      Type.Enum(['fiducial_based', 'patch_tracking', 'projection_matching', 'simulated', 'undefined']),
      'How the tilts were aligned (undefined when not given).',
    ),
    alignment_type: optional(Type.Enum(['LOCAL', 'GLOBAL']), 'LOCAL or GLOBAL (the default).'),
    is_portal_standard: optionalFlag('Whether this is the alignment the portal shows by default.'),
    volume_offset: optional(
      xyz('VolumeOffset', 'Offset of the volume in Å.', forms.number()),
      'Offset of the volume in Å (zero when not given).',
    ),
    volume_dimension: optional(
      xyz('VolumeDimension', 'Size of the volume in Å.', forms.number({ minimum: 0 })),
      'Size of the volume in Å; the first tomogram gives it when it is not written.',
    ),
    x_rotation_offset: optional(forms.integer(), 'Rotation about the x axis in degrees (0 when not given).'),
    tilt_offset: optional(forms.number(), 'Offset added to every tilt in degrees (0 when not given).'),
    affine_transformation_matrix: optional(
      affineMatrix,
      'Transformation as a 4×4 matrix (the identity when not given).',
    ),
  } satisfies TProperties;
}

const pair = Type.Array(Type.Number(), { minItems: 2, maxItems: 2 });

const alignedSection = mapping('AlignedSection', 'How one section was aligned.', {
  z_index: Type.Integer({ minimum: 0, description: 'Index of the section.' }),
  tilt_angle: optional(Type.Number(), 'Aligned tilt in degrees.'),
  volume_x_rotation: optional(Type.Number(), 'Rotation about the x axis in degrees.'),
  in_plane_rotation: optional(
    Type.Array(pair, { minItems: 2, maxItems: 2 }),
    'Rotation in the plane as a 2×2 matrix.',
  ),
  x_offset: optional(Type.Number(), 'Shift along x in pixels of the tilt series.'),
  y_offset: optional(Type.Number(), 'Shift along y in pixels of the tilt series.'),
  beam_tilt: optional(Type.Number(), 'Beam tilt in degrees.'),
});

export const alignmentEntry = mapping('Alignment', 'About the alignment.', {
  format: Type.Enum(
    alignmentFormats.map(({ name }) => name),
    { description: 'Program family of the files.' },
  ),
  ...alignmentFields(templated),
});

export const alignmentFile = mapping('AlignmentMetadata', 'Metadata file of an alignment.', {
  format: optional(Type.Enum(alignmentFormats.map(({ name }) => name)), 'Program family of the files.'),
  ...alignmentFields(concrete),
  per_section_alignment_parameters: optionalList(alignedSection, 'Sections in their order.'),
  alignment_path: optionalText('Path of the file with the transformations from the root of the tree.'),
  tilt_path: optionalText('Path of the tilt file from the root of the tree.'),
  tiltx_path: optionalText('Path of the x tilt file from the root of the tree.'),
  tiltseries_path: optionalText('Path of the tilt series metadata from the root of the tree.'),
  files: optionalList(Type.String(), 'Paths of all files of the alignment from the root of the tree.'),
  ...stamp,
});

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
