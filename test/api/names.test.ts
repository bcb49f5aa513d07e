import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as api from '../../src/api/index.js';

const test = suite('names of the public API');

const values = [
  'ConfigError',
  'ConfigErrors',
  'CryoetError',
  'FormatError',
  'IngestError',
  'StorageError',
  'UnsupportedError',
  'UsageError',
  'buildDirectory',
  'buildPath',
  'checkConfigFile',
  'describeError',
  'diff',
  'drawChanges',
  'ingest',
  'layouts',
  'openTree',
  'openVolume',
  'parsePath',
  'pathTemplates',
  'readConfig',
  'readMesh',
  'readMrcHeader',
  'readPoints',
  'readThumbnails',
  'validate',
  'validateSource',
  'validationRules',
  'view',
];

const types = [
  'AnnotationPoint',
  'CheckState',
  'Config',
  'DiffOptions',
  'DiffReport',
  'DrawnSection',
  'EntityDiff',
  'ErrorFacts',
  'IngestEvent',
  'IngestOptions',
  'IngestReport',
  'IngestRequest',
  'Issue',
  'Layout',
  'MrcHeader',
  'OpenTree',
  'OpenTreeOptions',
  'ParsedPath',
  'PathTemplate',
  'PathTemplateName',
  'PathVariables',
  'PointType',
  'ReadMeshOptions',
  'ReadPointsOptions',
  'TriangleMesh',
  'ValidateOptions',
  'ValidateProgress',
  'ValidateSourceOptions',
  'ValidateSourceRequest',
  'ValidationReport',
  'ViewOptions',
  'ViewServer',
  'Volume',
  'VolumeHeader',
];

test('are these, and change only on purpose', () => {
  assert.equal(Object.keys(api).sort(), values);
});

test('of types are these, and change only on purpose', () => {
  const source = fileURLToPath(new URL('../../../src/api/index.ts', import.meta.url));
  const exported = readFileSync(source, 'utf8').matchAll(/\btype (\w+)/g);
  assert.equal([...exported].map(([, name]) => name).sort(), types);
});

test.run();
