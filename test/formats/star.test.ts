import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../src/formats/byte-source.js';
import { readStar, type StarEvent, StarParser } from '../../src/formats/star.js';
import { isWhole } from '../support/long.js';
import { formatErrorOf } from './support/facts.js';
import { corpusFile, type GoldenEntry, goldenEntries } from './support/golden.js';
import { mangled, survives } from './support/mangle.js';

const test = suite('STAR');

function parse(text: string): StarEvent[] {
  const parser = new StarParser('a.star');
  return [...parser.push(text), ...parser.end()];
}

type Block = { simple?: Record<string, string>; loop?: Record<string, string[]> };

/** The blocks of a file, the way the reference's results are written down. */
function blocksOf(events: readonly StarEvent[]): Record<string, Block> {
  const blocks: Record<string, Block> = {};
  for (const event of events) {
    blocks[event.block] ??= {};
    const block = blocks[event.block] as Block;
    if (event.kind === 'pair') {
      block.simple = { ...block.simple, [event.key]: event.value };
    } else if (event.kind === 'table') {
      block.loop = Object.fromEntries(event.columns.map((column) => [column, []]));
    } else if (event.kind === 'rows') {
      for (const { cells } of event.rows) {
        Object.values(block.loop ?? {}).forEach((column, index) => {
          column.push(cells[index] as string);
        });
      }
    }
  }
  return blocks;
}

/** Compares text with a value that the reference has given a type. */
function assertSame(text: unknown, value: unknown, place: string): void {
  if (typeof text !== 'string' || typeof value === 'object') {
    assert.equal(Object.keys(text as object), Object.keys(value as object), place);
    for (const [key, item] of Object.entries(value as object)) {
      assertSame((text as Record<string, unknown>)[key], item, `${place}.${key}`);
    }
  } else if (typeof value === 'number') assert.is(Number(text), value, place);
  else assert.is(text, value === 'nan' ? '' : value, place);
}

for (const [key, golden] of goldenEntries('star/') ?? []) {
  test(key, () => {
    const events = parse(new TextDecoder().decode(corpusFile(key)));
    assertSame(blocksOf(events), (golden as GoldenEntry & { value: unknown }).value, key);
  });
}

test('tables, keys, quotes, comments', () => {
  const text = [
    'before the first block',
    'data_general # a comment',
    '_rlnA 1',
    `_rlnD 'x y' # and another`,
    '_rlnE ""',
    'data_particles',
    'loop_',
    '_rlnA #1',
    '# between names',
    '_rlnB #2',
    '_rlnC',
    '',
    `1\t2.5 "O'Brien"`,
    '',
    `002 x#1 'q r' # the end`,
  ].join('\r\n');
  assert.equal(blocksOf(parse(text)), {
    general: { simple: { rlnA: '1', rlnD: 'x y', rlnE: '' } },
    particles: { loop: { rlnA: ['1', '002'], rlnB: ['2.5', 'x#1'], rlnC: ["O'Brien", 'q r'] } },
  });
});

test('rows know their lines, and pieces of text may end anywhere', () => {
  const text = 'data_\nloop_\n_a\n_b\r\n1 2\r3 "4 5"\n\n6 7';
  const whole = parse(text);
  assert.equal(
    whole.flatMap((event) => (event.kind === 'rows' ? event.rows.map(({ line }) => line) : [])),
    [5, 6, 8],
  );
  for (let cut = 0; cut <= text.length; cut++) {
    const parser = new StarParser('a.star');
    const events = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut)), ...parser.end()];
    assert.equal(blocksOf(events), blocksOf(whole));
  }
});

test('says what is wrong and where', () => {
  const wrong: [text: string, line: number | undefined, message: RegExp, found: string][] = [
    ['', undefined, /not a STAR file/, 'none'],
    ['<html>\n</html>\n', 2, /not a STAR file/, 'none'],
    ['data_a\n', 1, /data_a is empty/, 'nothing'],
    ['data_a\ndata_b\nloop_\n_x\n1', 2, /data_a is empty/, 'nothing'],
    ['data_a\nloop_\n1 2', 3, /without columns/, '1 2'],
    ['data_a\nloop_ _x\n1', 2, /not alone/, 'loop_ _x'],
    ['data_a\n_x\n', 2, /_x needs one value/, '0 values'],
    ['data_a\n_x 1 2\n', 2, /_x needs one value/, '2 values'],
    ['data_a\n_x 1\n_x 2\n', 3, /duplicate key/, '_x'],
    ['data_a\n_x 1\nloop_\n_y\n1', 3, /table follows keys/, 'loop_'],
    ['data_a\nloop_\n_x\n_x\n1 1', 4, /duplicate column/, '_x'],
    ['data_a\n_x 1\ndata_a\n_y 2', 3, /duplicate block/, 'data_a again'],
    ['data_\nloop_\n_x\n_y\n1 2\n3', 6, /wrong number of fields/, '1'],
    ['data_\nloop_\n_x\n_y\n1 2 3', 5, /wrong number of fields/, '3'],
    ['data_\nloop_\n_x\n"open', 4, /quote has no end/, '"open'],
    ['data_\nloop_\n_x\n;\ntext\n;', 4, /several lines/, ';'],
    ['data_\n_x 1\n;\ntext\n;', 3, /several lines/, ';'],
    ['data_\nloop_\n_x\n1\nloop_\n_y\n2', 5, /two tables/, 'loop_ again'],
  ];
  for (const [text, line, message, found] of wrong) {
    const error = formatErrorOf(() => parse(text));
    assert.match(error.message, message, text);
    assert.is(error.line, line, text);
    assert.is(error.found, found, text);
    assert.is(error.path, 'a.star');
    assert.ok(error.expected);
  }
});

test('a line without an end is an error before it fills the memory', () => {
  const parser = new StarParser('a.star');
  parser.push('data_\nloop_\n_x\n');
  const error = formatErrorOf(() => {
    for (let piece = 0; piece < 40; piece++) parser.push('x'.repeat(2 ** 16));
  });
  assert.match(error.message, /line has no end/);
  assert.is(error.line, 4);
});

test('binary data are no STAR file', async () => {
  const source = bytesOf('a.star', Uint8Array.from([100, 97, 116, 97, 95, 0, 10]));
  let message = '';
  try {
    for await (const _ of readStar(source));
  } catch (error) {
    message = (error as Error).message;
  }
  assert.is(message, 'not a text file');
});

test('survives mangled files', () => {
  const text = `data_optics\nloop_\n_a #1\n_b #2\n1 'x y'\n\ndata_particles\n_k v\n# c\n_l "w x"\n`;
  const bytes = new TextEncoder().encode(text);
  survives((copy) => parse(new TextDecoder().decode(copy)), bytes);
  assert.is([...mangled(bytes, 1)].length, isWhole ? 181 : 61);
});

test('an option of a job without a value is empty; other tables need every field', () => {
  const options = 'data_joboptions_values\n\nloop_\n_rlnJobOptionVariable #1\n_rlnJobOptionValue #2\n';
  const [, , rows] = parse(`${options}angpix 1.35\nfn_mask\nother_args ""\n`);
  assert.equal(rows?.kind === 'rows' ? rows.rows.map(({ cells }) => cells) : [], [
    ['angpix', '1.35'],
    ['fn_mask', ''],
    ['other_args', ''],
  ]);
  assert.throws(
    () => parse(`${options.replace('joboptions_values', 'a')}fn_mask\n`),
    /wrong number of fields/,
  );
});

for (const [what, head, item] of [
  ['blocks', '', (at: number) => `data_${at}\n_a 1\n`],
  ['columns', 'data_\nloop_\n', (at: number) => `_${at}\n`],
  ['keys', 'data_\n', (at: number) => `_${at} 1\n`],
] as const) {
  test(`a file of too many ${what} is refused in the line of the first that is too many`, () => {
    const text = head + Array.from({ length: 20_001 }, (_, at) => item(at)).join('');
    const { message, line, expected } = formatErrorOf(() => parse(text));
    assert.equal([message, expected], [`too many ${what}`, 'at most 20000']);
    assert.is(line, text.slice(0, text.indexOf(item(20_000))).split('\n').length);
  });
}

test.run();
