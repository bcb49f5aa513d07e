import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../../src/base/errors.js';
import { type JsonObject, toPlain } from '../../../src/base/json-value.js';
import type { IngestOptions } from '../../../src/pipeline/context.js';
import { alignment } from '../../../src/pipeline/importers/alignment.js';
import type { VolumeHeader } from '../../../src/volume/volume.js';
import { makeContext, makeEntry } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('alignment');

const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
const spacing = makeItem('voxel_spacing', '10.010', { parent: run });
const tomogram = makeItem('tomogram', 'a', { parent: spacing });
const tiltSeries = makeItem('tiltseries', 'a', { parent: run, id: 100 });
const sources = {
  'dep/a.xf': '1 0 0 1 10 -20\n0 -1 1 0 5 7\n',
  'dep/a.tlt': '-3\n3\n',
  'dep/a.xtilt': '0.5\n0.25\n',
  'dep/a.rawtlt': '-3\n3\n',
  'dep/a.fid': '\0\0binary',
};
const header: VolumeHeader = {
  format: 'mrc',
  shape: [10, 20, 30],
  sampleType: 'float32',
  littleEndian: true,
  voxelSize: null,
  unsignedBytes: false,
  extended: null,
  extra: null,
  warnings: [],
};

function setUp(options: { tomograms?: boolean; layout?: IngestOptions['layout'] } = {}) {
  const { tomograms = true, layout = 'documented' } = options;
  const found = { voxel_spacing: [spacing], tomogram: tomograms ? [tomogram] : [], tiltseries: [tiltSeries] };
  return makeContext({
    input: new MemoryStorage('in', sources),
    output: new MemoryStorage('out', { '10/TS_001/TiltSeries/100/tiltseries_metadata.json': '{}' }),
    options: { layout },
    find: async (type) => found[type as keyof typeof found] ?? [],
    volumeHeader: async () => header,
  });
}

const item = (files: string[], metadata: JsonObject | null = { format: 'IMOD' }) =>
  makeItem('alignment', 'a', { parent: run, id: 100, files, entry: makeEntry(metadata) });

test('describes sections, files, tilt series and volume', async () => {
  const made = await alignment.metadata?.(
    item(['dep/a.xf', 'dep/a.tlt', 'dep/a.xtilt', 'dep/a.fid']),
    setUp(),
  );
  const { per_section_alignment_parameters: sections, ...rest } = toPlain(made ?? null) as JsonObject;
  assert.equal(sections, [
    {
      z_index: 0,
      tilt_angle: -3,
      volume_x_rotation: 0.5,
      in_plane_rotation: [
        [1, 0],
        [0, 1],
      ],
      x_offset: -10,
      y_offset: 20,
    },
    {
      z_index: 1,
      tilt_angle: 3,
      volume_x_rotation: 0.25,
      in_plane_rotation: [
        [0, 1],
        [-1, 0],
      ],
      x_offset: -7,
      y_offset: 5,
    },
  ]);
  const base = '10/TS_001/Alignments/100';
  assert.equal(rest, {
    affine_transformation_matrix: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
    alignment_type: 'GLOBAL',
    is_portal_standard: false,
    volume_offset: { x: 0, y: 0, z: 0 },
    tilt_offset: 0,
    x_rotation_offset: 0,
    method_type: 'undefined',
    alignment_path: `${base}/a.xf`,
    tilt_path: `${base}/a.tlt`,
    tiltx_path: `${base}/a.xtilt`,
    tiltseries_path: '10/TS_001/TiltSeries/100/tiltseries_metadata.json',
    files: [`${base}/a.xf`, `${base}/a.tlt`, `${base}/a.xtilt`, `${base}/a.fid`],
    volume_dimension: { x: 300.3, y: 200.2, z: 100.1 },
  });
});

test('names files after the run in the portal layout, and keeps what the config says', async () => {
  const configured = { format: 'IMOD', tilt_offset: 2, volume_dimension: { x: 1, y: 2, z: 3 } };
  const made = await alignment.metadata?.(
    item(['dep/a.xf', 'dep/a.tlt'], configured),
    setUp({ layout: 'portal' }),
  );
  assert.is(made?.alignment_path, '10/TS_001/Alignments/100/TS_001.xf');
  assert.is(made?.tiltx_path, null);
  assert.not.ok(made !== null && made !== undefined && 'tilt_offset' in made);
  assert.equal(made?.volume_dimension, { x: 1, y: 2, z: 3 });
});

test('is written for a run without alignment files when a tomogram gives its size', async () => {
  const made = await alignment.metadata?.(item([], null), setUp());
  assert.equal(made?.per_section_alignment_parameters, []);
  assert.equal(made?.files, []);
  assert.is(await alignment.metadata?.(item([], null), setUp({ tomograms: false })), null);
});

test('warns that it names no tilt series if this ingest should have written its metadata', async () => {
  const context = setUp();
  await context.output.delete('10/TS_001/TiltSeries/100/tiltseries_metadata.json');
  const warningsOf = async (changes: Partial<IngestOptions>) => {
    const own = { ...context, options: { ...context.options, ...changes } };
    context.events.length = 0;
    assert.is((await alignment.metadata?.(item(['dep/a.xf', 'dep/a.tlt']), own))?.tiltseries_path, null);
    return context.events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
  };
  const types: IngestOptions['metadataTypes'] = new Set(['tiltseries']);
  assert.equal(await warningsOf({ metadataTypes: types }), [
    'tiltseries_path is null, because tiltseries a of run TS_001 has no metadata',
  ]);
  assert.equal(await warningsOf({}), []);
  assert.equal(await warningsOf({ importTypes: types }), []);
  assert.equal(await warningsOf({ metadataTypes: types, excludes: new Map([['tiltseries', [/a/]]]) }), []);
  assert.equal(await warningsOf({ importTypes: types, metadataTypes: types, dryRun: true }), []);
});

test('names its files without reading them', async () => {
  const read: string[] = [];
  class Input extends MemoryStorage {
    override async get(key: string) {
      read.push(key);
      return super.get(key);
    }
  }
  const input = new Input('in', { ...sources, 'dep/a.json': '{}' });
  const context = { ...setUp(), input };
  const files = ['dep/a.xf', 'dep/a.json'];
  const base = '10/TS_001/Alignments/100';
  assert.equal(await alignment.named?.(item(files), {}, context), [
    ...['alignment_metadata.json', 'a.xf', 'a.json'].map((name) => `${base}/${name}`),
  ]);
  assert.equal(read, []);
});

test('warns when its files tell nothing of the sections', async () => {
  const context = setUp();
  const result = await alignment.importData?.(item(['dep/a.xf', 'dep/a.rawtlt']), context, {
    report: () => undefined,
  });
  assert.equal(result?.warnings, ['parameters of each section need an .xf and a .tlt file']);
  assert.ok((context.output as MemoryStorage).files.has('10/TS_001/Alignments/100/a.rawtlt'));
});

test('fails on a malformed file, naming it', async () => {
  const context = { ...setUp(), input: new MemoryStorage('in', { ...sources, 'dep/a.tlt': '-3\nx\n' }) };
  try {
    await alignment.metadata?.(item(['dep/a.xf', 'dep/a.tlt']), context);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, FormatError);
    assert.equal([(error as FormatError).facts.path, (error as FormatError).facts.line], ['in/dep/a.tlt', 2]);
  }
});

test.run();
