import type { Answers } from '../../src/init/answers.js';
import type { Placeholder } from '../../src/init/yaml-document.js';

/** A value that the schema takes, by the place that it is for; text elsewhere. */
const values: readonly (readonly [RegExp, unknown])[] = [
  [/^depositions.*deposition_identifier$/, 10000],
  [/dataset_identifier$/, 10001],
  [/^datasets.*value\[0\]$/, '10001'],
  [/^voxel_spacings|voxel_spacing$/, 10],
  [/_date$/, '2025-01-01'],
  [/ORCID$|taxonomy_id$|_preparation$|image_corrector$|phase_plate$|_software$/, null],
  [/sample_type$/, 'in_silico'],
  [/disease\.id$/, 'PATO:0000461'],
  [/camera\.manufacturer$/, 'Gatan'],
  [/camera\.model$/, 'K3'],
  [/microscope\.manufacturer$/, 'TFS'],
  [/is_gain_corrected$|ctf_corrected$/, true],
  [/acceleration_voltage$/, 300000],
  [/tilt_range\.min$/, -60],
  [/tilt_range\.max$/, 60],
  [/dose_rate$|pixel_spacing$|spherical_aberration_constant$|tilt_axis$|tilt_step$|total_flux$|quality$/, 2],
  [/fiducial_alignment_status$/, 'FIDUCIAL'],
  [/reconstruction_method$/, 'WBP'],
  [/annotation_object\.id$/, 'GO:0022626'],
  [/method_type$/, 'manual'],
  [/list_glob$/, 'nothing/*'],
];

/** Any answer to every placeholder, so that the configuration can be loaded. */
export function filledIn(placeholders: readonly Placeholder[]): Answers {
  return placeholders.map(({ path }) => {
    const known = values.find(([pattern]) => pattern.test(path));
    const isRequired = /reconstruction_software$|data_acquisition_software$/.test(path);
    return [path, known === undefined || isRequired ? `text for ${path}` : known[1]];
  });
}
