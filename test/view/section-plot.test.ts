import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anglePicture, sectionPlots, shiftPlots } from '../../src/view/section-plot.js';

const test = suite('plots of tilt series');

const section = (angle: number) => ({ angle, dose: null, defocus: null });

test('a name is text, whatever it holds', () => {
  for (const picture of [anglePicture, sectionPlots]) {
    const html = picture([section(1), section(2)], 'TS"><h1>x');
    assert.match(html, 'TS&quot;&gt;&lt;h1&gt;x: 1 to 2"');
    assert.not.match(html, '<h1>');
  }
});

test('any number of sections has a plot', () => {
  const html = anglePicture(
    Array.from({ length: 200_000 }, (_, index) => section(index)),
    'TS_1',
  );
  assert.match(html, 'tilt angles of TS_1: 0 to 200000"');
});

test('an alignment has the shifts of its sections', () => {
  const sections = [{ x_offset: 1.5, y_offset: -2 }, { x_offset: 4 }];
  const html = shiftPlots({ per_section_alignment_parameters: sections }, 'alignment 100');
  assert.match(html, 'aria-label="shift in x (pixels) by section of alignment 100: 1.5 to 4"');
  assert.match(html, 'aria-label="shift in y (pixels) by section of alignment 100: −2 to −2"');
  assert.is(shiftPlots({}, 'alignment 100'), '');
});

test.run();
