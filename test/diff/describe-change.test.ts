import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Change, type ChangeKind, changeKinds, describeChange } from '../../src/diff/change.js';

const test = suite('changes in words');

const describe = (change: Partial<Change>) =>
  describeChange({
    kind: 'value',
    severity: 'science',
    at: null,
    a: null,
    b: null,
    files: { a: null, b: null },
    ...change,
  });

test('where, what, both sides and measures', () => {
  const cases: [Partial<Change>, string][] = [
    [{ at: 'voxel_spacing', a: '10.0', b: '10.5', facts: { largest: 0.5 } }, 'voxel_spacing: 10.0 → 10.5'],
    [{ kind: 'key-removed', at: 'tag', a: '"x"' }, 'tag: key only in A: "x"'],
    [{ kind: 'renumbered', a: '101', b: '100' }, 'renumbered: 101 → 100'],
    [
      {
        kind: 'voxels',
        at: 'level 0',
        a: '1',
        b: '1.001',
        facts: {
          voxels: 1000,
          different: 3,
          beyond: 1,
          largest: 0.001,
          largestRelative: 0.000999,
          rms: 0.0000316227766,
          nanMismatches: 2,
          zyx: [1, 2, 3],
        },
      },
      'level 0: voxels differ, 3 of 1000, 1 beyond the tolerance, largest |Δ| 0.001 at z 1, y 2, x 3, relative 0.000999, rms of Δ 0.0000316228, 2 numbers against NaN: 1 → 1.001',
    ],
    [
      {
        kind: 'points-moved',
        a: 'x 1, y 2, z 3',
        b: 'x 1.5, y 2, z 3',
        facts: { points: 1, of: 20, farthestVoxels: 0.5 },
      },
      'points moved, 1 of 20, at most by 0.5 voxels: x 1, y 2, z 3 → x 1.5, y 2, z 3',
    ],
    [
      { kind: 'points-rotated', facts: { points: 2, of: 9, largestDegrees: 1 } },
      'points turned, 2 of 9, at most by 1°',
    ],
    [
      { kind: 'mask', at: 'level 0', a: '10 voxels', b: '9 voxels', facts: { dice: 0.947368, labels: 1 } },
      'level 0: mask differs, Dice 0.947368, 1 label changed: 10 voxels → 9 voxels',
    ],
    [
      {
        kind: 'segment-voxels',
        at: 'data',
        a: '0',
        b: '2',
        facts: { voxels: 90, different: 3, zyx: [1, 2, 3] },
      },
      'data: labels of voxels differ, 3 of 90, the first at z 1, y 2, x 3: 0 → 2',
    ],
    [
      { at: 'property color', a: '1,2,3', b: '4,5,6', facts: { points: 1, of: 20 } },
      'property color: 1 of 20 points: 1,2,3 → 4,5,6',
    ],
    [
      { kind: 'mesh', a: 'm', b: 'n', facts: { mean: 0.1, largest: 0.5 } },
      'mesh differs, vertices at most 0.5 apart, 0.1 on average: m → n',
    ],
    [
      { kind: 'picture', facts: { pixels: 4, of: 100, largest: 17 } },
      'pixels differ, 4 of 100, at most by 17 of 255',
    ],
    [
      { kind: 'lines', at: 'line 2', a: 'x', b: 'y', facts: { lines: 3 } },
      'line 2: lines differ, 3 lines: x → y',
    ],
    [
      { kind: 'unreadable', b: 'B/a.mrc: the file is empty' },
      'could not be compared: B/a.mrc: the file is empty',
    ],
  ];
  for (const [change, text] of cases) assert.is(describe(change), text);
});

test('every kind says something', () => {
  for (const kind of Object.keys(changeKinds) as ChangeKind[])
    assert.ok(describe({ kind, at: 'here', a: 'x', b: 'y' }).length > 10, kind);
});

test.run();
