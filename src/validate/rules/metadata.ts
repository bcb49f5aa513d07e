import { getOrMake } from '../../base/collections.js';
import { numberAt, objectsAt, textAt } from '../../base/json-value.js';
import { checkSchema, formatKeyPath, type SchemaIssue } from '../../base/schema.js';
import { baseName } from '../../storage/keys.js';
import { metadataSchemas } from '../../tree/entities/documents.js';
import { type Layout, type PathTemplateName, pathTemplates } from '../../tree/layout/path-templates.js';
import type { JsonContext } from '../contexts/files.js';
import { type CheckResult, issue, mismatch, type ReportedIssue } from '../finding.js';
import { defineRules, type Rule, type RunContext } from '../rule.js';

const defaults = {
  severity: 'error',
  on: 'json',
  needs: ['metadata'],
  fix: 'Correct the metadata in the configuration and write it again with `--metadata-only`.',
} as const;

/** Metadata files that are missing, not JSON, or do not match their schema. */
export const metadataRules = defineRules('metadata', defaults, [
  {
    code: 'JSON_INVALID',
    title: 'Metadata files are JSON',
    why: 'A file that is not valid JSON cannot be read, so its content cannot be checked.',
    fix: 'Write the metadata again with `--metadata-only`.',
    check: ({ problem }) => problem,
  },
  schemaRule('METADATA_KEY_UNKNOWN', ['UNKNOWN_KEY'], {
    severity: 'warning',
    title: 'Metadata files hold known keys only',
    why: 'A key that the schema does not know is ignored by everybody; most often it is a misspelling of one that is then missing.',
    fix: 'Remove the key, or correct its spelling; the schemas are in schemas/.',
  }),
  schemaRule('METADATA_KEY_MISSING', ['MISSING_KEY'], {
    title: 'Required keys are present',
    why: 'The portal and its users rely on these keys.',
  }),
  schemaRule('METADATA_TYPE_WRONG', ['WRONG_TYPE'], {
    title: 'Values are of the kind that the schema asks for',
    why: 'Text where a number is expected, or the other way round, breaks the programs that read the file.',
  }),
  schemaRule('METADATA_VALUE_WRONG', ['WRONG_VALUE', 'NO_CHOICE', 'SEVERAL_CHOICES'], {
    title: 'Values are among those allowed and in the expected form',
    why: 'Values outside the list, or identifiers in another form, cannot be searched for or linked.',
  }),
  schemaRule('METADATA_OUT_OF_RANGE', ['OUT_OF_RANGE'], {
    title: 'Numbers are in their range',
    why: 'A number outside its range has the wrong unit or is a slip.',
  }),
  schemaRule('METADATA_COUNT_WRONG', ['WRONG_COUNT'], {
    title: 'Lists have the number of items they must have',
    why: 'An empty list of authors, or a matrix with a missing row, is not what readers expect.',
  }),
  {
    code: 'METADATA_MISSING',
    on: 'run',
    needs: [],
    title: 'Every item of a run has its metadata file',
    why: 'Metadata is written last: an item without it is unfinished, or its ingest failed.',
    fix: 'Ingest the item again.',
    check(run) {
      const { layout, frames, tiltSeries, alignments, identifiedObjects: objects, voxelSpacings } = run;
      type Described = Pick<RunContext, 'path' | 'metadata'>;
      const missing = (items: readonly Described[], template: PathTemplateName, what: string) =>
        items.map(({ path, metadata }) => metadata === null && noMetadata(path, template, layout, what));
      return [
        ...missing([run], 'runMetadata', 'the run'),
        ...missing(frames.frames.length > 0 ? [frames] : [], 'framesMetadata', 'the set of frames'),
        ...missing(tiltSeries, 'tiltSeriesMetadata', 'the tilt series'),
        ...missing(alignments, 'alignmentMetadata', 'the alignment'),
        ...missing(objects ? [objects] : [], 'identifiedObjectsMetadata', 'the list of identified objects'),
        ...voxelSpacings.flatMap(({ tomograms, annotations }) => [
          ...missing(tomograms, 'tomogramMetadata', 'the tomogram'),
          ...annotations.map(
            ({ path, metadata }) =>
              metadata === null && { path, message: 'the annotation has no metadata file' },
          ),
        ]),
      ];
    },
  },
  {
    code: 'DATASET_METADATA_MISSING',
    on: 'dataset',
    needs: [],
    title: 'Every dataset has its metadata file',
    why: 'A dataset without dataset_metadata.json cannot be shown or cited.',
    fix: 'Ingest the dataset again, with `--metadata dataset` if its runs are complete.',
    check: ({ metadata, path, layout }) =>
      metadata === null && noMetadata(path, 'datasetMetadata', layout, 'the dataset'),
  },
  {
    code: 'DEPOSITION_MISSING',
    on: 'tree',
    title: 'The deposition that items belong to is in the tree',
    why: 'Items name their deposition by number; without its metadata file the number has no meaning.',
    fix: 'Give the deposition metadata in the configuration and ingest it, or correct the items’ deposition_id.',
    check: ({ depositions }) =>
      depositions.map(({ id, metadataPath: path, exists, namedBy }) => {
        const message = `deposition ${id} has no metadata file`;
        return !exists && { path, message, expected: `the deposition that ${namedBy} names` };
      }),
  },
  {
    code: 'DEPOSITION_TYPES_WRONG',
    severity: 'warning',
    on: 'tree',
    title: 'deposition_types name what the deposition adds',
    why: 'Searches for depositions of a type go by this list. A deposition of datasets alone need not list their tomograms and annotations, and none of datasets and annotations the tomograms; listed types may still be to come.',
    fix: 'Correct deposition_types in the configuration and write the metadata again with `--metadata-only`.',
    check: ({ depositions }) =>
      depositions.flatMap(({ metadataPath: path, types, has }): ReportedIssue[] => {
        // In the portal's data, those that list more than datasets list annotations, and often no tomograms.
        const isBrief = types?.includes('dataset') === true;
        const ofDatasets = isBrief && types.length > 1 ? has.filter((type) => type === 'annotation') : [];
        const added = isBrief ? ofDatasets : has.includes('dataset') ? ['dataset'] : has;
        if (types === null || added.every((type) => types.includes(type))) return [];
        const message = 'deposition_types lack what belongs to the deposition';
        return [{ path, message, found: types.join(', '), expected: added.join(', ') }];
      }),
  },
  {
    code: 'AUTHORS_NO_PRIMARY',
    title: 'One author at least is a primary author',
    why: 'Citations are made from the primary authors.',
    fix: 'Set primary_author_status: true for the main authors in the configuration.',
    check: (json) => authorsWithout(json, 'primary_author_status', 'primary'),
  },
  {
    code: 'AUTHORS_NO_CORRESPONDING',
    title: 'One author at least is a corresponding author',
    why: 'Users must know whom to ask.',
    fix: 'Set corresponding_author_status: true for one author in the configuration.',
    check: (json) => authorsWithout(json, 'corresponding_author_status', 'corresponding'),
  },
  {
    code: 'IDENTIFIER_DISAGREES',
    title: 'A deposition or dataset lies in the directory of its number',
    why: 'The directory and the identifier are the same number; where they differ, links go to the wrong data.',
    fix: 'Correct the identifier in the configuration, or the source that names the directory.',
    check({ kind, value, path }) {
      const [type] = kind.split('_');
      const key = `${type}_identifier`;
      const identifier = type === 'deposition' || type === 'dataset' ? numberAt(value, key) : null;
      const directory = path.split('/').at(-2);
      if (identifier === null || identifier === Number(directory)) return null;
      return issue(`${key} is not the directory’s number`, identifier, directory);
    },
  },
  {
    code: 'RUN_NAME_WRONG',
    title: 'run_name is the name of the run’s directory',
    why: 'Items are joined to their run by this name.',
    fix: 'Write the metadata again with `--metadata-only`.',
    check: ({ kind, value, run }) =>
      ['run_metadata', 'tiltseries_metadata', 'tomogram_metadata'].includes(kind) &&
      mismatch('run_name is not the run’s directory', textAt(value, 'run_name'), run ?? 'none'),
  },
]);

/** Returns a rule that reports schema issues with some codes. */
function schemaRule(
  code: string,
  issues: readonly SchemaIssue['code'][],
  texts: Pick<Rule, 'title' | 'why'> & { readonly severity?: 'warning'; readonly fix?: string },
) {
  return {
    code,
    ...texts,
    more: 'keys',
    check: (json: JsonContext) =>
      schemaIssues(json).map(({ code, path, message, found, expected }) => {
        const key = formatKeyPath(path);
        return issues.includes(code) && issue(key === '' ? message : `${key}: ${message}`, found, expected);
      }),
  };
}

const knownIssues = new WeakMap<JsonContext, readonly SchemaIssue[]>();

/** Returns the schema issues of a file. Caches them, since several rules report them. */
function schemaIssues(json: JsonContext): readonly SchemaIssue[] {
  const { kind, value, problem } = json;
  return getOrMake(knownIssues, json, () =>
    problem === null ? checkSchema(metadataSchemas[kind], value) : [],
  );
}

function noMetadata(directory: string, template: PathTemplateName, layout: Layout, what: string) {
  const name = baseName(pathTemplates[template].path[layout]);
  return { path: `${directory}/${name}`, message: `${what} has no metadata file` };
}

function authorsWithout({ kind, value }: JsonContext, key: string, what: string): CheckResult {
  const isAuthored = /^(?:deposition|dataset|tomogram|annotation)_metadata$/.test(kind);
  const authors = objectsAt(value, 'authors');
  const isWithout = authors.length > 0 && authors.every((author) => author[key] !== true);
  return isAuthored && isWithout && issue(`no ${what} author`, undefined, `an author with ${key}: true`);
}
