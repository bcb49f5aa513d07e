import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AlignmentSection } from '../../../src/formats/alignment/alignment-section.js';
import { readAlignment } from '../../../src/formats/alignment/read-alignment.js';
import { decodeText } from '../../../src/formats/text.js';
import { formatErrorOf } from '../support/facts.js';
import { corpusFile, goldenEntries } from '../support/golden.js';

const test = suite('alignments as the reference reads them');

/** `alignment imod tilt_1 xf+tlt+tilt.com` → the files of the corpus. */
function filesOf(key: string): string[] {
  const [, format, name = '', endings = ''] = key.split(' ');
  if (format === 'aretomo3') return [name];
  return endings.split('+').map((ending) => (ending.endsWith('.com') ? ending : `${name}.${ending}`));
}

function record(section: AlignmentSection): unknown {
  return {
    z_index: section.zIndex,
    tilt_angle: section.tiltAngle,
    volume_x_rotation: section.volumeXRotation,
    in_plane_rotation: section.inPlaneRotation,
    x_offset: section.xOffset,
    y_offset: section.yOffset,
  };
}

for (const [key, golden] of goldenEntries('alignment ')) {
  test(key, () => {
    const texts = filesOf(key).map((name) => {
      const path = `alignment/${name}`;
      return { path, text: decodeText(corpusFile(path), path) };
    });
    const read = () => readAlignment(texts, key.split(' ')[1]?.toUpperCase() ?? null);
    if ('error' in golden) assert.ok(formatErrorOf(read).path);
    else assert.equal(read().sections.map(record), golden.value);
  });
}

test.run();
