import type { TProperties } from 'typebox';
import * as Type from 'typebox';
import { empiarEntry, stamp, volumePaths } from './common.js';
import {
  concrete,
  type Forms,
  flag,
  mapping,
  optional,
  optionalList,
  optionalText,
  templated,
  text,
} from './fields.js';
import { volumeSize } from './tomogram.js';

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

export const tiltSeriesEntry = mapping('TiltSeries', 'About the tilt series.', tiltSeriesFields(templated));

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
