import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { matchRuns, prefixesOf, UnitFilter } from '../../src/tree/selection.js';
import { datasetPlace, runPlace } from '../../src/tree/units.js';

const test = suite('selections of a tree');

test('runs are chosen by globs, and globs without a run are told', () => {
  const filter = new UnitFilter({ datasets: null, runs: ['TS_*', 'grid[12]', 'none'], runDirectory: null });
  const names = ['TS_1', 'grid1', 'grid3'];
  assert.equal(
    names.map((name) => filter.takes(runPlace('10', name))),
    [true, true, false],
  );
  assert.ok(filter.takes(datasetPlace('10')));
  assert.equal(filter.unmatched, ['none']);
  assert.equal(names.map(matchRuns(['grid?'])), [false, true, true]);
  assert.ok(matchRuns([])('any'));
});

test('only what is selected is listed', () => {
  const all = { datasets: null, runs: null, runDirectory: null };
  assert.equal(prefixesOf(all), ['']);
  assert.equal(prefixesOf({ ...all, datasets: ['11', '10'] }), ['10', '11']);
  assert.equal(prefixesOf({ datasets: ['10'], runs: null, runDirectory: '10/TS' }), ['10/TS']);
  assert.not.ok(new UnitFilter({ ...all, runDirectory: '10/TS' }).takes(datasetPlace('10')));
});

test.run();
