import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  implausible,
  implausibleDefocus,
  type QuantityName,
} from '../../../src/tree/metadata/plausible-values.js';

const test = suite('plausible values of physical quantities');

const cases: readonly (readonly [quantity: QuantityName, value: number, expected: string | null])[] = [
  ['acceleration_voltage', 300_000, null],
  ['acceleration_voltage', 300, '60000 to 1300000 V; 300 kV would be 300000 V'],
  ['acceleration_voltage', 3_000_000, '60000 to 1300000 V'],
  ['spherical_aberration_constant', 2.7, null],
  ['spherical_aberration_constant', 2700, '0.01 to 10 mm; 2700 µm would be 2.7 mm'],
  ['spherical_aberration_constant', 0.0027, '0.01 to 10 mm; 0.0027 m would be 2.7 mm'],
  ['pixel_spacing', 0.632, null],
  ['pixel_spacing', 0.135, '0.3 to 500 Å; 0.135 nm would be 1.35 Å'],
  ['pixel_spacing', 1.35e-10, '0.3 to 500 Å; 1.35e-10 m would be 1.35 Å'],
  ['total_flux', 120, null],
  ['total_flux', 12_000, '0.1 to 2000 e/Å²; 12000 e/nm² would be 120 e/Å²'],
  ['dose_rate', 26.3, null],
  ['defocus', 5.34, '100 to 500000 Å; 5.34 µm would be 53400 Å'],
  ['defocus', 53_400, null],
  ['phase_shift', 90, '0 to 6.28319 radians; 90 degrees would be 1.5708 radians'],
  ['phase_shift', Math.PI, null],
];

test('a number in another unit is told with the unit that it fits', () => {
  for (const [quantity, value, expected] of cases) {
    assert.is(implausible(quantity, value)?.expected ?? null, expected, `${quantity} ${value}`);
  }
});

test('defocus is judged by the middle of its sections, and zeros are no estimate', () => {
  assert.is(implausibleDefocus([5.2, 5.34, 60_000])?.found, '5.34 Å in the middle of 3 sections');
  assert.is(implausibleDefocus([52_000, 3, 60_000]), null);
  assert.is(implausibleDefocus([0, 0, 0]), null);
  assert.is(implausibleDefocus([]), null);
  assert.is(implausibleDefocus([-30_000, -31_000]), null);
});

test.run();
