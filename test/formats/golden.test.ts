import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMdoc } from '../../src/formats/mdoc.js';
import { decodeText } from '../../src/formats/text.js';
import { corpusFile, goldenEntries } from './support/golden.js';

const test = suite('mdocs as the reference reads them');

/** Of long files the reference's first three sections and the last are kept, and the count of all. */
interface GoldenMdoc {
  readonly section_count?: number;
  readonly titles: readonly string[];
  readonly global: Readonly<Record<string, unknown>>;
  readonly sections: readonly Readonly<Record<string, unknown>>[];
}

/** Keys that the reference leaves as text or does not keep. */
const unlike: ReadonlySet<string> = new Set(['FrameDosesAndNumber', 'FrameDosesAndNumbers']);

function flat({ others, line: _line, ...typed }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries({ ...typed, ...(others as object) }).filter(([key]) => !unlike.has(key));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

for (const [key, golden] of goldenEntries('mdoc/')) {
  test(key, () => {
    if ('error' in golden) throw new Error(golden.error);
    const { titles, global, sections, section_count } = golden.value as GoldenMdoc;
    const mdoc = parseMdoc(decodeText(corpusFile(key), key), key);
    const unbracketed = typeof global.T === 'string' ? [`T = ${global.T}`] : [];
    assert.equal(mdoc.titles, [...titles, ...unbracketed]);
    const { T: _title, ...globals } = global;
    assert.equal(flat(mdoc.globals), flat(globals));
    assert.is(mdoc.sections.length, section_count ?? sections.length);
    const kept =
      section_count === undefined
        ? mdoc.sections
        : [...mdoc.sections.slice(0, 3), ...mdoc.sections.slice(-1)];
    assert.equal(kept.map(flat), sections.map(flat));
  });
}

test.run();
