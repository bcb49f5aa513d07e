import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { listMessages } from '../../src/report/ingest-summary.js';

const run = (index: number) => `TS_${String(index).padStart(3, '0')}`;
const short = (index: number) => ({
  type: 'tomogram',
  run: run(index),
  message: `in/${run(index)}.rec: shorter than promised: expected ${9000 + index} bytes, found 17 bytes`,
  hint: 'copy it again',
});
const other = { type: 'gain', run: run(3), message: `in/${run(3)}.gain: not a TIFF`, hint: null };

test('tells once what is the same of many runs', () => {
  const messages = [short(1), other, ...Array.from({ length: 49 }, (_, index) => short(index + 2))];
  assert.equal(listMessages(messages), [
    '  in/TS_001.rec: shorter than promised: expected 9001 bytes, found 17 bytes',
    '    hint: copy it again',
    '    and 49 more like it: TS_002, TS_003, TS_004, TS_005, … TS_050',
    '  in/TS_003.gain: not a TIFF',
  ]);
});

test('spells out the few', () => {
  assert.equal(listMessages([short(1), short(2), short(3)]).length, 6);
  assert.equal(listMessages([]), []);
});

test('keeps apart what has another type or hint', () => {
  const alike = Array.from({ length: 8 }, (_, index) => short(index));
  const lines = listMessages([...alike, ...alike.map((message) => ({ ...message, type: 'alignment' }))]);
  assert.is(lines.filter((line) => line.includes('and 7 more like it')).length, 2);
});

test('ends after twenty kinds', () => {
  const kinds = Array.from({ length: 23 }, (_, index) => ({ ...other, message: 'a'.repeat(index + 1) }));
  const lines = listMessages(kinds);
  assert.is(lines.length, 21);
  assert.is(lines.at(-1), '  … and 3 more of other kinds');
});

test('groups messages that name no run by their numbers', () => {
  const messages = [1, 2, 3, 4].map((n) => ({ type: null, run: null, message: `line ${n}`, hint: null }));
  assert.equal(listMessages(messages), ['  line 1', '    and 3 more like it']);
});

test.run();
