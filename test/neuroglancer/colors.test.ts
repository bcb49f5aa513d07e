import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { annotationColors, formatHex, labelColors, type Rgb } from '../../src/neuroglancer/colors.js';

const test = suite('annotation colours');

const spread = ([red, green, blue]: Rgb) => Math.max(red, green, blue) - Math.min(red, green, blue);
const distance = (first: Rgb, second: Rgb) =>
  Math.hypot(...first.map((component, index) => component - (second[index] ?? 0)));

test('formats a colour as CSS does', () => {
  assert.is(formatHex([0, 10, 255]), '#000aff');
});

test('an annotation keeps its colour when others are added after it', () => {
  const before = annotationColors(['ribosome', 'membrane']);
  const after = annotationColors(['ribosome', 'membrane', 'proteasome', 'vesicle']);
  assert.equal(after.slice(0, 2), before);
});

test('a dozen annotations are told apart, even those of one object, and none is grey', () => {
  const names = [
    'ribosome',
    'ribosome',
    'ribosome',
    'membrane',
    'actin',
    'actin',
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
  ];
  const colors = annotationColors(names);
  assert.is(colors.length, 12);
  for (const [index, color] of colors.entries()) {
    assert.ok(spread(color) > 90, `${formatHex(color)} is grey`);
    for (const other of colors.slice(0, index)) {
      assert.ok(distance(color, other) > 40, `${formatHex(color)} and ${formatHex(other)}`);
    }
  }
});

test('labels have colours of their own', () => {
  const colors = labelColors('vesicle', [1, 2, 3, 70_000]);
  assert.equal([...colors.keys()], [1, 2, 3, 70_000]);
  assert.is(new Set([...colors.values()].map(formatHex)).size, 4);
});

test.run();
