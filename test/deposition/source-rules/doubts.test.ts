import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type {
  AlignmentFacts,
  MaskFacts,
  Stated,
  TiltSeriesFacts,
} from '../../../src/deposition/source-rules/rule.js';
import { sourceRules } from '../../../src/deposition/source-rules/source-rules.js';
import { parseMdoc } from '../../../src/formats/mdoc.js';

const test = suite('values that fit no other source');

const stated = <Value>(value: Value): Stated<Value> => ({ value, by: 'a file', path: 'a' });
const angles = [-9, -6, -3, 0, 3, 6, 9];

/** A tilt series of seven sections at −3 µm. */
const tiltSeries = (facts: Partial<TiltSeriesFacts>): TiltSeriesFacts => ({
  stack: stated({ shape: [7, 48, 64] } as never),
  pixelSpacing: null,
  numbers: [],
  tiltRange: null,
  mdoc: stated(
    parseMdoc(
      angles.map((angle, z) => `[ZValue = ${z}]\nTiltAngle = ${angle}\nTargetDefocus = -3\n`).join('\n'),
      'a.mdoc',
    ),
  ),
  rawTilts: null,
  hasSectionTilts: false,
  ctf: null,
  tiltAxis: null,
  tiltStep: null,
  isAligned: null,
  doseRate: null,
  alignment: null,
  compatible: 'none',
  ...facts,
});

/** Calls the check of a rule and returns what it found and expected. */
function faultOf(code: string, on: 'tiltseries' | 'alignment' | 'mask' | 'points' | 'mesh', facts: unknown) {
  const check = sourceRules.find((rule) => rule.code === code)?.checks[on] as
    | ((facts: unknown) => { readonly found?: string; readonly expected?: string } | null)
    | undefined;
  const fault = check?.(facts) ?? null;
  return fault === null ? null : [fault.found, fault.expected];
}

test('a tilt step that most increments are not', () => {
  const fault = (step: number) =>
    faultOf('SOURCE_TILT_STEP_DIFFERS', 'tiltseries', tiltSeries({ tiltStep: stated(step) }));
  assert.equal([fault(3), fault(3.04), fault(2)], [null, null, ['3°', '2°']]);
});

test('estimates of the CTF without raw tilts', () => {
  const check = sourceRules.find(({ code }) => code === 'SOURCE_CTF_UNUSED')?.checks.tiltseries;
  const ctf = stated([]);
  assert.equal(check?.(tiltSeries({ ctf })), {
    path: 'a',
    message: 'the tilt series has no .rawtlt to go with it',
  });
  for (const facts of [{}, { ctf, hasSectionTilts: true }]) assert.is(check?.(tiltSeries(facts)), null);
});

test('doses of the mdoc that fit neither each other nor the total flux', () => {
  const fault = (dose: number, prior: number, flux: number, more: object = {}, first = 0) => {
    const sections = angles.map(
      (angle, z) => `[ZValue = ${z}]\nTiltAngle = ${angle}\nExposureDose = ${dose}\n`,
    );
    const text = sections.map((each, z) => `${each}PriorRecordDose = ${first + z * prior}\n`).join('\n');
    const numbers = [{ quantity: 'total_flux', ...stated(flux) }];
    const mdoc = stated(parseMdoc(text, 'a.mdoc'));
    return faultOf('SOURCE_DOSE_UNEXPECTED', 'tiltseries', tiltSeries({ mdoc, numbers, ...more } as never));
  };
  const sum = 'about 21 e/Å², the sum of ExposureDose in 7 sections';
  assert.equal(
    [fault(3, 3, 21), fault(3, 3.4, 26), fault(3, 3, 0), fault(0, 3, 90)],
    [null, null, null, null],
  );
  assert.equal(fault(3, 6, 21), ['39 e/Å² from the first section to the last', sum]);
  assert.equal(fault(3, 3, 2100), ['2100 e/Å²', `${sum} of a`]);
  // SOURCE_TOTAL_FLUX_DIFFERS compares the flux with the dose rate.
  assert.is(fault(3, 3, 2100, { doseRate: 2.5 }), null);
  // The second series of an area.
  assert.is(fault(3, 3, 21, {}, 21), null);
  // The mdoc lacks sections, which is reported.
  const whole = { stack: stated({ shape: [14, 48, 64] }), rawTilts: stated(Array(14).fill(0)) };
  assert.is(fault(3, 3, 42, whole), null);
});

test('a defocus over focus, or ten times what was aimed at', () => {
  const fault = (defocus1: number, target = -3) => {
    const ctf = stated(angles.map((_, at) => ({ section: at + 1, defocus1, defocus2: defocus1 }) as never));
    const facts = tiltSeries({ ctf });
    const sections = facts.mdoc?.value.sections.map((each) => ({ ...each, TargetDefocus: target })) ?? [];
    const mdoc = facts.mdoc && stated({ ...facts.mdoc.value, sections });
    return faultOf('SOURCE_DEFOCUS_UNEXPECTED', 'tiltseries', { ...facts, mdoc });
  };
  for (const fine of [28_000, 7_000, 140_000, 0]) assert.is(fault(fine), null, `${fine}`);
  assert.equal(fault(2_800), [
    '2800 Å in the middle of 7 sections',
    'about 30000 Å, as TargetDefocus in a says; in nm, it would be 28000 Å',
  ]);
  assert.match(fault(310_000)?.[1] ?? '', 'a says; in Å, not nm, it would be 31000 Å');
  assert.match(fault(4_000)?.[1] ?? '', /says; in nm, it would be 40000 Å$/);
  assert.match(fault(600)?.[1] ?? '', /says$/);
  assert.equal(fault(-28_000), ['-28000 Å in the middle of 7 sections', 'above 0']);
  // Near focus, as with a phase plate.
  assert.is(fault(2_800, -0.3), null);
  // Another rule knows the unit.
  assert.is(fault(2.8), null);
});

test('a total flux that is the dose of one frame a section', () => {
  const fault = (value: number, frames: number | null, count = 41) => {
    const line = frames === null ? '' : `NumSubFrames = ${frames}\n`;
    const text = Array.from({ length: count }, (_, z) => `[ZValue = ${z}]\nTiltAngle = ${z}\n${line}`).join(
      '\n',
    );
    const numbers = [{ ...stated(value), quantity: 'total_flux' } as const];
    const facts = tiltSeries({ numbers, mdoc: stated(parseMdoc(text, 'a.mdoc')) });
    return faultOf('SOURCE_FLUX_OF_FRAMES', 'tiltseries', facts);
  };
  assert.equal(fault(12.3, 10), [
    '12.3 e/Å² in 41 sections of 10 frames',
    'about 123 e/Å², if this is the dose of one frame a section',
  ]);
  // A usual dose, many sections of a low one, single images, a dose that is low with all frames, and frames of EER.
  const fine = [
    fault(123, 10),
    fault(60, 6, 121),
    fault(12.3, null),
    fault(12.3, 1),
    fault(2, 5),
    fault(0, 10),
    fault(25, 245),
  ];
  assert.equal(fine, Array(7).fill(null));
});

test('a mesh off by its binning has the factors that bring it inside', () => {
  const mesh = (high: number, size: readonly [number, number, number]) => {
    const extent = { lower: [12, 12, 12], upper: [high, high, high] };
    return faultOf('SOURCE_MESH_OUT_OF_BOUNDS', 'mesh', {
      ...{ mesh: stated({}), extent, bounds: size, scale: 1, spacing: 10.8, pixelSpacing: 2.7 },
    })?.[0]?.split('; ')[1];
  };
  assert.is(
    mesh(36, [10, 12, 16]),
    'as Å, with scale_factor: 0.0925926, all of it is inside, or as pixels of the tilt series, with scale_factor: 0.25',
  );
  assert.is(mesh(900, [10, 12, 16]), undefined);
});

test('an alignment of images of another size', () => {
  const fault = (imageSize: readonly [number, number] | null) => {
    const alignment = stated({ sections: [], missing: null, imageSize });
    const facts: Partial<AlignmentFacts> = { alignment, tiltSeries: tiltSeries({}) };
    return faultOf('SOURCE_ALIGNED_SIZE_DIFFERS', 'alignment', facts);
  };
  assert.equal([fault(null), fault([64, 48]), fault([65, 48])], [null, null, null]);
  assert.equal(fault([128, 96]), ['128 × 96 pixels', '64 × 48, as a file in a']);
});

test('what tilt.com adds and the configuration does not say', () => {
  const check = sourceRules.find(({ code }) => code === 'SOURCE_ALIGNMENT_OFFSET_MISSING')?.checks.alignment;
  const added = new Map([
    ['x_rotation_offset', 'XAXISTILT 1.2'],
    ['volume_offset', 'SHIFT 0 6.5'],
  ] as const);
  const found = (offsets: AlignmentFacts['offsets']) => {
    const own = stated({ sections: [], missing: null, added });
    const faults = check?.({ own, offsets } as never);
    return faults == null || 'message' in faults ? null : [...faults].map((fault) => fault.found);
  };
  assert.equal(found([]), ['XAXISTILT 1.2', 'SHIFT 0 6.5']);
  assert.equal(found(['volume_offset', 'tilt_offset']), ['XAXISTILT 1.2']);
  assert.equal(found(['volume_offset', 'x_rotation_offset']), []);
});

test('points that a binning moves into a corner', () => {
  const found = (facts: object) =>
    faultOf('SOURCE_POINTS_IN_CORNER', 'points', {
      ...{
        file: stated('a.csv'),
        count: 10,
        bounds: [20, 30, 40],
        reach: 0.24,
        binning: 4,
        optics: null,
        ...facts,
      },
    });
  assert.equal(found({}), ['binning: 4', 'a smaller one: 1 puts all 10 inside as well']);
  const others = [
    { count: 9 },
    { binning: 3, count: 99 },
    { reach: 0.26 },
    { reach: Number.POSITIVE_INFINITY },
    { binning: 1 },
    { bounds: null },
    { statedPixel: 2 },
    { optics: { size: 2, column: 'rlnTomoTiltSeriesPixelSize', binning: 4 } },
  ];
  assert.equal(
    others.map(found),
    others.map(() => null),
  );
});

test('points of one binning at several voxel spacings', () => {
  const found = (facts: object) =>
    faultOf('SOURCE_POINTS_OF_SEVERAL_SPACINGS', 'points', {
      ...{ file: stated('a.csv'), count: 3, outside: 0, binning: 2, ...facts },
    });
  assert.equal(found({ spacings: [13.48, 26.96] }), [
    'binning: 2 at 13.48 and 26.96 Å',
    'a source for each voxel spacing',
  ]);
  assert.equal(
    [found({}), found({ spacings: [13.48] }), found({ spacings: [13.48, 26.96], outside: 1 })],
    [null, null, null],
  );
});

test('a mask whose header has another voxel size than its tomogram gives it', () => {
  const fault = (voxelSize: number | null, mask: MaskFacts['mask']['value']) =>
    faultOf('SOURCE_MASK_SPACING_DIFFERS', 'mask', {
      mask: stated(mask),
      volumes: [[16, 24, 32]],
      isRescaled: true,
      voxelSize,
      spacing: 7.84,
    } satisfies MaskFacts);
  assert.equal(
    [fault(null, [16, 24, 32]), fault(7.8, [16, 24, 32]), fault(15.68, [8, 12, 16])],
    [null, null, null],
  );
  assert.equal(fault(15.68, [16, 24, 32]), ['15.68 Å', '7.84 Å, for 32 × 24 × 16 voxels (x, y, z)']);
});

test('frames that the mdoc does not name', () => {
  const check = sourceRules.find(({ code }) => code === 'SOURCE_FRAMES_UNNAMED')?.checks.frame;
  const found = (names: readonly string[], SubFramePath?: string) => {
    const mdoc = stated({ globals: {}, titles: [], sections: [{ SubFramePath }, {}] } as never);
    const fault = check?.({ frames: stated(names), mdoc } as never);
    return fault == null || !('message' in fault) ? null : fault.expected;
  };
  assert.is(found(['a_1.tif', 'a_2.tif']), 'names such as a_1.tif');
  assert.is(found(['a_1.tif', 'a_2.tif'], 'X:\\a_1.tif'), null);
  assert.is(found([]), null);
});

test('a mesh of which half lies outside', () => {
  const check = sourceRules.find(({ code }) => code === 'SOURCE_MESH_HALF_OUTSIDE')?.checks.mesh;
  const isTold = (lower: readonly number[], upper: readonly number[]) =>
    check?.({ mesh: stated({}), extent: { lower, upper }, bounds: [20, 40, 60] } as never) !== null;
  assert.not(isTold([5, 5, 5], [55, 35, 15]));
  assert.not(isTold([-20, 0, -4], [70, 40, 20]), 'a surface that protrudes');
  assert.not(isTold([5, 5, 0], [55, 35, 0.5]), 'a flat one at the border');
  assert.ok(isTold([-25, -15, -5], [25, 15, 5]), 'counted from the centre');
  assert.ok(isTold([5, 5, 5], [15, 35, 55]), 'z, y, x');
});

test.run();
