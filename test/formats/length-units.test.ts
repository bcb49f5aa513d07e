import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { angstromsIn, metresIn } from '../../src/formats/length-units.js';

const test = suite('units of length');

test('metric units by symbol and name', () => {
  for (const [unit, size] of [
    ['angstrom', 1],
    ['Angstrom', 1],
    ['Å', 1],
    ['yoctometer', 1e-14],
    ['picometer', 0.01],
    ['nm', 10],
    ['nanometer', 10],
    ['µm', 10_000],
    ['μm', 10_000],
    ['um', 10_000],
    ['microns', 10_000],
    ['millimetre', 1e7],
    ['centimeter', 1e8],
    ['meter', 1e10],
    ['yottameter', 1e34],
  ] as const) {
    assert.is(angstromsIn(unit), size, unit);
  }
  for (const unit of ['', 'pixel', 'second', 'inch', 'constructor', 'NM'])
    assert.is(angstromsIn(unit), null, unit);
});

test('only the units that a reader takes', () => {
  assert.is(angstromsIn('micrometer', ['nm', 'µm']), 10_000);
  assert.is(angstromsIn('mm', ['nm', 'µm']), null);
  assert.is(metresIn('nm', ['nm']), 1e-9);
  assert.is(metresIn('nanometer', ['nm']), null);
  assert.is(metresIn('m', ['nm']), null);
});

test.run();
