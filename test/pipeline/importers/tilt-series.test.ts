import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Float } from '../../../src/base/float.js';
import { type JsonObject, toPlain } from '../../../src/base/json-value.js';
import { describeError } from '../../../src/base/messages.js';
import type { Item } from '../../../src/deposition/item.js';
import { tiltSeries } from '../../../src/pipeline/importers/tilt-series.js';
import type { VolumeHeader } from '../../../src/volume/volume.js';
import { makeContext, makeEntry } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('tilt series');

const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
const stack = (metadata: JsonObject = {}) =>
  makeItem('tiltseries', 'a.st', { parent: run, id: 100, files: ['dep/a.st'], entry: makeEntry(metadata) });
const sideCar = (type: Item['type'], file: string, metadata: JsonObject | null = null) =>
  makeItem(type, file, { parent: stack(), files: [`dep/${file}`], entry: makeEntry(metadata) });

const header: VolumeHeader = {
  format: 'mrc',
  shape: [2, 11, 9],
  sampleType: 'int16',
  littleEndian: true,
  voxelSize: { x: 3, y: 3.36996, z: 1 },
  unsignedBytes: false,
  extended: null,
  extra: null,
  warnings: [],
};

const found: Partial<Record<Item['type'], Item[]>> = {
  frame: [makeItem('frame', 'a', { files: ['1', '2'] }), makeItem('frame', 'b', { files: ['3'] })],
  rawtilt: [sideCar('rawtilt', 'a.tlt'), sideCar('rawtilt', 'a.rawtlt')],
  ctf: [sideCar('ctf', 'a.txt', { format: 'CTFFIND' })],
  collection_metadata: [sideCar('collection_metadata', 'old.mdoc'), sideCar('collection_metadata', 'a.mdoc')],
};
const base = '10/TS_001/TiltSeries/100';
const written = {
  [`${base}/a.rawtlt`]: '-3.0\n0.0\n',
  [`${base}/TS_001_CTFFIND_ctf.txt`]: '# header\n2 20000 19000 12 0 0.1 8\n',
  '10/TS_001/Frames/old.mdoc': '[ZValue = 0]\nTiltAngle = 0\n[ZValue = 1]\nTiltAngle = -30\n',
  '10/TS_001/Frames/a.mdoc': '[ZValue = 0]\nTiltAngle = 0.001\n[ZValue = 1]\nTiltAngle = -3.002\n',
  [`${base}/TS_001.mrc`]: '',
  [`${base}/TS_001.zarr/.zattrs`]: '',
};

function describe(
  item: Item,
  changes: { found?: typeof found; written?: Readonly<Record<string, string>>; header?: VolumeHeader } = {},
) {
  const sources = Object.values(found).flatMap((items) => items.flatMap(({ files }) => files));
  const input = new MemoryStorage('in', Object.fromEntries(sources.map((file) => [file, ''])));
  const output = new MemoryStorage('out', { ...written, ...changes.written });
  const find = async (type: Item['type']) => ({ ...found, ...changes.found })[type] ?? [];
  return tiltSeries.metadata?.(
    item,
    makeContext({ input, output, find, volumeHeader: async () => changes.header ?? header }),
  );
}

test('describes its volume, frames and sections', async () => {
  assert.equal(toPlain((await describe(stack())) ?? null), {
    scales: [
      { z: 2, y: 11, x: 9 },
      { z: 2, y: 6, x: 5 },
      { z: 2, y: 3, x: 3 },
    ],
    size: { z: 2, y: 11, x: 9 },
    omezarr_dir: `${base}/TS_001.zarr`,
    mrc_file: `${base}/TS_001.mrc`,
    run_name: 'TS_001',
    frames_count: 3,
    pixel_spacing: 3.37,
    per_section_parameter: [
      {
        z_index: 0,
        frame_acquisition_order: 1,
        raw_angle: -3.002,
        astigmatic_angle: null,
        cross_correlation: null,
        major_defocus: null,
        max_resolution: null,
        minor_defocus: null,
        phase_shift: null,
      },
      {
        z_index: 1,
        frame_acquisition_order: 0,
        raw_angle: 0.001,
        astigmatic_angle: 12,
        cross_correlation: 0.1,
        major_defocus: 20000,
        max_resolution: 8,
        minor_defocus: 19000,
        phase_shift: 0,
      },
    ],
    raw_tlt_path: `${base}/a.rawtlt`,
    ctf_path: `${base}/TS_001_CTFFIND_ctf.txt`,
  });
});

test('keeps the spelling of a configured pixel spacing, and takes a configured number of frames', async () => {
  const configured = { pixel_spacing: new Float(5), frames_count: 41 };
  const made = await describe(stack(configured), { found: { frame: [] } });
  assert.is(String(made?.pixel_spacing), '5.0');
  assert.is(made?.frames_count, 41);
});

test('has no sections without raw tilt angles', async () => {
  const made = await describe(stack(), { found: { rawtilt: [], ctf: [] } });
  assert.equal([made?.per_section_parameter, made?.raw_tlt_path, made?.ctf_path], [[], null, null]);
});

test('names angle, files and what is missing when the side-car files do not fit', async () => {
  const errorOf = async (changes: Parameters<typeof describe>[1]) => {
    try {
      await describe(stack(), changes);
    } catch (error) {
      return describeError(error);
    }
    throw new Error('expected an error');
  };
  const angle = await errorOf({ written: { [`${base}/a.rawtlt`]: '-3\n6\n' } });
  assert.match(angle, /a\.rawtlt: no mdoc section has the raw tilt angle 6\.00.*a\.mdoc/);
  assert.match(await errorOf({ found: { collection_metadata: [] } }), /raw tilt angles need an mdoc/);
  const ctf = await errorOf({ written: { [`${base}/TS_001_CTFFIND_ctf.txt`]: '2 20000\n' } });
  assert.match(ctf, /ctf\.txt:1: wrong number of columns/);
});

test('takes 1 Å of a header for no pixel spacing', async () => {
  const unset = { ...header, voxelSize: { x: 1, y: 1, z: 1 } };
  const failed = await Promise.resolve(describe(stack(), { header: unset })).catch((error: unknown) =>
    describeError(error),
  );
  assert.match(
    String(failed),
    /no pixel spacing: .*found 1 Å in the header, as programs write that know none/,
  );
  const configured = await describe(stack({ pixel_spacing: 2.5 }), { header: unset });
  assert.is(toPlain(configured?.pixel_spacing ?? null), 2.5);
});

test.run();
