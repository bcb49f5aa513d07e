import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/base/json-value.js';
import type { MetadataKind } from '../../src/tree/entities/documents.js';
import { SharedValues } from '../../src/validate/shared-values.js';

const test = suite('values that all runs of a dataset share');

/** Returns the exceptions among documents of one kind, which are named by letters; each is of a run of its own. */
function exceptionsAmong(
  kind: MetadataKind,
  documents: readonly JsonObject[],
  datasets = '1111',
  runs = '1234',
) {
  const values = new SharedValues();
  const noted = documents.map((document, at) => {
    const place = { entity: 'annotation', dataset: datasets[at] ?? null, run: runs[at] ?? null };
    const value = { deposition_id: 1, ...document };
    return { ...place, kind, problem: null, path: 'dcba'[at] ?? '', size: 0, value };
  });
  for (const run of new Set(runs)) values.note(noted.filter((each) => each.run === run));
  return values.exceptions;
}

const annotation = (values: JsonObject) => ({ annotation_ingest_id: 'membranes', version: 1, ...values });
const [usual, other] = [{ release_date: '2025-04-01' }, { release_date: '2025-05-01' }];
const dated = (...dates: readonly JsonObject[]) => dates.map((each) => annotation({ dates: each }));

test('the value of one file that all others have not is reported', () => {
  assert.equal(exceptionsAmong('annotation_metadata', dated(usual, other, usual)), [
    {
      path: 'c',
      message: 'dates differs from that of the 2 others of its entry',
      found: '{"release_date":"2025-05-01"}',
      expected: '{"release_date":"2025-04-01"}',
    },
  ]);
});

test('two files, two exceptions and three values tell nothing', () => {
  assert.equal(exceptionsAmong('annotation_metadata', dated(usual, other)), []);
  assert.equal(exceptionsAmong('annotation_metadata', dated(usual, other, other, usual)), []);
  assert.equal(exceptionsAmong('annotation_metadata', dated(usual, usual, other, {})), []);
});

test('a missing value is one, too', () => {
  const found = exceptionsAmong('annotation_metadata', [...dated(usual, usual), annotation({})]);
  assert.equal(
    found.map(({ path, found }) => [path, found]),
    [['b', 'null']],
  );
});

test('other entries, datasets and depositions have other values', () => {
  for (const own of [{ annotation_ingest_id: 'vesicles' }, { deposition_id: 2 }])
    assert.equal(
      exceptionsAmong('annotation_metadata', [...dated(usual, usual), annotation({ dates: other, ...own })]),
      [],
    );
  assert.equal(exceptionsAmong('annotation_metadata', dated(usual, usual, other), '112'), []);
});

test('two entries that look alike are not compared, nor annotations without the name of their entry', () => {
  const versions = [1, 1, 1, 2].map((tomogram_version) => ({ processing: 'raw', tomogram_version }));
  assert.is(exceptionsAmong('tomogram_metadata', versions).length, 1);
  assert.equal(exceptionsAmong('tomogram_metadata', versions, '1111', '1233'), []);
  const unnamed = dated(usual, usual, other).map(({ annotation_ingest_id: _, ...rest }) => rest);
  assert.equal(exceptionsAmong('annotation_metadata', unnamed), []);
});

test('a tilt series with two other values is of an entry of its own, an annotation is not', () => {
  const series = [3e5, 3e5, 2e5].map((acceleration_voltage, run) => ({
    acceleration_voltage,
    pixel_spacing: run === 2 ? 2.68 : 1.35,
  }));
  assert.equal(exceptionsAmong('tiltseries_metadata', series), []);
  const spacings = [2.68, 1.35, 1.35].map((pixel_spacing) => ({ pixel_spacing }));
  assert.equal(exceptionsAmong('tiltseries_metadata', spacings), []);
  const annotations = [1, 1, 2].map((version) =>
    annotation({ version, annotation_method: `method ${version}` }),
  );
  assert.is(exceptionsAmong('annotation_metadata', annotations).length, 2);
});

test('the annotation of one entry is compared at each voxel spacing', () => {
  const values = new SharedValues();
  for (const run of ['A', 'B', 'C'])
    values.note(
      [10, 20].map((spacing) => ({
        path: `1/${run}/Reconstructions/VoxelSpacing${spacing}.000/Annotations/100/membrane-1.0.json`,
        ...{ entity: 'annotation', dataset: '1', run, kind: 'annotation_metadata', problem: null, size: 0 },
        value: annotation({ method_type: run === 'B' && spacing === 20 ? 'manual' : 'automated' }),
      })),
    );
  assert.equal(
    values.exceptions.map(({ path, found }) => `${path?.slice(0, 40)} ${found}`),
    ['1/B/Reconstructions/VoxelSpacing20.000/A "manual"'],
  );
});

test('annotations of runs that have one voxel spacing each are compared whatever it is', () => {
  const values = new SharedValues();
  for (const [index, run] of ['A', 'B', 'C'].entries())
    values.note([
      {
        path: `1/${run}/Reconstructions/VoxelSpacing1${index}.000/Annotations/100/membrane-1.0.json`,
        ...{ entity: 'annotation', dataset: '1', run, kind: 'annotation_metadata', problem: null, size: 0 },
        value: annotation({ method_type: run === 'B' ? 'manual' : 'automated' }),
      },
    ]);
  assert.equal(
    values.exceptions.map(({ found }) => found),
    ['"manual"'],
  );
});

test('values that differ from run to run are not compared', () => {
  const qualities = [5, 5, 1].map((tilt_series_quality) => ({ tilt_series_quality }));
  assert.equal(exceptionsAmong('tiltseries_metadata', qualities), []);
  const voltages = [3e5, 3e5, 2e5].map((acceleration_voltage) => ({ acceleration_voltage }));
  assert.is(exceptionsAmong('tiltseries_metadata', voltages).length, 1);
  const corrected = [false, true, false].map((is_gain_corrected) => ({ is_gain_corrected }));
  assert.equal(
    exceptionsAmong('frames_metadata', corrected).map(({ path }) => path),
    ['c'],
  );
});

test('a long value is shown from just before its first difference', () => {
  const people = ['Ada', 'Ada', 'Bo'].map((name) => ({
    annotation_ingest_id: 'membranes',
    authors: [...'abcdefghijkl', name].map((each) => ({ name: `${each} Rivera` })),
  }));
  const [found] = exceptionsAmong('annotation_metadata', people);
  assert.match(found?.found ?? '', /"Bo Rivera"/);
  assert.match(found?.expected ?? '', /"Ada Rivera"/);
  assert.ok((found?.found ?? '').length <= 80);
});

test.run();
