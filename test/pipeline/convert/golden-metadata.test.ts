import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toPlain } from '../../../src/base/json-value.js';
import { parseAngleList } from '../../../src/formats/alignment/alignment-section.js';
import { readAlignment } from '../../../src/formats/alignment/read-alignment.js';
import { parseCtf } from '../../../src/formats/ctf/ctf-formats.js';
import { parseMdoc } from '../../../src/formats/mdoc.js';
import { requireKeys } from '../../../src/formats/mdoc-sections.js';
import { frameDoses, perSectionParameters } from '../../../src/tree/metadata/derived-records.js';
import { sharedPath, testShared } from '../../support/shared.js';

const test = suite('section metadata of the made deposition');

function source(path: string): { path: string; text: string } {
  return { path, text: readFileSync(sharedPath('golden/made-1/source/dep1', path), 'utf8') };
}

function expected(path: string): Record<string, unknown> {
  const file = sharedPath('golden/made-1/expected-metadata/10998/TS_001', path);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

function mdocSections() {
  const { path, text } = source('metadata/TS_001.mdoc');
  return requireKeys(parseMdoc(text, path), ['ZValue', 'TiltAngle', 'ExposureTime'], path);
}

testShared(test, 'frames: doses and files', () => {
  const { frames } = expected('Frames/frames_metadata.json') as {
    frames: { acquisition_order: number; exposure_dose: number; accumulated_dose: number; path: string }[];
  };
  assert.equal(
    frameDoses(mdocSections(), 2.38).map((dose) => ({
      ...dose,
      fileName: `10998/TS_001/Frames/${dose.fileName}`,
    })),
    frames.map((frame) => ({
      acquisitionOrder: frame.acquisition_order,
      exposureDose: frame.exposure_dose,
      accumulatedDose: frame.accumulated_dose,
      fileName: frame.path,
    })),
  );
});

testShared(test, 'tilt series: parameters of every section', () => {
  const { per_section_parameter: records } = expected('TiltSeries/100/tiltseries_metadata.json');
  const rawTilts = source('metadata/TS_001.rawtlt');
  const ctf = source('ctf/TS_001_ctf.txt');
  const made = perSectionParameters(
    parseAngleList(rawTilts),
    mdocSections(),
    parseCtf(ctf.text, 'CTFFIND', ctf.path),
    { rawtlt: rawTilts.path, mdoc: 'metadata/TS_001.mdoc' },
  );
  assert.equal(made.map(toPlain), records);
});

testShared(test, 'alignment: parameters of every section', () => {
  const { per_section_alignment_parameters: records } = expected('Alignments/100/alignment_metadata.json');
  const files = ['xf', 'tlt', 'xtilt'].map((extension) => source(`alignments/TS_001.${extension}`));
  const made = readAlignment(files, 'IMOD').sections.map((section) => ({
    z_index: section.zIndex,
    tilt_angle: section.tiltAngle,
    volume_x_rotation: section.volumeXRotation,
    in_plane_rotation: section.inPlaneRotation,
    x_offset: section.xOffset,
    y_offset: section.yOffset,
  }));
  assert.equal(made, records);
});

test.run();
