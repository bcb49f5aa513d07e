import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import { type ByteSource, bytesOf } from '../../../src/formats/byte-source.js';
import type { AnnotationPoint, KnownTable, PointOptions } from '../../../src/formats/points/point.js';
import { readPoints } from '../../../src/formats/points/read-points.js';
import { RowIndexBuilder } from '../../../src/formats/points/row-index.js';
import { errorOf } from '../support/points.js';

const test = suite('tables that runs share');

const chunkBytes = 200;

/** A table in chunks of 200 bytes; tells how often it was read whole, and how many bytes of stretches were read. */
function counted(contents: string | Uint8Array) {
  const whole = bytesOf('all.star', contents);
  const [data = new Uint8Array()] = [...(whole.chunks() as Iterable<Uint8Array>)];
  const reads = { whole: 0, spanBytes: 0, bytes: data.length };
  const source: ByteSource = {
    path: 'all.star',
    *chunks() {
      reads.whole++;
      for (let at = 0; at < data.length; at += chunkBytes) yield data.subarray(at, at + chunkBytes);
    },
    *spans(spans) {
      for (const [span, { start, end }] of spans.entries()) {
        reads.spanBytes += end - start;
        // In uneven parts, as storages may give them.
        for (let at = start; at < end; at += 77) {
          yield { span, bytes: data.subarray(at, Math.min(end, at + 77)) };
        }
      }
    },
  };
  return { source, reads };
}

async function read(source: ByteSource, options: PointOptions) {
  const points: AnnotationPoint[] = [];
  const warnings: string[] = [];
  const all = { ...options, warn: (message: string) => warnings.push(message) };
  for await (const batch of readPoints(source, 'orientedPoint', all)) points.push(...batch);
  return { points, warnings };
}

const head = (block: string) =>
  [`data_${block}`, 'loop_', ...columns.map((name, at) => `_${name} #${at + 1}`)].join('\n');
const columns = [
  'rlnTomoName',
  ...['X', 'Y', 'Z'].map((axis) => `rlnCoordinate${axis}`),
  ...['X', 'Y', 'Z'].map((axis) => `rlnOrigin${axis}Angst`),
  'rlnAngleRot',
  'rlnAngleTilt',
  'rlnAnglePsi',
];
const optics = 'data_optics\nloop_\n_rlnImagePixelSize\n2.5\n\n';
const row = (name: string, number: number) =>
  `${name} ${number} ${number + 0.5} 3 1 2 3 10 20 ${number % 360}`;

/** Rows of tomograms, `each` of them a tomogram, one after the other. */
const grouped = (names: readonly string[], each: number) =>
  names.flatMap((name, at) => Array.from({ length: each }, (_, number) => row(name, at * each + number)));

const names = ['TS_1', 'TS_2', 'TS_10', '"TS 3"', "TS_4'"];
const filters = ['TS_1', 'TS_10', 'TS 3', "TS_4'", 'TS_2', 'TS_1', 'TS_9'];
const shuffled = (() => {
  const random = createRandom(3);
  return Array.from({ length: 300 }, (_, number) => row(names[random.integer(names.length)] ?? '', number));
})();
const relion4 = (rows: readonly string[], end: string) => `${optics}${head('particles')}\n${rows.join(end)}`;

for (const [what, text] of [
  ['one after the other', relion4([...grouped(names, 60), ''], '\n')],
  ['mixed', relion4([...shuffled, ''], '\n')],
  ['without an end of the last line', relion4(grouped(names, 60), '\n')],
  ['with line ends of two characters', relion4([...grouped(names, 60), ''], '\r\n')],
  ['with blank lines and comments', relion4(grouped(names, 60), '\n\n# a comment\n')],
  ['before the optics', `${relion4([...shuffled, ''], '\n').slice(optics.length)}\n${optics}`],
] as const) {
  test(`rows ${what}: the same with and without an index`, async () => {
    const { source, reads } = counted(text);
    const known = new Map<string, KnownTable>();
    const tables = {
      get: (file: string) => known.get(file) ?? null,
      set: (file: string, table: KnownTable) => void known.set(file, table),
    };
    const options = { format: 'relion4_star' } as const;
    for (const filter of filters) {
      const plain = await read(bytesOf('all.star', text), { ...options, filter });
      assert.equal(await read(source, { ...options, filter, tables }), plain);
      assert.is(plain.points.length > 0, filter !== 'TS_9');
    }
    assert.is(known.size, 1);
    // Once for the optics, once for the rows.
    assert.is(reads.whole, 2);
  });
}

const relion3 = (rows: readonly string[]) =>
  `${head('').replaceAll('rlnTomoName', 'rlnMicrographName').replaceAll('Angst', '')}\n${rows.join('\n')}\n`;

function oneTable() {
  let known: KnownTable | null = null;
  return {
    get: () => known,
    set: (_: string, table: KnownTable) => {
      known = table;
    },
  };
}

test('a table of thirty tomograms is read twice for all of them', async () => {
  const tomograms = Array.from({ length: 30 }, (_, at) => `TS_${at + 100}`);
  const { source, reads } = counted(relion3(grouped(tomograms, 40)));
  const tables = oneTable();
  for (const [at, filter] of tomograms.entries()) {
    const { points } = await read(source, { format: 'relion3_star', filter, tables });
    assert.equal(
      points.map(({ location: { x } }) => x),
      Array.from({ length: 40 }, (_, number) => at * 40 + number - 1),
    );
  }
  assert.is(reads.whole, 1);
  assert.ok(reads.spanBytes < 1.7 * reads.bytes, `${reads.spanBytes} of ${reads.bytes}`);
});

test('numbers match as numbers where no text is equal', async () => {
  const { source, reads } = counted(relion3([...grouped(['007', '8', '7.0'], 20), ...grouped(['9'], 20)]));
  const tables = oneTable();
  const count = async (filter: string) =>
    (await read(source, { format: 'relion3_star', filter, tables })).points.length;
  assert.is(await count('8'), 20);
  assert.is(await count('7'), 40);
  assert.is(await count('007'), 20);
  assert.is(await count('0009'), 20);
  assert.is(reads.whole, 1);
});

test('a table in UTF-16 is read whole for every tomogram', async () => {
  const tomograms = ['TS_1', 'TS_2', 'TS_3'];
  const { source } = counted(Buffer.from(`\uFEFF${relion3(grouped(tomograms, 40))}`, 'utf16le'));
  const tables = oneTable();
  for (const [at, filter] of tomograms.entries()) {
    const { points } = await read(source, { format: 'relion3_star', filter, tables });
    assert.equal([points.length, points[0]?.location.x], [40, at * 40 - 1]);
  }
});

test('a filter without rows is told with values of the column', async () => {
  const { source } = counted(relion3(grouped(['TS_1', 'TS_2', 'TS_3', 'TS_4'], 20)));
  const tables = oneTable();
  const expected = 'all.star: no row has rlnMicrographName "TS_9"; it has TS_1, TS_2, TS_3, for example';
  for (let time = 0; time < 2; time++) {
    const { points, warnings } = await read(source, { format: 'relion3_star', filter: 'TS_9', tables });
    assert.equal({ points, warnings }, { points: [], warnings: [expected] });
  }
});

test('errors name the line, also of rows found by the index', async () => {
  const rows = grouped(['TS_1', 'TS_2', 'TS_3'], 50);
  rows[130] = 'TS_3 1 x 3 1 2 3 10 20 30';
  const { source, reads } = counted(relion3(rows));
  const tables = oneTable();
  assert.is((await read(source, { format: 'relion3_star', filter: 'TS_1', tables })).points.length, 50);
  const facts = await errorOf(() => read(source, { format: 'relion3_star', filter: 'TS_3', tables }));
  assert.is(facts.line, 143);
  assert.is(facts.found, '"x"');
  // Once more for its beginning, to tell whether the file looks like another format.
  assert.is(reads.whole, 2);
});

test('a table with a broken row is refused for every run', async () => {
  const { source } = counted(relion3([...grouped(['TS_1', 'TS_2'], 50), 'TS_2 1 2 3']));
  const tables = oneTable();
  for (const filter of ['TS_1', 'TS_2']) {
    const facts = await errorOf(() => read(source, { format: 'relion3_star', filter, tables }));
    assert.is(facts.line, 113);
    assert.is(facts.message, 'the row has the wrong number of fields');
  }
});

test('pieces grow where values are mixed, so that an index stays small', () => {
  const builder = new RowIndexBuilder(8);
  for (let piece = 0; piece < 11; piece++) {
    if (piece > 0) {
      for (const value of ['a', 'b', 'c']) builder.addRow(value);
      if (piece === 10) builder.addRow('d');
    }
    builder.addPiece(10, 2, piece > 0);
  }
  const index = builder.finish();
  assert.equal(index?.values, ['a', 'b', 'c', 'd']);
  assert.equal(index?.plan(['a']), {
    spans: [
      { start: 0, end: 80 },
      { start: 80, end: 110 },
    ],
    skippedLines: [0, 0],
  });
  assert.equal(index?.plan(['d']).spans.at(-1), { start: 80, end: 110 });
});

test('too many values for an index, or pieces that end within lines: none is made', () => {
  const many = new RowIndexBuilder(8);
  for (let value = 0; value < 9; value++) many.addRow(`${value}`);
  many.addPiece(10, 9, true);
  many.addRow('more');
  many.addPiece(10, 1, true);
  assert.is(many.finish(), null);
  const spoiled = new RowIndexBuilder();
  spoiled.addRow('a');
  spoiled.spoil();
  assert.is(spoiled.finish(), null);
});

test('the lines left out before a piece are counted', () => {
  const builder = new RowIndexBuilder();
  builder.addPiece(100, 12, false);
  for (const [value, lines] of [
    ['a', 3],
    ['b', 4],
    ['c', 5],
    ['a', 6],
  ] as const) {
    builder.addRow(value);
    builder.addPiece(10 * lines, lines, true);
  }
  assert.equal(builder.finish()?.plan(['a']), {
    spans: [
      { start: 0, end: 100 },
      { start: 100, end: 130 },
      { start: 220, end: 280 },
    ],
    skippedLines: [0, 0, 9],
  });
});

test.run();
