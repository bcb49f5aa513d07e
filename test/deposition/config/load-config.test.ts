import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigErrors } from '../../../src/base/errors.js';
import { Float } from '../../../src/base/float.js';
import type { Finder } from '../../../src/deposition/config/config.js';
import { loadConfig } from '../../../src/deposition/config/load-config.js';
import type { SectionName } from '../../../src/tree/entities/entity-type.js';
import { firstExtraLine, minimalConfig } from './support/minimal-config.js';

const test = suite('loading configurations');

function finderOf(section: SectionName, text: string): Finder {
  const source = loadConfig(minimalConfig(text), 'test.yaml').sections[section][0]?.sources[0];
  assert.ok(source);
  return (source as NonNullable<typeof source>).finder;
}

test('the block of standardization, the sections and their places', () => {
  const config = loadConfig(minimalConfig('gains: []\n'), 'test.yaml');
  assert.equal(config.standardization, {
    sourcePrefix: 'dep1',
    runDataMapFile: null,
    runToTomoMapCsv: null,
    runToFrameMapCsv: null,
    runToTsMapCsv: null,
  });
  assert.equal(config.sections.gains, []);
  assert.equal(config.sections.viz_config, []);
  const entry = config.sections.runs[0];
  assert.equal(entry?.location, { file: 'test.yaml', line: 12, keyPath: 'runs[0]' });
  assert.equal(entry?.sources[0]?.location, { file: 'test.yaml', line: 13, keyPath: 'runs[0].sources[0]' });
  assert.is(entry?.metadata, null);
});

test('numbers keep their spelling', () => {
  const text = minimalConfig(
    `frames:\n  - metadata: { dose_rate: 60.0, is_gain_corrected: false }\ntiltseries: []\n`,
  )
    .replace('[13.48]', "[13.0, 10, 1e1, 'float {spacing}']")
    .replace('  source_prefix', '  run_data_map_file: runs.csv\n  source_prefix');
  const config = loadConfig(text, 'test.yaml');
  assert.equal(config.sections.frames[0]?.metadata, { dose_rate: new Float(60), is_gain_corrected: false });
  const finder = config.sections.voxel_spacings[0]?.sources[0]?.finder;
  assert.equal(finder, {
    kind: 'literal',
    value: [new Float(13), 10, new Float(10), 'float {spacing}'],
  });
});

/** Returns a finder with its expressions as written in the configuration. */
function withSources(finder: object | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(finder ?? {}).map(([key, value]) => [key, key.endsWith('Regex') ? value.source : value]),
  );
}

test('globs get their default expressions, an empty one is the default', () => {
  const finder = finderOf(
    'gains',
    'gains:\n  - sources:\n      - source_glob: { list_glob: "*.dm4", match_regex: "" }\n',
  );
  assert.equal(withSources(finder), {
    kind: 'source_glob',
    listGlob: '*.dm4',
    matchRegex: '.*',
    nameRegex: '(.*)',
  });
});

test('variables and columns that nothing can define make loading fail, with their lines', () => {
  const globs = 'gains:\n  - sources:\n      - source_glob: { list_glob: "{run_nam}/*" }\n';
  const columns = 'frames:\n  - metadata: { dose_rate: "float {dose}", is_gain_corrected: false }\n';
  const load = (text: string) => loadConfig(minimalConfig(text), 'test.yaml');
  assert.throws(() => load(globs), said(firstExtraLine + 2, 'unknown variable {run_nam}'));
  assert.throws(
    () => load(columns),
    said(firstExtraLine + 1, 'the value is a column, but there is no table'),
  );
  const withTable = (text: string) =>
    minimalConfig(text).replace('  source_prefix', '  run_data_map_file: runs.csv\n  source_prefix');
  assert.ok(loadConfig(withTable(globs), 'test.yaml'));
  assert.ok(loadConfig(withTable(columns), 'test.yaml'));
});

function said(line: number, text: string): (error: unknown) => boolean {
  return (error) =>
    error instanceof ConfigErrors &&
    error.errors.length === 1 &&
    error.errors[0]?.facts.line === line &&
    error.errors[0].message.startsWith(text);
}

test('a name is matched from the start, a path anywhere', () => {
  const finder = finderOf(
    'gains',
    'gains:\n  - sources:\n      - source_glob: { list_glob: a, match_regex: "b|c$", name_regex: "(x|y)z" }\n',
  );
  assert.is(finder.kind, 'source_glob');
  if (finder.kind !== 'source_glob') return;
  assert.ok(finder.matchRegex.test('abd') && finder.matchRegex.test('ac') && !finder.matchRegex.test('acd'));
  assert.is(finder.nameRegex.exec('yz_and_more')?.[1], 'y');
  assert.is(finder.nameRegex.exec('ayz'), null);
});

test('parent filters are searched, exclude is matched from the start', () => {
  const text = `gains:
  - sources:
      - literal: { value: [a] }
        exclude: [Images, 'a|b']
        parent_filters:
          include: { run: ['^TS_1$'], dataset: [] }
          exclude: { run: [bad] }
`;
  const source = loadConfig(minimalConfig(text), 'test.yaml').sections.gains[0]?.sources[0];
  const { include, exclude } = source?.parentFilters ?? {};
  const texts = (patterns: readonly { readonly source: string }[] = []) => patterns.map((one) => one.source);
  assert.equal(
    [texts(include?.run), texts(include?.dataset), texts(exclude?.run)],
    [['^TS_1$'], [], ['bad']],
  );
  assert.equal(texts(source?.exclude), ['Images', 'a|b']);
  assert.equal(
    ['Images', 'b2', 'ca'].map((name) => source?.exclude.some((pattern) => pattern.test(name))),
    [true, true, false],
  );
  assert.is(source?.location.line, firstExtraLine + 2);
});

test('the remaining finders', () => {
  assert.equal(
    finderOf('rawtilts', 'rawtilts:\n  - sources:\n      - source_multi_glob: { list_globs: [a, b] }\n'),
    {
      kind: 'source_multi_glob',
      listGlobs: ['a', 'b'],
    },
  );
  assert.equal(
    finderOf(
      'tomograms',
      'tomograms:\n  - sources:\n      - destination_filter: { filters: [{ key: [a, b], value: 1.0 }] }\n',
    ),
    { kind: 'destination_filter', filters: [{ key: ['a', 'b'], value: new Float(1) }] },
  );
  assert.equal(
    finderOf(
      'dataset_keyphotos',
      'dataset_keyphotos:\n  - sources:\n      - literal: { value: { snapshot: a.png, thumbnail: null } }\n',
    ),
    { kind: 'literal', value: { snapshot: 'a.png', thumbnail: null } },
  );
  const header = minimalConfig().replace(
    'literal: { value: [13.48] }',
    'tomogram_header: { list_glob: "*.mrc", header_key: voxel_size }',
  );
  assert.equal(withSources(loadConfig(header, 'test.yaml').sections.voxel_spacings[0]?.sources[0]?.finder), {
    kind: 'tomogram_header',
    listGlob: '*.mrc',
    matchRegex: '.*',
  });
});

test('an annotation keeps the options of its shape', () => {
  const text = `annotations:
  - metadata:
      annotation_ingest_id: a-1
      annotation_method: by hand
      annotation_object: { name: a, id: GO:0005840 }
      authors: [{ name: A, primary_author_status: true }]
      dates: { deposition_date: '2025-01-02', release_date: '2025-01-02', last_modified_date: '2025-01-02' }
      method_type: manual
      version: 1.0
    sources:
      - SemanticSegmentationMask: { file_format: mrc, glob_strings: [a, b], mask_label: 3, rescale: true }
      - Point: { file_format: csv, glob_string: c, is_visualization_default: true }
`;
  const sources = loadConfig(minimalConfig(text), 'test.yaml').sections.annotations[0]?.sources;
  assert.equal(
    sources?.map((source) => source.finder),
    [
      {
        kind: 'annotation',
        shape: 'SemanticSegmentationMask',
        fileFormat: 'mrc',
        globs: { many: ['a', 'b'] },
        options: { mask_label: 3, rescale: true },
        isVisualizationDefault: false,
      },
      {
        kind: 'annotation',
        shape: 'Point',
        fileFormat: 'csv',
        globs: { single: 'c' },
        options: {},
        isVisualizationDefault: true,
      },
    ],
  );
});

test.run();
