import {
  ancestorTypes,
  type EntityType,
  entities,
  type SectionName,
  sectionType,
} from '../../entities/index.js';

/** What lies above the items of a section, outermost first; items that know their sources are named in these. */
function typesAbove(section: SectionName): readonly EntityType[] {
  const type = sectionType(section);
  const above = ancestorTypes(type);
  return entities[type].grouping === 'with-sources' ? [...above, type] : above;
}

/** Variables of the three `run_to_*_map_csv` tables by the key that names the table. */
export const mappedVariables = {
  run_to_tomo_map_csv: 'mapped_tomo_name',
  run_to_frame_map_csv: 'mapped_frame_name',
  run_to_ts_map_csv: 'mapped_ts_name',
} as const;

/** Whether templates of a section are expanded for a run, so that they may use columns of its tables. */
export function isBelowRun(section: SectionName): boolean {
  return typesAbove(section).includes('run');
}

/** Names that are always defined in the templates of a section, without those that tables define. */
export function builtInVariables(section: SectionName): ReadonlySet<string> {
  const names = typesAbove(section).flatMap((level) => [
    `${level}_name`,
    `int_${level}_name`,
    `${level}_path`,
    `${level}_output_path`,
    ...(entities[level].identity === undefined ? [] : [`${level}_id`]),
  ]);
  return new Set(['output_path', ...names]);
}
