import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import { userCache } from '../../src/commands/compile-cache.js';
import { longOf } from '../support/long.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('compiled code that is kept');
const long = longOf(test);

const { directory, remove } = temporaryDirectory();
test.after(remove);

const main = fileURLToPath(packageFile('dist/bin/main.js'));

/** Runs the program with a cache directory. */
function run(cache: string, ...args: string[]) {
  const env = { ...process.env, XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: '' };
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env });
}

/** Files below a directory, with their bytes. */
function filesIn(cache: string): [name: string, bytes: number][] {
  if (!existsSync(cache)) return [];
  const names = readdirSync(cache, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => statSync(join(cache, name)).isFile())
    .map((name) => [name, statSync(join(cache, name)).size]);
}

/** Runs code that loads modules of a directory, with a cache; returns what it prints. */
function withModules(
  place: string,
  cache: string,
  code: string,
  options: readonly string[] = [],
  more = '',
): string {
  const own = fileURLToPath(new URL('../../src/commands/compile-cache.js', import.meta.url));
  const [main, directory] = [JSON.stringify(join(place, 'main.js')), JSON.stringify(cache)];
  const script = `import(${JSON.stringify(own)}).then(({ loadCompiled }) => {
    const load = loadCompiled(${main}, ${directory}, { build: 'b', command: 'c'${more} });
    ${code}
  })`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, '--eval', script], {
    encoding: 'utf8',
  });
  assert.equal([status, stderr], [0, '']);
  return stdout;
}

test('is below the directory that the system has for it', () => {
  assert.is(userCache({ XDG_CACHE_HOME: '/caches' }, 'linux'), '/caches');
  assert.is(userCache({ XDG_CACHE_HOME: 'relative' }, 'linux'), join(homedir(), '.cache'));
  assert.is(userCache({}, 'darwin'), join(homedir(), 'Library/Caches'));
  assert.is(userCache({}, 'win32'), null);
});

test('is made by the first run and used by the next, whose output is the same', () => {
  const cache = join(directory, 'cache');
  const first = run(cache, 'explain', 'FILE_ALTERED');
  assert.is(first.status, 0, first.stderr);
  assert.is(first.stderr, '');
  const kept = filesIn(cache);
  assert.ok(kept.reduce((sum, [, bytes]) => sum + bytes, 0) > 10_000);
  const second = run(cache, 'explain', 'FILE_ALTERED');
  assert.equal([second.status, second.stdout, second.stderr], [0, first.stdout, '']);
  assert.equal(filesIn(cache), kept);
});

long('imports libraries that are no part of the bundle, in a second ingest as in the first', async () => {
  const cache = join(directory, 'of-ingests');
  const { config, input } = await makeTinyDeposition(join(directory, 'tiny'));
  // One run imports them all.
  const few = ['--quiet', '--filter', 'run=TS_002'];
  for (const round of ['first', 'second', 'third']) {
    const { status, stderr } = run(cache, 'ingest', config, input, join(directory, round), ...few);
    assert.equal([status, stderr], [0, ''], round);
  }
});

test('keeps what earlier runs of a command used', () => {
  const cache = join(directory, 'of-runs');
  const bytes = () => filesIn(cache).reduce((sum, [, own]) => sum + own, 0);
  run(cache, 'explain');
  const few = bytes();
  run(cache, 'explain', 'FILE_LOST');
  const all = bytes();
  assert.ok(all >= few);
  run(cache, 'explain');
  const { status, stdout } = run(cache, 'explain', 'FILE_LOST');
  assert.is(status, 0);
  assert.match(stdout, 'FILE_LOST');
  assert.is(bytes(), all);
});

// Later versions of Node.js keep compiled code themselves.
if (!('enableCompileCache' in nodeModule)) {
  test('is valid though a setting of V8 changes, if its work is done under the earlier one', () => {
    const place = join(directory, 'of-settings');
    mkdirSync(place);
    for (const name of ['a', 'b']) writeFileSync(join(place, `${name}.js`), `exports.is = '${name}';`);
    const cache = join(directory, 'settings');
    const set = (value: number) => `setFlagsFromString('--semi-space-growth-factor=${value}');`;
    const compiling = `(work) => { ${set(2)} try { return work(); } finally { ${set(1)} } }`;
    /** True if a run with the option reads all that is kept and writes nothing. */
    const reads = (option: string) => {
      const code = `const { setFlagsFromString } = require('node:v8'); load('./a.js'); ${set(1)} load('./b.js');`;
      const made = () => filesIn(cache).map(([name]) => statSync(join(cache, name), { bigint: true }).ino);
      const before = made();
      withModules(place, cache, code, [], option);
      assert.is(made().length, 1);
      return made()[0] === before[0];
    };
    assert.equal([`, compiling: ${compiling}`, `, compiling: ${compiling}`, ''].map(reads), [
      false,
      true,
      false,
    ]);
  });

  test('holds what ran once, also after a long run that collected garbage', () => {
    const place = join(directory, 'of-modules');
    mkdirSync(place);
    const sum = Array.from({ length: 500 }, (_, index) => `${index} * exports.length`).join(' + ');
    for (const name of ['a', 'b'])
      writeFileSync(
        join(place, `${name}.js`),
        `exports.length = 1; exports.sum = () => ${sum}; exports.sum();`,
      );
    /** Loads modules and collects garbage before the others; returns the bytes that are kept of all. */
    const bytesOf = (
      cache: string,
      collections: number,
      before: readonly string[],
      after: readonly string[],
    ) => {
      const use = (names: readonly string[]) => names.map((name) => `load('./${name}.js');`).join('');
      const collect = `for (let count = 0; count < ${collections}; count++) gc();`;
      withModules(place, cache, use(before) + collect + use(after), ['--expose-gc', '--bytecode-old-age=0']);
      return filesIn(cache).reduce((total, [, bytes]) => total + bytes, 0);
    };
    const [quiet, long] = [join(directory, 'quiet'), join(directory, 'long')];
    const whole = bytesOf(quiet, 0, ['a', 'b'], []);
    assert.ok(bytesOf(long, 30, ['a', 'b'], []) > 0.98 * whole);
    // A module that is new after the garbage was collected has all written again.
    const late = join(directory, 'late');
    assert.ok(bytesOf(late, 0, ['a'], []) < 0.6 * whole);
    assert.ok(bytesOf(late, 30, ['a'], ['b']) > 0.98 * whole);
  });
}

test('runs each module once, whichever script has it', () => {
  const place = join(directory, 'of-scripts');
  mkdirSync(place);
  const modules = {
    a: 'exports.is = [require("./shared.js").next(), require("./b.js").is]',
    b: 'exports.is = require("./shared.js").next(); exports.later = ()=>require("./later.js").is',
    c: 'exports.is = [require("./shared.js").next(), require("./b.js").later()]',
    later: 'exports.is = ["µ", require("./shared.js").next()]',
    shared: 'let count = 0; exports.next = () => ++count',
  };
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(place, `${name}.js`), text);
  const inTurn = (...names: string[]) => {
    const code = `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => load('./' + name + '.js').is)))`;
    return JSON.parse(withModules(place, join(directory, 'scripts'), code)) as unknown;
  };
  assert.equal(inTurn('a'), [[1, 2]]);
  // Of these, the first run has kept what `a` requires.
  assert.equal(inTurn('a', 'c', 'later'), [
    [1, 2],
    [3, ['µ', 4]],
    ['µ', 4],
  ]);
  assert.equal(inTurn('c', 'later', 'a'), [
    [1, ['µ', 3]],
    ['µ', 3],
    [4, 2],
  ]);
  assert.equal(inTurn('later'), [['µ', 1]]);
});

test('takes the place of the oldest builds, and of nothing else', () => {
  const cache = join(directory, 'of-builds');
  const place = (name: string) => join(cache, 'cryoet-ingest', name);
  for (const [age, name] of ['viewer', ...'01234'].entries()) {
    const made = place(name === 'viewer' ? name : name.padEnd(16, 'a'));
    mkdirSync(made, { recursive: true });
    utimesSync(made, 1_700_000_000 + age, 1_700_000_000 + age);
  }
  run(cache, 'explain', 'FILE_LOST');
  const left = readdirSync(place('.'));
  assert.equal(
    [left.length, left.filter((name) => /^(?:viewer|[0-4]a+)$/.test(name)).sort()],
    [5, ['2aaaaaaaaaaaaaaa', '3aaaaaaaaaaaaaaa', '4aaaaaaaaaaaaaaa', 'viewer']],
  );
});

test('is done without, and without a word, where it cannot be kept or is damaged', () => {
  const file = join(directory, 'no-directory');
  writeFileSync(file, '');
  for (const cache of [file, '/proc/no/such/place']) {
    const { status, stderr } = run(cache, 'explain', 'FILE_LOST');
    assert.equal([status, stderr], [0, ''], cache);
  }
  const cache = join(directory, 'damaged');
  run(cache, 'explain', 'FILE_LOST');
  const damages: ((bytes: Buffer) => Buffer)[] = [
    (bytes) => bytes.fill(7),
    (bytes) => bytes.subarray(0, -1),
    (bytes) => bytes.subarray(0, 3),
  ];
  for (const damage of damages) {
    const [[name, whole] = ['', 0]] = filesIn(cache);
    writeFileSync(join(cache, name), damage(readFileSync(join(cache, name))));
    const { status, stdout, stderr } = run(cache, 'explain', 'FILE_LOST');
    assert.equal([status, stderr], [0, '']);
    assert.match(stdout, 'FILE_LOST');
    // It is made again.
    const [[, made] = ['', 0]] = filesIn(cache);
    assert.ok(made > 0.9 * whole, `${made} of ${whole}`);
  }
});

test.run();
