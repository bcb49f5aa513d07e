import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/base/messages.js';
import type { PlannedOutput } from '../../../src/pipeline/import-result.js';
import { Claims } from '../../../src/pipeline/publish/claims.js';
import { makeEntry, makeSource } from '../support/make-context.js';
import { makeItem } from '../support/make-item.js';

const test = suite('claims');

const output = (path: string, from: string): PlannedOutput => ({ path, from, bytes: null });

test('lets an item claim its outputs again', () => {
  const claims = new Claims();
  const gain = makeItem('gain', 'a');
  claims.claim(gain, [output('10/run/Gains/a.mrc', 'in/a.mrc')]);
  claims.claim(gain, [output('10/run/Gains/a.mrc', 'in/a.mrc')]);
});

test('refuses a second source for an output and names both', () => {
  const claims = new Claims();
  claims.claim(makeItem('gain', 'a'), [output('10/run/Gains/x.mrc', 'in/a.mrc')]);
  try {
    claims.claim(makeItem('gain', 'b'), [output('10/run/Gains/x.mrc', 'in/b.mrc')]);
    assert.unreachable();
  } catch (error) {
    assert.is(
      describeError(error),
      '10/run/Gains/x.mrc: gain b: two sources for one output: expected one source (in/a.mrc), found another (in/b.mrc)',
    );
  }
});

test('refuses two files of one item under one name', () => {
  const claims = new Claims();
  const frames = makeItem('frame', 'a');
  assert.throws(
    () =>
      claims.claim(frames, [
        output('10/run/Frames/x.mrc', 'in/1/x.mrc'),
        output('10/run/Frames/x.mrc', 'in/2/x.mrc'),
      ]),
    'two sources for one output',
  );
});

test('refuses two sources of one annotation that read the same file, and names their lines', () => {
  const claims = new Claims();
  const annotation = makeItem('annotation', 'a');
  const planned = (line: number): PlannedOutput => ({
    ...output('10/run/a.ndjson', 'in/a.csv'),
    source: makeSource({
      location: { file: 'config.yaml', line, keyPath: `annotations[0].sources[${line - 7}]` },
    }),
  });
  const first = planned(7);
  claims.claim(annotation, [first]);
  claims.claim(annotation, [first]);
  try {
    claims.claim(annotation, [first, planned(8)]);
    assert.unreachable();
  } catch (error) {
    assert.is(
      describeError(error),
      '10/run/a.ndjson: annotation a: two sources for one output: ' +
        'expected one source (in/a.csv, annotations[0].sources[0] in line 7), ' +
        'found another (in/a.csv, annotations[0].sources[1] in line 8)',
    );
  }
});

test('refuses a second item with the identifier of another in its container, and names both entries', () => {
  const claims = new Claims();
  const spacing = makeItem('voxel_spacing', '10.000');
  const annotation = (line: number, id: number) =>
    makeItem('annotation', 'a', {
      parent: spacing,
      id,
      files: [`in/${line}.csv`],
      entry: { ...makeEntry({}), location: { file: 'config.yaml', line, keyPath: `annotations[${line}]` } },
    });
  const first = annotation(1, 100);
  claims.claimIdentity(first);
  claims.claimIdentity(first);
  claims.claimIdentity(annotation(2, 101));
  claims.claimIdentity(makeItem('annotation', 'a', { parent: makeItem('voxel_spacing', '20.000'), id: 100 }));
  claims.claimIdentity({ ...annotation(4, 100), origin: 'output' });
  try {
    claims.claimIdentity(annotation(3, 100));
    assert.unreachable();
  } catch (error) {
    assert.is(
      describeError(error),
      'config.yaml:3: annotation a: annotations[3]: two annotation items with one identity: both would be published as one: ' +
        'expected another identity (deposition_id, annotation_ingest_id, alignment_metadata_path) than that of a (in/1.csv), annotations[1] in line 1, ' +
        'found the same, of a (in/3.csv), annotations[3] in line 3; annotation_id 100 of both',
    );
  }
});

test('forgets the claims below a finished run', () => {
  const claims = new Claims();
  claims.claim(makeItem('gain', 'a'), [output('10/run/Gains/x.mrc', 'in/a.mrc')]);
  claims.release('10/run/');
  claims.claim(makeItem('gain', 'b'), [output('10/run/Gains/x.mrc', 'in/b.mrc')]);
});

test('forgets the items of a finished run', () => {
  const claims = new Claims();
  const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
  const alignment = () => ({ ...makeItem('alignment', 'a', { parent: run }), id: 100 });
  claims.claimIdentity(alignment());
  assert.throws(() => claims.claimIdentity(alignment()), /two alignment items with one identity/);
  claims.release('10/TS_001/', run);
  claims.claimIdentity(alignment());
});

test.run();
