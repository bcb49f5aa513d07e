import type { SectionName } from '../config.js';

type Level = 'deposition' | 'dataset' | 'run' | 'voxel_spacing' | 'tiltseries' | 'tomogram' | 'annotation';

const ofRun: readonly Level[] = ['deposition', 'dataset', 'run'];
const ofSpacing: readonly Level[] = [...ofRun, 'voxel_spacing'];

/** What lies above the items of a section, outermost first. */
const levels: Readonly<Record<SectionName, readonly Level[]>> = {
  depositions: [],
  deposition_keyphotos: ['deposition'],
  datasets: ['deposition'],
  dataset_keyphotos: ['deposition', 'dataset'],
  runs: ['deposition', 'dataset'],
  gains: ofRun,
  collection_metadata: ofRun,
  frames: ofRun,
  tiltseries: ofRun,
  ctfs: [...ofRun, 'tiltseries'],
  rawtilts: [...ofRun, 'tiltseries'],
  alignments: ofRun,
  identified_objects: ofRun,
  voxel_spacings: ofRun,
  annotations: [...ofSpacing, 'annotation'],
  annotation_viz: [...ofSpacing, 'annotation'],
  tomograms: ofSpacing,
  key_images: [...ofSpacing, 'tomogram'],
  viz_config: ofSpacing,
};

const identified: readonly Level[] = ['tiltseries', 'tomogram', 'annotation'];

/** Variables of the three `run_to_*_map_csv` tables by the key that names the table. */
export const mappedVariables = {
  run_to_tomo_map_csv: 'mapped_tomo_name',
  run_to_frame_map_csv: 'mapped_frame_name',
  run_to_ts_map_csv: 'mapped_ts_name',
} as const;

/** Whether templates of a section are expanded for a run, so that they may use columns of its tables. */
export function isBelowRun(section: SectionName): boolean {
  return levels[section].includes('run');
}

/** Names that are always defined in the templates of a section, without those that tables define. */
export function builtInVariables(section: SectionName): ReadonlySet<string> {
  const names = levels[section].flatMap((level) => [
    `${level}_name`,
    `int_${level}_name`,
    `${level}_path`,
    `${level}_output_path`,
    ...(identified.includes(level) ? [`${level}_id`] : []),
  ]);
  return new Set(['output_path', ...names]);
}
