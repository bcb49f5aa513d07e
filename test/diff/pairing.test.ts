import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isRenamed, pairAssets, pairInRounds } from '../../src/diff/pairing.js';
import type { Layout } from '../../src/tree/layout/path-templates.js';
import { classifyFile, UnitAssets } from '../../src/tree/tree-file.js';

const test = suite('pairing');

const assets = (layout: Layout, ...paths: string[]) =>
  new UnitAssets(paths.map((key) => classifyFile({ key, size: 1 }, layout))).all;

test('rounds pair what is alone in its name on both sides', () => {
  const { pairs, onlyA, onlyB } = pairInRounds(
    ['a1', 'b1', 'c1', 'c2'],
    ['a1', 'b2', 'c3'],
    [(name) => name, (name) => name[0] ?? null],
  );
  assert.equal(pairs, [
    { a: 'a1', b: 'a1' },
    { a: 'b1', b: 'b2' },
  ]);
  assert.equal([onlyA, onlyB], [['c1', 'c2'], ['c3']]);
});

test('files that layouts name differently are paired by what they are', () => {
  const run = '10/TS';
  const a = assets('documented', `${run}/Alignments/100/old_name.xf`, `${run}/Alignments/100/old_name.tlt`);
  const b = assets('portal', `${run}/Alignments/100/TS.xf`, `${run}/Alignments/100/TS.tlt`);
  const { pairs, onlyA, onlyB } = pairAssets(a, b);
  assert.equal(
    pairs.map((pair) => [pair.a.path, pair.b.path]),
    [
      [`${run}/Alignments/100/old_name.xf`, `${run}/Alignments/100/TS.xf`],
      [`${run}/Alignments/100/old_name.tlt`, `${run}/Alignments/100/TS.tlt`],
    ],
  );
  assert.equal([...onlyA, ...onlyB], []);
  assert.not.ok(pairs.some((pair) => isRenamed(pair.a, pair.b)));
});

test('gains are paired with and without the suffix, and when their format changed', () => {
  const [a] = assets('documented', '10/TS/Gains/ref_gain.mrc');
  const [b] = assets('portal', '10/TS/Gains/ref_gain.dm4');
  assert.is(pairAssets([a as NonNullable<typeof a>], [b as NonNullable<typeof b>]).pairs.length, 1);
});

test('captions are paired by what they describe, whatever the name of the object', () => {
  const annotation = '10/TS/Reconstructions/VoxelSpacing10.000/Annotations/100';
  const a = assets(
    'documented',
    `${annotation}/cell-1.0_globalcaption.json`,
    `${annotation}/cell-1.0_point_caption.json`,
  );
  const b = assets(
    'portal',
    `${annotation}/cyte-1.0_globalcaption.json`,
    `${annotation}/cyte-1.0_point_caption.json`,
  );
  const { pairs } = pairAssets(a, b);
  assert.equal(
    pairs.map((pair) => [pair.a.variables.caption, pair.b.variables.caption, isRenamed(pair.a, pair.b)]),
    [
      ['globalcaption', 'globalcaption', true],
      ['point_caption', 'point_caption', true],
    ],
  );
});

test('a frame of another name is another frame', () => {
  const a = assets('documented', '10/TS/Frames/a.tif');
  const b = assets('documented', '10/TS/Frames/b.tif');
  assert.is(pairAssets(a, b).pairs.length, 0);
});

test.run();
