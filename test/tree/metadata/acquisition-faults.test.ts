import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AlignmentSection, inPlane } from '../../../src/formats/alignment/alignment-section.js';
import {
  alignedTwice,
  alignmentTypeFault,
  defocusJumps,
  farOffTilt,
  finerThanPixels,
  fluxFault,
  handFault,
  outOfTime,
  thicknessFault,
  tiltAxisFault,
} from '../../../src/tree/metadata/acquisition-faults.js';

const test = suite('faults of an acquisition');

const tilts = [-60, -30, 0, 30, 60];
const aligned = (sign: 1 | -1, turn: number, offset = 0): AlignmentSection[] =>
  tilts.map((tilt, zIndex) => ({
    zIndex,
    tiltAngle: sign * tilt + offset,
    volumeXRotation: 0,
    inPlaneRotation: inPlane(turn),
    xOffset: 0,
    yOffset: 0,
  }));

test('the hand of two alignments: tilts and rotations are judged together', () => {
  const hand = (a: AlignmentSection[], b: AlignmentSection[]) =>
    handFault(a, { sections: b, path: 'b.xf' }) !== null;
  assert.not(hand(aligned(1, 85), aligned(1, 86, 3)));
  assert.ok(hand(aligned(-1, 85), aligned(1, 86)));
  // Rz(180)·Ry(θ) = Ry(−θ)·Rz(180): both changed at once are a volume that is turned about z.
  assert.not(hand(aligned(-1, -95), aligned(1, 85)));
  assert.ok(hand(aligned(1, -95), aligned(1, 85)));
  // Axes at right angles, and too few sections, tell nothing.
  assert.not(hand(aligned(-1, 0), aligned(1, 90)));
  assert.not(hand(aligned(-1, 85).slice(0, 2), aligned(1, 85)));
  assert.match(
    handFault(aligned(-1, 85), { sections: aligned(1, 85), path: 'b.xf' })?.expected ?? '',
    'of b.xf',
  );
});

test('sections out of time', () => {
  const of = (...times: readonly (number | null)[]) =>
    outOfTime(
      times.map((time, ZValue) => ({
        ...(time === null ? {} : { DateTime: `12-Mar-24  10:0${time}:00` }),
        ...{ TiltAngle: 0, ZValue, others: {}, line: 1 },
      })),
    );
  assert.is(of(1, 2, 2, 5), null);
  assert.is(of(1, null, 0), null);
  assert.is(of(5, 1, 6, 3)?.found, 'section 1 was taken before the one above it, and 1 more');
  assert.is(of(), null);
  const sectionsOf = (...doses: readonly number[]) =>
    doses.map((PriorRecordDose) => ({ PriorRecordDose, TiltAngle: 0, others: {}, line: 1 }));
  const dosed = (...doses: readonly number[]) => outOfTime(sectionsOf(...doses));
  assert.equal([dosed(0, 3, 3, 9.5), dosed(0, 0, 0)], [null, null]);
  const resumed = sectionsOf(0, 3, 0, 3).map((section, minute) => ({
    ...section,
    DateTime: `12-Mar-24  10:0${minute}:00`,
  }));
  assert.is(outOfTime(resumed), null);
  assert.equal(
    [dosed(0, 2.5, 1, 4)?.found, dosed(0, 2.5, 1, 4)?.expected],
    ['section 2 has less of it than the one above it', 'PriorRecordDose that grows from section to section'],
  );
});

test('a defocus that jumps and comes back', () => {
  const of = (...defoci: readonly number[]) =>
    defocusJumps(
      defoci.map((defocus, index) => ({ section: index + 1, defocus1: defocus, defocus2: defocus })),
    );
  assert.is(of(30_000, 32_000, 31_000, 28_000), null);
  assert.is(of(30_000, 52_000, 31_000)?.found, '52000 Å in section 2');
  assert.is(of(30_000, 52_000, 31_000)?.expected, 'some 30000 Å, as section 1 has');
  // A series that drifts, or a second half at another defocus, has no section alone.
  assert.is(of(30_000, 45_000, 60_000, 75_000), null);
  assert.is(of(30_000, 30_000, 60_000, 60_000), null);
});

test('alignment_type, is_aligned, axis, flux, tilts, thickness and voxels', () => {
  assert.is(alignmentTypeFault('LOCAL', false)?.found, 'LOCAL');
  assert.is(alignmentTypeFault('GLOBAL', true)?.expected, 'LOCAL: patches have alignments of their own');
  for (const [type, isLocal] of [
    ['LOCAL', true],
    ['GLOBAL', false],
    ['LOCAL', null],
    [null, false],
  ] as const) {
    assert.is(alignmentTypeFault(type, isLocal), null);
  }
  assert.is(alignedTwice(true, aligned(1, 85))?.found, 'rotations of 85.0° or more');
  assert.is(alignedTwice(true, aligned(1, 0.4)), null);
  assert.is(alignedTwice(false, aligned(1, 85)), null);
  assert.is(tiltAxisFault(-95.9, 84.1)?.expected, '84.1° within 10°');
  assert.is(tiltAxisFault(-175, 184), null);
  assert.is(fluxFault(120, [60, 59.5]), null);
  assert.is(fluxFault(120, [60, 30])?.expected, '90.00 e/Å² within 1');
  assert.is(fluxFault(120, [60, null]), null);
  assert.is(farOffTilt([-57, -27, 3], [-60, -30, 0]), null);
  assert.is(farOffTilt([60, 30, 0], [0, 30, 60])?.found, '60°');
  assert.is(farOffTilt([60, 30, 0], [0, 30, 60])?.message, 'tilt 0 is far from its raw tilt');
  assert.is(
    farOffTilt([61, 31, 1], [-60, -30, 0])?.message,
    'the tilts have the opposite sign of the raw tilts',
  );
  assert.is(thicknessFault([200, 960, 928], 10), null);
  assert.match(thicknessFault([960, 200, 928], 10)?.message ?? '', 'thinner along y than along z');
  assert.match(thicknessFault([2100, 4000, 4000], 10)?.message ?? '', 'pass: 21000 Å');
  assert.is(thicknessFault([12, 4, 4], 10), null);
  assert.is(finerThanPixels(10, 12.58)?.expected, '12.58 Å or more');
  assert.is(finerThanPixels(10, 10.2), null);
});

test.run();
