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
  pathTemplates,
} from '../tree/layout/path-templates.js';

/**
 * Returns the path of a file or directory below the root of a tree. Fails with a StorageError if a variable is
 * missing or is not one path component, and with a UsageError for an unknown template or layout.
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
  refuseUnknown('path template', name, Object.keys(pathTemplates));
  refuseUnknown('layout', layout, layouts);
  return build(name, layout, variables);
}

/**
 * Returns the directory of an entity, below the root of a tree. Fails as `buildPath` does.
 *
 * @example
 * ```js
 * import { buildDirectory } from 'cryoet-ingest';
 *
 * const variables = { dataset_id: '10801', run_name: 'TS_001' };
 * console.log(buildDirectory('run', 'documented', variables)); // 10801/TS_001
 * ```
 */
export function buildDirectory(entity: DirectoryEntity, layout: Layout, variables: PathVariables): string {
  refuseUnknown('entity with a directory', entity, Object.keys(directories));
  refuseUnknown('layout', layout, layouts);
  return entityDirectory(entity, layout, variables);
}

/**
 * Returns the template and variables of a path in a layout; null if the layout has no such path. Fails with a
 * UsageError for an unknown layout.
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

/** Fails with a UsageError for an unknown name, which JavaScript programs can pass. */
function refuseUnknown(what: string, given: string, names: readonly string[]): void {
  if (names.includes(given)) return;
  throw new UsageError(`unknown ${what} ${given}${didYouMean(given, names)}`, {
    expected: `one of ${names.join(', ')}`,
    found: given,
  });
}
