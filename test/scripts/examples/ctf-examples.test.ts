import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ctfExamples } from '../../../scripts/examples/ctf-examples.js';
import { ctfFormats, parseCtf } from '../../../src/formats/ctf/ctf-formats.js';

const test = suite('examples of CTF tables');

test('every format has one, and no other has', () => {
  assert.equal(
    Object.keys(ctfExamples),
    ctfFormats.map(({ names }) => names[0]),
  );
});

for (const { names, sniff } of ctfFormats) {
  const [name] = names;
  test(`that of ${name} begins like one and is the table that it says`, () => {
    const { example = '' } = ctfExamples[name] ?? {};
    assert.ok(sniff(example));
    for (const format of [name, 'auto']) {
      const rounded = (value: number | undefined) => Math.round((value ?? Number.NaN) * 1e6) / 1e6;
      assert.equal(
        parseCtf(example, format, 'a').map(({ section, defocus1, defocus2, azimuth, phaseShift }) =>
          [section, defocus1, defocus2, azimuth, phaseShift].map(rounded),
        ),
        [
          [1, 25000, 24000, 30, 0],
          [2, 25000, 24000, 30, 0],
        ],
      );
    }
  });
}

test.run();
