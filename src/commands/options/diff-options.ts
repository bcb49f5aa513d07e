import { severities } from '../../diff/change.js';
import { pathTemplates } from '../../tree/layout/path-templates.js';
import { storageOptions } from './engine-options.js';
import {
  choice,
  count,
  flag,
  list,
  listOf,
  measure,
  oneOf,
  progressOptions,
  scopeOptions,
  text,
} from './kinds.js';
import { type OptionTable, oneOfNames } from './option.js';

/** Types of entities in a tree, from the table of path templates. */
const entityTypes = [...new Set<string>(Object.values(pathTemplates).map(({ entity }) => entity)), 'other'];
const typeNames = entityTypes.map((type) => type.replaceAll('_', '-'));

/** Options of a comparison, for the command and the API. */
export const diffOptions = {
  ...storageOptions,
  ...scopeOptions('compare'),
  manifest: flag({
    help: 'compare only the digests in the manifests of both trees',
    note: 'written by `cryoet ingest --manifest`; reads no other file',
  }),
  types: listOf('KIND', oneOfNames<string>(entityTypes, 'KIND', 'KIND'), {
    values: typeNames,
    name: '--only',
    help: 'compare only entities of these types',
    note: '`tomogram`, `annotation`, `tiltseries`, `key-image`, …',
  }),
  tolerance: measure('DIFFERENCE', 0, {
    help: 'ignore differences up to this',
    note: 'for voxels, numbers, and positions in voxels',
  }),
  relativeTolerance: measure('FRACTION', 0, {
    help: 'ignore differences up to this fraction of the larger value',
  }),
  pointRadius: measure('VOXELS', 10, { help: 'match points that moved by up to this' }),
  ignoreFields: list('PATH', {
    name: '--ignore-field',
    help: 'ignore metadata of these keys, such as authors.email',
    note: 'or `email` anywhere; includes everything below the key',
  }),
  failOn: listOf('SEVERITY', (given, name) => oneOf(given, severities, name), {
    help: 'count changes of these severities as differences',
    initial: ['science', 'metadata'],
  }),
} satisfies OptionTable;

export const diffCommandOptions = {
  ...diffOptions,
  all: flag({ help: 'print unchanged entities too' }),
  summary: flag({ help: 'print totals only' }),
  names: flag({ help: 'print entities without their changes' }),
  format: choice(['pretty', 'json', 'html'], { help: 'choose the report format' }),
  output: text('FILE', { help: 'write the report to FILE' }),
  maxDetails: count('N', { help: 'print at most N lines of changes (pretty)', initial: 200 }),
  ...progressOptions,
} satisfies OptionTable;
