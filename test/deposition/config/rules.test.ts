import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Float } from '../../../src/base/float.js';
import type { JsonObject, JsonValue } from '../../../src/base/json-value.js';
import { formatKeyPath } from '../../../src/base/schema.js';
import { configRules } from '../../../src/deposition/config-rules/config-rules.js';

const test = suite('rules of configurations');

/** A valid document, one that breaks the rule, and the location and message of the issue. */
interface Case {
  readonly keeps: JsonObject;
  readonly breaks: JsonObject;
  readonly at: string;
  readonly says: string;
}

const withMetadata = (section: string, metadata: JsonObject): JsonObject => ({ [section]: [{ metadata }] });
const withSource = (section: string, source: JsonObject): JsonObject => ({
  [section]: [{ sources: [source] }],
});
const withGlob = (list_glob: string, more: JsonObject = {}) =>
  withSource('gains', { source_glob: { list_glob, ...more } });
const matrix = (last: JsonValue): JsonObject => ({
  affine_transformation_matrix: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], last],
});
const dates = (deposition_date: string, release_date: string): JsonObject => ({
  dates: { deposition_date, release_date },
});
const dataset = (more: JsonObject): JsonObject =>
  withMetadata('datasets', {
    sample_type: 'other',
    assay: { id: 'EFO:0008931' },
    development_stage: { id: 'unknown', name: 'unknown' },
    disease: {},
    ...more,
  });

const cases: Readonly<Record<string, Case>> = {
  PLACEHOLDER_LEFT: {
    keeps: withGlob('FILL_IN/*'),
    breaks: withMetadata('frames', { dose_rate: 'FILL_IN' }),
    at: 'frames[0].metadata.dose_rate',
    says: 'a placeholder is left',
  },
  REGEX_INVALID: {
    keeps: withGlob('a', { match_regex: 'a\\-b' }),
    breaks: withSource('runs', { literal: {}, parent_filters: { include: { dataset: ['a', '[b'] } } }),
    at: 'runs[0].sources[0].parent_filters.include.dataset[1]',
    says: 'invalid regular expression: missing closing ]',
  },
  NAME_REGEX_GROUP: {
    keeps: withGlob('a', { name_regex: '(.*)\\.mrc' }),
    breaks: withGlob('a', { name_regex: '(?:.*)\\.mrc' }),
    at: 'gains[0].sources[0].source_glob.name_regex',
    says: 'the name_regex has no group',
  },
  TEMPLATE_INVALID: {
    keeps: withGlob('{run_name}/{{a}}'),
    breaks: withGlob('{run_name:>5}'),
    at: 'gains[0].sources[0].source_glob.list_glob',
    says: 'only plain variables are supported, not {run_name:>5}',
  },
  GLOB_COUNT: {
    keeps: withSource('annotations', { Point: { glob_strings: ['a'] } }),
    breaks: withSource('annotations', { Point: { glob_string: 'a', glob_strings: ['b'] } }),
    at: 'annotations[0].sources[0].Point',
    says: 'Point has both glob_string and glob_strings',
  },
  DESTINATION_GLOB_START: {
    keeps: withSource('runs', { destination_glob: { list_glob: '{dataset_output_path}/*' } }),
    breaks: withSource('runs', { destination_glob: { list_glob: 'a/{dataset_output_path}/*' } }),
    at: 'runs[0].sources[0].destination_glob.list_glob',
    says: 'the glob does not begin with a place in the output',
  },
  PATH_OUTSIDE: {
    keeps: { standardization_config: { source_prefix: '/a/.b/..c/' }, ...withGlob('a/{run_name}/...x') },
    breaks: withGlob('{run_name}/../*'),
    at: 'gains[0].sources[0].source_glob.list_glob',
    says: 'the path does not stay below source_prefix',
  },
  DOUBLE_STAR: {
    keeps: withGlob('**/{run_name}/**'),
    breaks: withGlob('**/{run_name}**/a'),
    at: 'gains[0].sources[0].source_glob.list_glob',
    says: '`**` must be a whole path segment',
  },
  LABEL_WITH_THRESHOLD: {
    keeps: withSource('annotations', { SemanticSegmentationMask: { mask_label: 1, threshold: 0.5 } }),
    breaks: withSource('annotations', { SemanticSegmentationMask: { mask_label: 2, threshold: 0.5 } }),
    at: 'annotations[0].sources[0].SemanticSegmentationMask.threshold',
    says: 'a threshold together with a mask_label other than 1',
  },
  MESH_NAME: {
    keeps: withSource('annotations', { TriangularMeshGroup: { name: 'a', mesh_name: 'a' } }),
    breaks: withSource('annotations', { TriangularMeshGroup: { name: 'a', mesh_name: 'b' } }),
    at: 'annotations[0].sources[0].TriangularMeshGroup',
    says: 'name and mesh_name differ',
  },
  VERSION_MISSING: {
    keeps: { version: '1.3.0' },
    breaks: {},
    at: '',
    says: "the key 'version' is missing",
  },
  DEPOSITION_DIFFERS: {
    keeps: {
      ...withSource('depositions', { literal: { value: [1, 2] } }),
      standardization_config: { deposition_id: 2 },
    },
    breaks: {
      ...withSource('depositions', { literal: { value: [1] } }),
      standardization_config: { deposition_id: 2 },
    },
    at: 'standardization_config.deposition_id',
    says: 'not a deposition of this file',
  },
  PRIMARY_AUTHOR_MISSING: {
    keeps: withMetadata('tomograms', {
      authors: [{ primary_author_status: false }, { primary_author_status: true }],
    }),
    breaks: withMetadata('tomograms', { authors: [{ corresponding_author_status: true }] }),
    at: 'tomograms[0].metadata.authors',
    says: 'no author has primary_author_status: true',
  },
  CORRESPONDING_AUTHOR_MISSING: {
    keeps: withMetadata('datasets', { authors: [{ corresponding_author_status: true }] }),
    breaks: withMetadata('datasets', { authors: [{ primary_author_status: true }] }),
    at: 'datasets[0].metadata.authors',
    says: 'no author has corresponding_author_status: true',
  },
  ORCID_CHECK_DIGIT: {
    keeps: withMetadata('datasets', { authors: [{ ORCID: '0000-0002-1825-0097' }, { ORCID: '{orcid}' }] }),
    breaks: withMetadata('datasets', { authors: [{ ORCID: null }, { ORCID: '0000-0002-1825-0098' }] }),
    at: 'datasets[0].metadata.authors[1].ORCID',
    says: 'the check digit of the ORCID is wrong',
  },
  AUTHOR_REPEATED: {
    keeps: withMetadata('tomograms', {
      authors: [
        { name: 'A', ORCID: '1' },
        { name: 'A', ORCID: '2' },
      ],
    }),
    breaks: withMetadata('tomograms', { authors: [{ name: 'Ada' }, { name: 'B' }, { name: 'ada ' }] }),
    at: 'tomograms[0].metadata.authors[2]',
    says: 'the same author again',
  },
  AFFINE_SINGULAR: {
    keeps: withMetadata('alignments', matrix([0, 0, 0, 2])),
    breaks: withMetadata('tomograms', {
      affine_transformation_matrix: [
        [1, 2, 0, 9],
        [2, 4, 0, 1],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
    }),
    at: 'tomograms[0].metadata.affine_transformation_matrix',
    says: 'the matrix cannot be inverted',
  },
  DATASET_DIFFERS: {
    keeps: {
      datasets: [
        { metadata: { dataset_identifier: 1 }, sources: [{ literal: { value: ['1'] } }] },
        { metadata: { dataset_identifier: 1 }, sources: [{ literal: { value: ['1', '2'] } }] },
      ],
    },
    breaks: { datasets: [{ metadata: { dataset_identifier: 1 }, sources: [{ literal: { value: ['2'] } }] }] },
    at: 'datasets[0].metadata.dataset_identifier',
    says: 'not the dataset of the source',
  },
  RELEASE_BEFORE_DEPOSITION: {
    keeps: withMetadata('depositions', dates('2025-01-02', '2025-01-02')),
    breaks: withMetadata('depositions', dates('2025-01-02', '2025-01-01')),
    at: 'depositions[0].metadata.dates.release_date',
    says: 'released before it was deposited',
  },
  EXPERIMENT_BLOCK_MISSING: {
    keeps: dataset({}),
    breaks: dataset({ assay: null }),
    at: 'datasets[0].metadata',
    says: "the key 'assay' is missing",
  },
  SAMPLE_BLOCK_MISSING: {
    keeps: dataset({ sample_type: 'virus', cell_component: { id: 'GO:0005840', name: 'ribosome' } }),
    breaks: dataset({ sample_type: 'virus', cell_component: { name: 'ribosome' } }),
    at: 'datasets[0].metadata.cell_component',
    says: 'the sample_type virus asks for cell_component',
  },
  DEVELOPMENT_STAGE_HALF_UNKNOWN: {
    keeps: dataset({}),
    breaks: dataset({ development_stage: { id: 'unknown', name: 'adult' } }),
    at: 'datasets[0].metadata.development_stage',
    says: 'only one of id and name is unknown',
  },
  COLLECTION_WITHOUT_FRAMES: {
    keeps: { collection_metadata: [{}], frames: [{}] },
    breaks: { collection_metadata: [{}], frames: [] },
    at: 'collection_metadata',
    says: 'collection_metadata without frames',
  },
  TILTSERIES_WITHOUT_COLLECTION: {
    keeps: { tiltseries: [{}], ...withMetadata('datasets', { dataset_identifier: 10006 }) },
    breaks: { tiltseries: [{}], ...withMetadata('datasets', { dataset_identifier: 10007 }) },
    at: 'tiltseries',
    says: 'tiltseries without collection_metadata',
  },
  DOSE_RATE_ZERO: {
    keeps: withMetadata('frames', { dose_rate: 'float {rate}' }),
    breaks: withMetadata('frames', { dose_rate: new Float(0) }),
    at: 'frames[0].metadata.dose_rate',
    says: 'the dose rate is not positive',
  },
  TILT_RANGE_REVERSED: {
    keeps: withMetadata('tiltseries', { tilt_range: { min: 'float {min}', max: -60 } }),
    breaks: withMetadata('tiltseries', { tilt_range: { min: new Float(60), max: -60 } }),
    at: 'tiltseries[0].metadata.tilt_range',
    says: 'min is above max',
  },
  CAMERA_MODEL: {
    keeps: withMetadata('tiltseries', { camera: { manufacturer: 'Gatan', model: 'K3' } }),
    breaks: withMetadata('tiltseries', { camera: { manufacturer: 'TFS', model: 'K3' } }),
    at: 'tiltseries[0].metadata.camera.model',
    says: 'not a camera of TFS',
  },
  AFFINE_BOTTOM_ROW: {
    keeps: withMetadata('tomograms', matrix([0, 0, 0, new Float(1)])),
    breaks: withMetadata('tomograms', matrix([0, 0, 625, 1])),
    at: 'tomograms[0].metadata.affine_transformation_matrix[3]',
    says: 'the last row of the matrix is unusual',
  },
  SHAPE_REPEATED: {
    keeps: {
      annotations: [
        { sources: [{ Point: {} }, { Point: {}, parent_filters: {} }] },
        { sources: [{ Point: {} }] },
      ],
    },
    breaks: { annotations: [{ sources: [{ Point: {} }, { Point: {} }] }] },
    at: 'annotations[0].sources[1].Point',
    says: 'the shape Point is already in an earlier source of this annotation',
  },
  AUTOMATED_GROUND_TRUTH: {
    keeps: withMetadata('annotations', { method_type: 'manual', ground_truth_status: true }),
    breaks: withMetadata('annotations', { method_type: 'automated', ground_truth_status: true }),
    at: 'annotations[0].metadata.ground_truth_status',
    says: 'an automated annotation cannot be ground truth',
  },
  CONFIDENCE_WITHOUT_GROUND_TRUTH: {
    keeps: withMetadata('annotations', { confidence: { precision: 90, ground_truth_used: 'experts' } }),
    breaks: withMetadata('annotations', { confidence: { recall: 0, ground_truth_used: ' ' } }),
    at: 'annotations[0].metadata.confidence',
    says: 'precision or recall without ground_truth_used',
  },
  INGEST_ID_REPEATED: {
    keeps: { annotations: ['a-1', 'a-2'].map((id) => ({ metadata: { annotation_ingest_id: id } })) },
    breaks: { annotations: ['a-1', 'a-1'].map((id) => ({ metadata: { annotation_ingest_id: id } })) },
    at: 'annotations[1].metadata.annotation_ingest_id',
    says: 'already the id of annotations[0].metadata.annotation_ingest_id',
  },
  INGEST_ID_FORM: {
    keeps: withMetadata('annotations', { annotation_ingest_id: 'large-ribosome-12' }),
    breaks: withMetadata('annotations', { annotation_ingest_id: 'Ribosome_1' }),
    at: 'annotations[0].metadata.annotation_ingest_id',
    says: 'not in the usual form',
  },
  VARIABLE_UNDEFINED: {
    keeps: { ...withGlob('{column}/{run_name}'), standardization_config: { run_data_map_file: 'a.csv' } },
    breaks: withGlob('{run_nam}'),
    at: 'gains[0].sources[0].source_glob.list_glob',
    says: "unknown variable {run_nam}, did you mean 'run_name'?",
  },
  COLUMN_WITHOUT_MAP: {
    keeps: {
      ...withMetadata('frames', { dose_rate: 'float {x}' }),
      standardization_config: { run_data_map_file: 'a' },
    },
    breaks: withMetadata('frames', { dose_rate: 'float {x}' }),
    at: 'frames[0].metadata.dose_rate',
    says: 'the value is a column, but there is no table',
  },
};

test('every rule has a case', () => {
  assert.equal(Object.keys(cases).sort(), configRules.map((rule) => rule.code).sort());
});

for (const rule of configRules) {
  test(`${rule.code}: ${rule.title}`, () => {
    const { keeps, breaks, at, says } = cases[rule.code] as Case;
    assert.equal([...rule.check(keeps)], []);
    const findings = [...rule.check(breaks)];
    assert.is(findings.length, 1);
    assert.is(formatKeyPath(findings[0]?.path ?? []), at);
    assert.match(findings[0]?.message ?? '', says);
  });
}

test('no rule fails on values of any kind in any place', () => {
  const values: JsonValue[] = [null, true, 3, new Float(1), 'a', [], [null, 'a'], {}, { a: { b: [1] } }];
  const keys = [
    'sources',
    'metadata',
    'literal',
    'source_glob',
    'Point',
    'parent_filters',
    'include',
    'camera',
  ];
  for (const rule of configRules) {
    for (const value of values) {
      const entry = Object.fromEntries(keys.map((key) => [key, value]));
      const sections = ['datasets', 'tiltseries', 'annotations', 'standardization_config'];
      for (const placed of [value, [value], [entry], [{ sources: [entry], metadata: entry }]]) {
        const document = Object.fromEntries(sections.map((section) => [section, placed]));
        assert.ok(Array.isArray([...rule.check(document)]), rule.code);
      }
    }
  }
});

test('variables: a table of names needs its key, and sections above the run know no columns', () => {
  const rule = configRules.find(({ code }) => code === 'VARIABLE_UNDEFINED');
  const messages = (document: JsonObject) => [...(rule?.check(document) ?? [])].map(({ message }) => message);
  assert.equal(messages(withGlob('{mapped_tomo_name}')), ['the variable {mapped_tomo_name} needs a table']);
  assert.equal(
    messages({ ...withGlob('{mapped_tomo_name}'), standardization_config: { run_to_tomo_map_csv: 'a' } }),
    [],
  );
  assert.equal(
    messages({
      ...withSource('runs', { source_glob: { list_glob: '{run_name}' } }),
      standardization_config: { run_data_map_file: 'a' },
    }),
    ['unknown variable {run_name} in runs'],
  );
});

test('no path leaves the input, by source_prefix, a glob or a mesh', () => {
  const check = (document: JsonObject) =>
    [...(configRules.find(({ code }) => code === 'PATH_OUTSIDE')?.check(document) ?? [])].map(({ path }) =>
      formatKeyPath(path),
    );
  const prefixed = (source_prefix: string) => ({ standardization_config: { source_prefix } });
  for (const prefix of ['.', './a']) assert.equal(check(prefixed(prefix)), []);
  for (const prefix of ['a/..', '../a']) {
    assert.equal(check(prefixed(prefix)), ['standardization_config.source_prefix']);
  }
  assert.equal(check(prefixed('')), []);
  assert.equal(check(withGlob('/a')), ['gains[0].sources[0].source_glob.list_glob']);
  const mesh = { glob_string: 'a', filter_value: '../x', mesh_source_path: './a.glb' };
  assert.equal(check(withSource('annotations', { OrientedPoint: mesh })), [
    'annotations[0].sources[0].OrientedPoint.mesh_source_path',
  ]);
});

test.run();
