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
  'convert',
  'describeError',
  'diff',
  'drawChanges',
  'exportTree',
  'ingest',
  'init',
  'inspect',
  'isVolume',
  'layouts',
  'listExportFormats',
  'openTree',
  'openVolume',
  'parsePath',
  'pathTemplates',
  'plan',
  'planStatus',
  'readConfig',
  'readMesh',
  'readMrcHeader',
  'readPoints',
  'readThumbnails',
  'submission',
  'validate',
  'validateSource',
  'validationRules',
  'view',
  'viewVolume',
];

const types = [
  'AnnotationPoint',
  'CheckState',
  'Config',
  'ConvertOptions',
  'ConvertReport',
  'DiffOptions',
  'DiffReport',
  'DividedRuns',
  'DrawnSection',
  'EntityDiff',
  'ErrorFacts',
  'ExportFormatFacts',
  'ExportReport',
  'ExportTreeOptions',
  'IngestEvent',
  'IngestOptions',
  'IngestReport',
  'IngestRequest',
  'InitRequest',
  'InitResult',
  'InspectOptions',
  'InspectedFacts',
  'Inspection',
  'Issue',
  'Layout',
  'MrcHeader',
  'OpenTree',
  'OpenTreeOptions',
  'ParsedPath',
  'PartLoad',
  'PathTemplate',
  'PathTemplateName',
  'PathVariables',
  'Plan',
  'PlanOptions',
  'PlanRequest',
  'PlanStatus',
  'PlanStatusRequest',
  'PointType',
  'ReadMeshOptions',
  'ReadPointsOptions',
  'Submission',
  'SubmissionOptions',
  'SubmissionRequest',
  'TriangleMesh',
  'ValidateOptions',
  'ValidateProgress',
  'ValidateSourceOptions',
  'ValidateSourceRequest',
  'ValidationReport',
  'ViewOptions',
  'ViewServer',
  'ViewVolumeOptions',
  'Volume',
  'VolumeHeader',
];

test('are these, and change only on purpose', () => {
  assert.equal(Object.keys(api).sort(), values);
});

test('of types are these, and change only on purpose', () => {
  const source = fileURLToPath(new URL('../../../src/api/index.ts', import.meta.url));
  const exported = [...readFileSync(source, 'utf8').matchAll(/^export (type )?\{([^}]*)\}/gm)];
  const names = exported.flatMap(([, isOfTypes, list = '']) =>
    isOfTypes === undefined
      ? Array.from(list.matchAll(/\btype (\w+)/g), ([, name]) => name)
      : list.match(/\w+/g),
  );
  assert.equal(names.sort(), types);
});

test.run();
