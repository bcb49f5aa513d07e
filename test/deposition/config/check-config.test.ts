import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError, ConfigErrors } from '../../../src/base/errors.js';
import { checkConfig, loadConfig } from '../../../src/deposition/config/load-config.js';
import { issuesOf, loadFaultsOf } from './support/config-faults.js';
import { firstExtraLine, minimalConfig } from './support/minimal-config.js';

const test = suite('messages about configurations');

const line = firstExtraLine;

/** YAML to append to a minimal configuration, and the messages of loading it. */
const faults: [string, string[]][] = [
  [
    'tomogram:\n  - sources: []\n',
    [`test.yaml:${line}:1: tomogram: unknown key 'tomogram', did you mean 'tomograms'?`],
  ],
  [
    'gains:\n  - sources:\n      - source_glob: { list_globs: "*.mrc" }\n',
    [
      `test.yaml:${line + 2}:24: gains[0].sources[0].source_glob.list_globs: unknown key 'list_globs', did you mean 'list_glob'?`,
    ],
  ],
  [
    'gains:\n  - sources:\n      - sourceglob: { list_glob: "*.mrc" }\n',
    [
      `test.yaml:${line + 2}:9: gains[0].sources[0].sourceglob: unknown finder 'sourceglob', did you mean 'source_glob'?`,
    ],
  ],
  [
    'gains:\n  - sources:\n      - exclude: [a]\n',
    [
      `test.yaml:${line + 2}:9: gains[0].sources[0]: no finder: expected one of source_glob, source_multi_glob, destination_glob, literal`,
    ],
  ],
  [
    'gains:\n  - sources:\n      - source_glob: { list_glob: a }\n        literal: { value: [a] }\n',
    [`test.yaml:${line + 2}:9: gains[0].sources[0]: more than one finder: source_glob, literal`],
  ],
  [
    'gains:\n  - sources:\n      - source_glob: {}\n',
    [`test.yaml:${line + 2}:22: gains[0].sources[0].source_glob: the key 'list_glob' is missing`],
  ],
  [
    'frames:\n  - metadata: { dose_rate: fast, is_gain_corrected: false }\n',
    [
      `test.yaml:${line + 1}:28: frames[0].metadata.dose_rate: not in the expected form: expected a number or text like float {column}, found 'fast'`,
    ],
  ],
  [
    'ctfs:\n  - metadata: { format: CTFIND }\n    sources:\n      - source_glob: { list_glob: a }\n',
    [
      `test.yaml:${line + 1}:25: ctfs[0].metadata.format: not an allowed value, did you mean 'CTFFIND'?: expected one of CTFFIND, Gctf, GCTF, IMOD, RELION, WARP, Warp, CETS, auto, found 'CTFIND'`,
    ],
  ],
  [
    'gains:\n  - sources: []\n',
    [`test.yaml:${line + 1}:14: gains[0].sources: the list is empty: expected at least 1 item, found 0`],
  ],
  [
    'gains:\n  - sources:\n      - source_glob: { list_glob: a, name_regex: "(a" }\n',
    [
      `test.yaml:${line + 2}:50: gains[0].sources[0].source_glob.name_regex: invalid regular expression: missing closing ): \`(a\`: found '(a'`,
    ],
  ],
];

test('each names file, line, key path, what was expected and what was found', () => {
  for (const [text, messages] of faults) assert.equal(loadFaultsOf(minimalConfig(text)), messages);
});

test('all faults of a file are reported together, in its order', () => {
  const text = minimalConfig('tomogram: []\ngain: []\nversion2: x\n');
  const lines = loadFaultsOf(text).map((message) => /:(\d+):/.exec(message)?.[1]);
  assert.equal(lines, [`${line}`, `${line + 1}`, `${line + 2}`]);
  assert.throws(
    () => loadConfig(text, 'test.yaml'),
    (error: unknown) => {
      const first = "unknown key 'tomogram', did you mean 'tomograms'?";
      const message = `3 errors in the configuration, the first: ${first}`;
      return error instanceof ConfigErrors && error.message === message;
    },
  );
});

test('what an alias repeats is reported once', () => {
  const text = minimalConfig(
    'gains:\n  - sources: &s\n      - source_globb: { list_glob: a }\nrawtilts:\n  - sources: *s\n',
  );
  assert.is(loadFaultsOf(text).length, 1);
});

test('an integer is not text and a text is not an integer', () => {
  const text = minimalConfig().replace("['10998']", '[10998]').replace('[10999]', "['10999']");
  assert.equal(loadFaultsOf(text), [
    "test.yaml:7:28: depositions[0].sources[0].literal.value[0]: wrong kind of value: expected an integer, found '10999'",
    'test.yaml:10:28: datasets[0].sources[0].literal.value[0]: wrong kind of value, quote it to make it text: expected text that is not empty, found 10998',
  ]);
});

test('a required section may be neither absent nor empty', () => {
  const without = minimalConfig().replace(/runs:\n.*\n.*\n/, '');
  assert.equal(loadFaultsOf(without), ["test.yaml:1:1: the key 'runs' is missing"]);
  const empty = minimalConfig().replace(/runs:\n.*\n.*\n/, 'runs: []\n');
  assert.match(loadFaultsOf(empty).join(), 'runs: the list is empty: expected at least 1 item, found 0');
});

test('a configuration may leave optional keys null and sections empty', () => {
  const text = minimalConfig('annotations: []\ngains: null\n').replace("version: '1.3.0'\n", '');
  assert.equal(loadFaultsOf(text), []);
  assert.equal(issuesOf(text), [
    "VERSION_MISSING: test.yaml:1:1: the key 'version' is missing: expected version: '1.3.0'",
  ]);
});

test('a file that cannot be read at all is one issue and one ConfigError', () => {
  assert.equal(issuesOf('a: [1, 2'), [
    'YAML_INVALID: test.yaml:1:9: not valid YAML: unexpected end of the stream within a flow collection',
  ]);
  assert.throws(
    () => loadConfig('a: [1, 2', 'test.yaml'),
    (error: unknown) => error instanceof ConfigError,
  );
});

test('loading leaves the rules of the stage validate alone', () => {
  const text = minimalConfig('tiltseries:\n  - sources:\n      - source_glob: { list_glob: a }\n');
  assert.equal(loadFaultsOf(text), []);
  assert.equal(issuesOf(text), [
    `TILTSERIES_WITHOUT_COLLECTION: test.yaml:${line}:1: tiltseries: tiltseries without collection_metadata: expected a section collection_metadata with the mdoc files`,
  ]);
});

test('of a placeholder only that it is left', () => {
  const camera = 'tiltseries:\n  - metadata: { camera: { manufacturer: Gatan, model: FILL_IN } }\n';
  const text = minimalConfig(camera).replace('deposition_id: 10999', 'deposition_id: FILL_IN');
  const found = checkConfig(text, 'test.yaml').filter(({ found }) => found === 'FILL_IN');
  assert.equal(
    found.map(({ code, keyPath }) => [code, keyPath]),
    [
      ['PLACEHOLDER_LEFT', 'standardization_config.deposition_id'],
      ['PLACEHOLDER_LEFT', 'tiltseries[0].metadata.camera.model'],
    ],
  );
});

test.run();
