import Type from 'typebox';
import { mapping, optional, optionalList, optionalText } from '../fields/build.js';
import { concrete, templated } from '../fields/forms.js';
import { tiltSeriesFields } from '../fields/tilt-series.js';
import { volumeSize } from '../fields/tomogram.js';
import { stamp, volumePaths } from './common.js';

const section = mapping('TiltSection', 'One section of a tilt series.', {
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

/** Metadata of an entry of `tiltseries`. */
export const tiltSeriesEntry = mapping('TiltSeries', 'About the tilt series.', tiltSeriesFields(templated));

/** Schema of `tiltseries_metadata.json`. */
export const tiltSeriesFile = mapping('TiltSeriesMetadata', 'Metadata file of a tilt series.', {
  ...tiltSeriesFields(concrete),
  scales: optionalList(volumeSize, 'Size of each level of the OME-Zarr.'),
  size: volumeSize,
  ...volumePaths,
  run_name: optionalText('Name of the run.'),
  per_section_parameter: optionalList(section, 'Sections in the order of the rawtlt file.'),
  raw_tlt_path: optionalText('Path of the rawtlt file from the root of the tree.'),
  ctf_path: optionalText('Path of the CTF file from the root of the tree.'),
  ...stamp,
});
