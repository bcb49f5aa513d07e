import { UsageError } from '../base/errors.js';
import { didYouMean } from '../commands/options/option.js';
import { buildPath as build, entityDirectory, type PathVariables } from '../tree/layout/build-path.js';
import { type ParsedPath, parsePath as parse } from '../tree/layout/parse-path.js';
import {
  type DirectoryEntity,
  directories,
  type Layout,
  layouts,
  type PathTemplateName,
  pathTemplates as templates,
} from '../tree/layout/path-templates.js';

export type { PathVariables } from '../tree/layout/build-path.js';
export type { ParsedPath } from '../tree/layout/parse-path.js';
export type { PathTemplate, PathTemplateName } from '../tree/layout/path-templates.js';

/** The paths of both layouts: one template for each kind of file or directory that a tree holds. */
export const pathTemplates = templates;

/**
 * The path of a file or directory below the root of a tree. Fails with a StorageError when a variable is missing or is not one
 * plain name, and with a UsageError for a template or layout that does not exist.
 *
 * @example
 * ```js
 * import { buildPath } from 'cryoet-ingest';
 *
 * const variables = { dataset_id: '10801', run_name: 'TS_001', tiltseries_id: '100' };
 * console.log(buildPath('tiltSeriesMrc', 'documented', variables)); // 10801/TS_001/TiltSeries/100/TS_001.mrc
 * ```
 */
export function buildPath(name: PathTemplateName, layout: Layout, variables: PathVariables): string {
  refuseUnknown('path template', name, Object.keys(templates));
  refuseUnknown('layout', layout, layouts);
  return build(name, layout, variables);
}

/** The directory that an entity has to itself, below the root of a tree; fails as `buildPath` does. */
export function buildDirectory(entity: DirectoryEntity, layout: Layout, variables: PathVariables): string {
  refuseUnknown('entity with a directory', entity, Object.keys(directories));
  refuseUnknown('layout', layout, layouts);
  return entityDirectory(entity, layout, variables);
}

/**
 * What a path of a tree names in a layout; null where the layout has no place for it. Fails with a UsageError for a layout that does
 * not exist.
 *
 * @example
 * ```js
 * import { parsePath } from 'cryoet-ingest';
 *
 * const parsed = parsePath('10801/TS_001/TiltSeries/100/TS_001.mrc', 'documented');
 * console.log(parsed?.variables.tiltseries_id); // 100
 * ```
 */
export function parsePath(path: string, layout: Layout): ParsedPath | null {
  refuseUnknown('layout', layout, layouts);
  return parse(path, layout);
}

/** Fails with a UsageError for a name that programs without types can give. */
function refuseUnknown(what: string, given: string, names: readonly string[]): void {
  if (names.includes(given)) return;
  throw new UsageError(`unknown ${what} ${given}${didYouMean(given, names)}`, {
    expected: `one of ${names.join(', ')}`,
    found: given,
  });
}
