import {
  buildPath as build,
  entityDirectory,
  parsePath as parse,
  pathTemplates as templates,
} from '../layout/index.js';

export type { ParsedPath, PathTemplate, PathTemplateName, PathVariables } from '../layout/index.js';

/** The paths of both layouts: one template for each kind of file or directory that a tree holds. */
export const pathTemplates = templates;

/**
 * The path of a file or directory below the root of a tree. Fails with a StorageError when a variable is missing or is not one
 * plain name.
 *
 * @example
 * ```js
 * import { buildPath } from 'cryoet-ingest';
 *
 * const variables = { dataset_id: '10801', run_name: 'TS_001', tiltseries_id: '100' };
 * console.log(buildPath('tiltSeriesMrc', 'documented', variables)); // 10801/TS_001/TiltSeries/100/TS_001.mrc
 * ```
 */
export const buildPath = build;

/** The directory that an entity has to itself, below the root of a tree; fails as `buildPath` does. */
export const buildDirectory = entityDirectory;

/**
 * What a path of a tree names in a layout; null where the layout has no place for it.
 *
 * @example
 * ```js
 * import { parsePath } from 'cryoet-ingest';
 *
 * const parsed = parsePath('10801/TS_001/TiltSeries/100/TS_001.mrc', 'documented');
 * console.log(parsed?.variables.tiltseries_id); // 100
 * ```
 */
export const parsePath = parse;
