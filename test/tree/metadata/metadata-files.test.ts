import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../src/base/json-value.js';
import { checkSchema, formatKeyPath } from '../../../src/base/schema.js';
import { type MetadataKind, metadataKinds, metadataSchemas } from '../../../src/tree/entities/documents.js';
import { sharedFiles, sharedPath, testShared } from '../../support/shared.js';

const test = suite('metadata files');

/** Kinds by the end of their file name in the reference tree; all other JSON files are annotations. */
const fileNames: readonly (readonly [string, MetadataKind])[] = [
  ['neuroglancer_config.json', 'viz_config'],
  ...metadataKinds.map((kind) => [`/${kind}.json`, kind] as const),
];

function issuesOf(kind: MetadataKind, value: JsonValue): string[] {
  return checkSchema(metadataSchemas[kind], value).map(
    ({ path, message }) => `${formatKeyPath(path)}: ${message}`,
  );
}

testShared(test, 'every metadata file of the reference tree fits its schema', () => {
  const kinds = new Set<MetadataKind>();
  for (const file of sharedFiles('golden/made-1/expected-metadata', '.json')) {
    const kind = fileNames.find(([end]) => file.endsWith(end))?.[1] ?? 'annotation_metadata';
    kinds.add(kind);
    assert.equal(issuesOf(kind, JSON.parse(readFileSync(file, 'utf8'))), [], file);
  }
  // Those of the reference; it has no files of a kind that is added here.
  assert.ok(kinds.size >= 11, [...kinds].join());
});

interface Definition {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Definitions of the reference, with the keys that our schema requires or omits on purpose. */
const references: readonly {
  readonly kind: MetadataKind;
  readonly title: string;
  readonly added?: readonly string[];
  readonly dropped?: readonly string[];
  readonly demanded?: readonly string[];
}[] = [
  { kind: 'deposition_metadata', title: 'DepositionMetadata' },
  { kind: 'dataset_metadata', title: 'DatasetMetadata' },
  { kind: 'frames_metadata', title: 'FramesMetadata' },
  { kind: 'tiltseries_metadata', title: 'TiltSeriesMetadata' },
  { kind: 'alignment_metadata', title: 'AlignmentMetadata' },
  { kind: 'tomogram_metadata', title: 'TomogramMetadata' },
  // The version is part of the file names, so every annotation has one.
  { kind: 'annotation_metadata', title: 'AnnotationMetadata', demanded: ['version'] },
  // The file of a run has its name and the stamp of every file; objects have their own file.
  {
    kind: 'run_metadata',
    title: 'RunMetadata',
    added: ['deposition_id', 'last_updated_at'],
    dropped: ['identified_objects'],
    demanded: ['deposition_id', 'last_updated_at', 'run_name'],
  },
];

testShared(test, 'keys and demands are those of the reference schemas', () => {
  const text = readFileSync(sharedPath('corpus/schemas/metadata_files.schema.json'), 'utf8');
  const definitions = (JSON.parse(text) as { $defs: Record<string, Definition> }).$defs;
  for (const { kind, title, added = [], dropped = [], demanded = [] } of references) {
    const ours = metadataSchemas[kind];
    const theirs = definitions[title] as Definition;
    const keys = [...Object.keys(theirs.properties), ...added].filter((key) => !dropped.includes(key));
    assert.equal(Object.keys(ours.properties ?? {}).sort(), keys.sort(), kind);
    assert.equal([...(ours.required ?? [])].sort(), [...(theirs.required ?? []), ...demanded].sort(), kind);
  }
});

test('a metadata file holds numbers, not the templates of configurations', () => {
  const faults = issuesOf('frames_metadata', {
    dose_rate: 'float {dose}',
    is_gain_corrected: false,
    frames: [],
    deposition_id: 1,
    last_updated_at: 0,
  });
  assert.equal(faults, ['dose_rate: wrong kind of value']);
});

test('the metadata of identified objects may hold the filter_value of the configuration', () => {
  const faults = issuesOf('identified_objects_metadata', {
    object_count: 1,
    columns: ['name'],
    file_format: 'json',
    source_file: 'source/objects.csv',
    identifier: 100,
    filter_value: '{run_name}',
    deposition_id: 1,
    last_updated_at: 0,
  });
  assert.equal(faults, []);
});

test('every kind asks for the stamp, but lists and viewer configurations', () => {
  for (const kind of metadataKinds) {
    const asks = metadataSchemas[kind].required?.includes('last_updated_at') ?? false;
    assert.is(asks, kind !== 'viz_config' && kind !== 'identified_objects', kind);
  }
});

test.run();
