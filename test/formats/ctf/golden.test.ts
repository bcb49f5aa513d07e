import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCtf } from '../../../src/formats/ctf/ctf-formats.js';
import type { CtfRow } from '../../../src/formats/ctf/ctf-tables.js';
import { decodeText } from '../../../src/formats/text.js';
import { formatErrorOf } from '../support/facts.js';
import { corpusFile, type GoldenEntry, goldenEntries } from '../support/golden.js';

const test = suite('CTF tables as the reference reads them');

function record(row: CtfRow): unknown {
  return {
    section: row.section,
    defocus_1: row.defocus1,
    defocus_2: row.defocus2,
    azimuth: row.azimuth,
    phase_shift: row.phaseShift,
    cross_correlation: row.crossCorrelation,
    max_resolution: row.maxResolution,
  };
}

function compare(text: string, format: string, path: string, golden: GoldenEntry): void {
  const parse = () => parseCtf(text, format, path);
  if ('error' in golden) assert.ok(formatErrorOf(parse).line);
  else assert.equal(parse().map(record), golden.value);
}

for (const [key, golden] of goldenEntries('ctf/')) {
  test(key, () => compare(decodeText(corpusFile(key), key), 'CTFFIND', key, golden));
}

for (const [key, golden] of goldenEntries('ctf text ')) {
  test(key, () => {
    const lines = JSON.parse(key.slice(key.indexOf('["'))) as string[];
    compare(lines.join('\n'), key.split(' ')[2] ?? '', key, golden);
  });
}

test.run();
