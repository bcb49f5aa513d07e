import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alignmentExamples } from '../../../scripts/examples/alignment-examples.js';
import { alignmentFormats, readAlignment } from '../../../src/formats/alignment/read-alignment.js';

const test = suite('examples of alignment formats');

test('every format has one, and no other has', () => {
  assert.equal(
    Object.keys(alignmentExamples),
    alignmentFormats.map(({ name }) => name),
  );
});

for (const { name, sniff } of alignmentFormats) {
  test(`that of ${name} begins like one and is the alignment that it says`, () => {
    const { files = [], unit = 'Å' } = alignmentExamples[name] ?? {};
    assert.ok(sniff(files));
    assert.equal(
      alignmentFormats.filter((format) => format.sniff(files)).map((format) => format.name),
      [name],
    );
    for (const pixelSize of unit === 'Å' ? [2.5] : [2.5, 10]) {
      const { sections, missing } = readAlignment(files, null, { pixelSize });
      assert.is(missing, null);
      const rounded = (value: number) => Math.round(value * 1e9) / 1e9 + 0;
      assert.equal(
        sections.map(({ zIndex, tiltAngle, volumeXRotation, inPlaneRotation, xOffset, yOffset }) =>
          [zIndex, tiltAngle, volumeXRotation, ...inPlaneRotation.flat(), xOffset, yOffset].map(rounded),
        ),
        [
          [0, -3, 0, 0, -1, 1, 0, 10, -20],
          [1, 0, 0, 0, -1, 1, 0, 10, -20],
        ],
      );
    }
  });
}

test.run();
