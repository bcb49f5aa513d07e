import { UsageError } from '../../base/errors.js';
import { parsePart } from '../../cluster/array-task.js';
import { mismatchTopics } from '../../deposition/source-rules/rule.js';
import { contrastMethods } from '../../neuroglancer/contrast-limits.js';
import { digestAlgorithms } from '../../storage/digest-algorithm.js';
import { entityTypes } from '../../tree/entities/entity-type.js';
import { layouts } from '../../tree/layout/path-templates.js';
import { engineOptions, storageOptions, zarrOptions } from './engine-options.js';
import { choice, filledText, flag, listOf, repeated, text, value } from './kinds.js';
import { type ListOption, type OptionTable, oneOfNames } from './option.js';

const entityType = oneOfNames(entityTypes, 'entity type', 'TYPE');

/** Types of entities in options; underscores are accepted too. */
const typeNames = entityTypes.map((type) => type.replaceAll('_', '-'));

function recorded<Table extends OptionTable>(table: Table): Table {
  const all = Object.entries(table).map(([key, option]) => [key, { recorded: true, ...option }]);
  return Object.fromEntries(all) as Table;
}

const usualPrefix = 'https://files.cryoetdataportal.cziscience.com';

function parsePrefix(given: string, name: string): string {
  if (/^https?:\/\/./.test(given)) return given;
  throw new UsageError(`${name} takes an http(s) address, not ${given}`);
}

/** Options of an ingest, for the command and the API. */
export const ingestOptions = {
  ...storageOptions,
  ...recorded({
    import: listOf('TYPE', entityType, {
      help: 'import the data of these TYPEs only, with their metadata',
      values: typeNames,
    }),
    metadata: listOf('TYPE', entityType, {
      help: 'write the metadata of these TYPEs only',
      values: typeNames,
      note: 'no data, except those of `--import`',
    }),
    metadataOnly: flag({ help: 'write all metadata and no data' }),
    filter: nameFilter('visit only items of TYPE whose name begins with a match'),
    exclude: nameFilter('leave out items of TYPE whose name begins with a match'),
    layout: choice(layouts, { help: 'choose the layout of the tree', note: 'see [layout.md](layout.md)' }),
    binningEdge: choice(['mean', 'zero'], {
      help: 'choose how blocks at the edge of a volume are averaged',
      note: '`mean` averages the voxels that exist; `zero` adds zeros for the others, as the portal does',
    }),
    compatible: choice(['none', 'portal'], {
      help: 'choose whose results to reproduce if they differ',
      note: '`portal` reproduces the portal’s ingestion; see [deviations.md](deviations.md)',
    }),
    mrc: flag({ help: 'omit MRC volumes', initial: true }),
    zarr: flag({ help: 'omit OME-Zarr volumes', note: 'not together with `--no-mrc`', initial: true }),
    removeOtherForm: flag({
      help: 'let --no-mrc and --no-zarr remove published volumes',
      note: 'those that the ledger does not prove up to date; default: their items fail',
    }),
    ...zarrOptions,
    contrast: choice(contrastMethods, {
      help: 'choose how to find the contrast of volume renderings',
      note: '`gmm` uses a Gaussian mixture, `cdf` the cumulative distribution',
    }),
    httpsPrefix: value('URL', () => usualPrefix, parsePrefix, {
      help: 'set the address where the tree will be published',
      note: 'used in viewer configurations',
      shownDefault: usualPrefix,
    }),
    precompute: flag({ help: 'omit Neuroglancer precomputed annotations', initial: true }),
    dryRun: flag({
      help: 'print the plan and write nothing',
      note: 'lists every item with its sources, outputs and sizes, what is missing and what would fail',
    }),
    failFast: flag({ help: 'stop at the first item that fails', note: 'default: the other items go on' }),
    allowMismatch: listOf('TOPIC', oneOfNames(mismatchTopics, 'topic', 'TOPIC'), {
      help: 'go on if sources and configuration differ in TOPIC',
      values: mismatchTopics,
      note: '`spacing`, `counts`, `angles`, `frames`, `extents` or `points`; differences become warnings',
    }),
    spaceCheck: flag({ help: 'start even if OUTPUT has less free space than estimated', initial: true }),
    jobs: engineOptions.jobs,
    memory: engineOptions.memory,
    allowPrivateAddresses: flag({
      help: 'fetch key photos from private networks too',
      note: 'default: only public addresses, after every redirect',
    }),
  }),
  stagingDir: engineOptions.stagingDir,
  ...recorded({
    resume: text('FILE', {
      help: 'record finished items in FILE and skip them next time',
      shownDefault: 'OUTPUT/.cryoet',
      note: 'a local file instead of the ledgers in OUTPUT; see [below](#continue-after-an-interruption)',
    }),
    noResume: flag({ help: 'make every item again, finished ones too' }),
    part: text('K/N|auto', {
      help: 'ingest one of N parts of the runs',
      note: '`auto` takes K and N from the array job, `auto/N` only K; see [cluster.md](cluster.md)',
      check: (given, name) => {
        parsePart(given, name);
      },
    }),
    plan: filledText('PLAN', {
      help: 'take the parts from PLAN',
      note: 'written by `cryoet plan`; a path or `s3://bucket/key`',
    }),
    finish: flag({
      help: 'finish an ingest in parts',
      note: 'checks their ledgers, writes metadata and key photos of datasets and deposition, merges the reports',
    }),
    manifest: flag({
      help: 'write SHA-256 and origin of every file to OUTPUT/.cryoet',
      note: '`manifest-sha256.txt` and `provenance.json`; see [below](#manifest-and-provenance)',
    }),
    digest: choice(digestAlgorithms, {
      help: 'record this digest of sources and files in the ledger',
      note: 'see [below](#manifest-and-provenance)',
    }),
    digests: flag({ help: 'omit the digests of sources and files from the ledger', initial: true }),
  }),
} satisfies OptionTable;

export const ingestCommandOptions = {
  ...ingestOptions,
  summary: flag({
    help: 'print the plan of --dry-run as a table of runs and kinds',
    note: 'also bytes to read and write, free space and estimated time',
  }),
  report: text('FILE', {
    help: 'write a JSON report of every item to FILE',
    note: 'with status, bytes, seconds and error of each item, options, and version of the tool',
  }),
  quiet: flag({ help: 'hide progress; print the summary only after a failure', note: 'or an interrupt' }),
  verbose: flag({
    help: 'show where errors come from',
    note: 'in a dry run also how every file is converted',
  }),
  logFormat: choice(['pretty', 'json'], {
    help: 'choose the log format',
    note: '`json` writes every event as one line of JSON',
  }),
} satisfies OptionTable;

/** Parses `run=TS_00[12]$`. Fails with a UsageError for an unknown type or another form. */
export function splitNameFilter(given: string, name: string) {
  const [, type, expression] = /^([^=]+)=(.+)$/s.exec(given) ?? [];
  if (type === undefined || expression === undefined)
    throw new UsageError(`${name} takes TYPE=REGEX, not ${given}`);
  return { type: entityType(type, name), expression };
}

function nameFilter(help: string): ListOption<string> {
  return repeated('TYPE=REGEX', { help, values: typeNames, check: checkNameFilter });
}

async function checkNameFilter(given: string, name: string): Promise<void> {
  const { expression } = splitNameFilter(given, name);
  const { regexFault } = await import('../../deposition/config/regex.js');
  const fault = regexFault(expression);
  if (fault !== null) throw new UsageError(`${name}: invalid regular expression ${expression}: ${fault}`);
}
