import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../../src/base/errors.js';
import { toPlain } from '../../../src/base/json-value.js';
import { perSectionParameters } from '../../../src/tree/metadata/derived-records.js';

const test = suite('perSectionParameters');

const sections = [
  { ZValue: 0, TiltAngle: 0.001 },
  { ZValue: 1, TiltAngle: 3.0012 },
  { ZValue: 2, TiltAngle: -2.998 },
];
const paths = { rawtlt: 'out/a.rawtlt', mdoc: 'out/a.mdoc' };
const row = {
  section: 2,
  defocus1: 20000.5,
  defocus2: 19000,
  azimuth: 12,
  phaseShift: 0,
  crossCorrelation: 0.1,
};

test('has one record an angle, with the mdoc section of that angle and the CTF row of that section', () => {
  const records = perSectionParameters([-3, 0, 3], sections, [{ ...row, maxResolution: 8.5 }], paths);
  const unmeasured = {
    astigmatic_angle: null,
    cross_correlation: null,
    major_defocus: null,
    max_resolution: null,
    minor_defocus: null,
    phase_shift: null,
  };
  assert.equal(records.map(toPlain), [
    { z_index: 0, frame_acquisition_order: 2, raw_angle: -2.998, ...unmeasured },
    {
      z_index: 1,
      frame_acquisition_order: 0,
      raw_angle: 0.001,
      astigmatic_angle: 12,
      cross_correlation: 0.1,
      major_defocus: 20000.5,
      max_resolution: 8.5,
      minor_defocus: 19000,
      phase_shift: 0,
    },
    { z_index: 2, frame_acquisition_order: 1, raw_angle: 3.0012, ...unmeasured },
  ]);
});

test('rows of a table in order of acquisition go to the sections of their tilts', () => {
  const rows = [0, 3, -3].map((tilt, at) => ({ ...row, section: at + 1, tilt, defocus1: 20_000 + tilt }));
  const defoci = (angles: number[], taken = rows) =>
    perSectionParameters(angles, sections, taken, paths).map(({ major_defocus }) =>
      toPlain(major_defocus ?? null),
    );
  assert.equal(defoci([-3, 0, 3]), [19_997, 20_000, 20_003]);
  assert.equal(defoci([0, 3, -3]), [20_000, 20_003, 19_997]);
  // A section that was left out of the table.
  assert.equal(defoci([-3, 0, 3], rows.slice(1)), [19_997, null, 20_003]);
  // Tilts of no section: the numbers count.
  assert.equal(
    defoci(
      [-3, 0, 3],
      rows.map((each) => ({ ...each, tilt: each.tilt + 40 })),
    ),
    [20_000, 20_003, 19_997],
  );
});

test('writes angles and CTF values as floats', () => {
  const [record] = perSectionParameters([0], sections, [{ ...row, section: 1 }], paths);
  assert.is(String(record?.minor_defocus), '19000.0');
  assert.is(String(record?.phase_shift), '0.0');
  assert.is(record?.max_resolution, null);
});

test('fails on an angle that no section has', () => {
  assert.throws(
    () => perSectionParameters([0, 6], sections, [], paths),
    (error: unknown) =>
      error instanceof FormatError && error.facts.path === 'out/a.rawtlt' && /6\.00/.test(error.message),
  );
});

test.run();
