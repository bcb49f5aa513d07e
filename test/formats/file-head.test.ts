import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rootPattern } from '../../src/formats/file-head.js';

const test = suite('roots of XML texts');

const pattern = rootPattern('<VTKFile', '<marker_set');

test('knows a root behind all that may precede it', () => {
  for (const text of [
    '<VTKFile type="PolyData">',
    '\ufeff<?xml version="1.0"?>\n<VTKFile>',
    '\xef\xbb\xbf<VTKFile>',
    '<?xml version="1.0"?>\n<!-- one > -->\n<!-- <b> -->\n<s:marker_set\n>',
    '<marker_set/>',
  ]) {
    assert.ok(pattern.test(text), text);
  }
  for (const text of [
    '<VTKFiles>',
    '<a><VTKFile></a>',
    '<!-- <VTKFile> -->',
    '<!-- a --> <b><VTKFile>',
    'VTKFile',
  ]) {
    assert.not.ok(pattern.test(text), text);
  }
});

test('looks through two hundred comments that lead to another root', () => {
  const text = `<?xml version="1.0"?>\n${'<!--by a program-->\n'.repeat(200)}`;
  assert.not.ok(pattern.test(`${text}<other>`));
  assert.not.ok(pattern.test(text));
});

test.run();
