// Runs every test file, or those that arguments name (`test/formats`, `formats/mdoc.test.ts`, `commands`), in as many processes
// as there are processors, and one more for those that mostly wait for servers: each compiles the program for itself. Files
// are taken from a queue, those that took longest before first. Tests that take long (test/support/long.ts), and the types of the page,
// are left out without `--whole` or a name. Ends with 1 where a test fails, where an argument names no test and where types are wrong.
//
// A file whose tests must be alone in their process, since they measure it, says so in a comment: `/*! own process: why */`.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TestProcess } from './test-processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    /** Processes at once, and how many more there are for files that mostly wait. */
    workers: {
      type: 'string',
      default: process.env.CRYOET_TEST_WORKERS ?? String(availableParallelism()),
    },
    waiting: { type: 'string', default: process.env.CRYOET_TEST_WAITING ?? '1' },
    /** Takes files in an order that this number chooses: what a file leaves in its process must not matter to the next. */
    shuffle: { type: 'string' },
    /** Seconds for which a file may print nothing; each test that ends prints. */
    patience: { type: 'string', default: '600' },
    /** Runs tests that take long too; those of files that are named are always run. */
    whole: { type: 'boolean', default: false },
    /** Runs what was built before. */
    'no-build': { type: 'boolean', default: false },
    /** Compiled tests of another place. */
    directory: { type: 'string', default: 'dist/test' },
  },
});
const directory = resolve(root, options.directory);
const isWhole = options.whole || names.length > 0;
process.env.CRYOET_TEST_WHOLE = isWhole ? '1' : '0';
const timesFile = join(root, `node_modules/.cache/cryoet-ingest/test-times${isWhole ? '-whole' : ''}.json`);
/** Times are of this checkout's tests. */
const hasTimes = options.directory === 'dist/test';

/** Seconds of the files that take longest with all tests, for a clone that has not run them. */
const usualTimesOfAll = {
  'end-to-end/slurm.test.js': 75,
  'validate/mutations.test.js': 60,
  'end-to-end/pasted-commands.test.js': 50,
  'api/package.test.js': 45,
  'storage/s3/s3-storage.test.js': 40,
  'end-to-end/s3-routes.test.js': 35,
  'exercises/exercises.test.js': 35,
  'end-to-end/s3-hostile.test.js': 30,
  'end-to-end/neuroglancer.test.js': 30,
  'end-to-end/s3-fixity.test.js': 25,
  'end-to-end/s3-requests.test.js': 25,
  'end-to-end/kill-points.test.js': 25,
  'end-to-end/sharded-tree.test.js': 25,
  'end-to-end/every-format.test.js': 20,
  'end-to-end/s3-interrupted.test.js': 20,
  'end-to-end/terminal.test.js': 20,
  'end-to-end/reproducible.test.js': 20,
  'end-to-end/planted-mistakes.test.js': 15,
  'commands/ingest-again-stale.test.js': 15,
  'storage/s3/faults.test.js': 15,
  'web/check.test.js': 15,
  'storage/s3/checksums.test.js': 15,
  'init/lab-folders.test.js': 15,
  'end-to-end/interrupted.test.js': 15,
  'api/same-as-commands.test.js': 15,
  'commands/diff.test.js': 15,
  'commands/compile-cache.test.js': 10,
  'end-to-end/validate-golden.test.js': 10,
  'validate/browser.test.js': 10,
  'end-to-end/neuroglancer-sharded.test.js': 10,
  'report/accessibility.test.js': 10,
  'commands/ingest-resume.test.js': 10,
  'storage/s3/copy.test.js': 10,
  'end-to-end/later-annotations.test.js': 10,
  'volume/engine/pyramid.test.js': 10,
  'differential/zarr.test.js': 10,
};
/** The same without tests that take long. */
const usualTimesOfMost = {
  'end-to-end/s3-fixity.test.js': 28,
  'validate/browser.test.js': 28,
  'commands/ingest-resume.test.js': 24,
  'validate/mutations.test.js': 21,
  'volume/engine/pyramid.test.js': 18,
  'storage/s3/checksums.test.js': 16,
  'validate/one-damage.test.js': 15,
  'init/lab-folders.test.js': 14,
  'diff/change-table.test.js': 14,
  'commands/ingest-options.test.js': 14,
  'end-to-end/stops.test.js': 14,
  'commands/diff.test.js': 13,
  'end-to-end/pasted-commands.test.js': 13,
  'end-to-end/kill-points.test.js': 13,
};
const usualTimes = isWhole ? usualTimesOfAll : usualTimesOfMost;
/** Seconds of a file of which nothing is known: programs are run whole from one folder. */
const usualTime = (file) => (file.startsWith('end-to-end/') ? 10 : file.startsWith('commands/') ? 5 : 1);
/** Bytes of a process that is not used for another file. */
const mostMemory = 1.5e9;
/** Slowest files that are shown. */
const mostSlow = Number(process.env.CRYOET_TEST_SHOWN ?? 20);

/**
 * Tests on servers, which are kept apart so that a process that has started one runs most of them; and those that mostly wait for
 * browsers and for npm.
 */
const isWaiting = (file) => /(?:^|\/)(?:s3|slurm|neuroglancer|every-format)|bucket|api\/package/.test(file);

/** The number that an option has. Throws where it has none, or one below `least`. */
function numberOf(name, least) {
  const value = Number(options[name]);
  if (options[name] !== '' && Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name}: expected a whole number of at least ${least}, found ${options[name]}`);
}

/** Seconds that each file took when it last passed. */
function readTimes() {
  if (!hasTimes) return {};
  try {
    return JSON.parse(readFileSync(timesFile, 'utf8'));
  } catch {
    return {};
  }
}

function writeTimes(times) {
  if (!hasTimes) return;
  const partial = `${timesFile}.${process.pid}`;
  try {
    mkdirSync(join(timesFile, '..'), { recursive: true });
    writeFileSync(partial, JSON.stringify(times));
    renameSync(partial, timesFile);
  } catch (error) {
    console.error(`times of tests are not kept: ${error.message}`);
  }
}

/** Runs scripts/build.mjs; resolves with what it printed where it fails, else with null. */
function build(args, isQuiet) {
  const child = spawn(process.execPath, [join(root, 'scripts/build.mjs'), ...args], {
    stdio: isQuiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (text += piece));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done(code === 0 ? null : text));
  });
}

/** Test files by their paths below the directory, `formats/mdoc.test.js`. */
function testFiles() {
  return readdirSync(directory, { recursive: true })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file.endsWith('.test.js'))
    .sort();
}

/** The files that begin with one of the names. Throws where a name has none. */
function chosen(files) {
  if (names.length === 0) return files;
  const found = names.map((name) => {
    const prefix = name
      .replace(/^(?:\.\/)?(?:(?:dist\/)?test\/)?/, '')
      .replace(/\.test\.[jt]s$/, '.test.js')
      .toLowerCase();
    return files.filter((file) => file.toLowerCase().startsWith(prefix));
  });
  const idle = names.filter((_, index) => found[index].length === 0);
  if (idle.length > 0) throw new Error(`no test matches ${idle.join(', ')}`);
  return files.filter((file) => found.some((those) => those.includes(file)));
}

const shownName = (file) => file.replace(/\.js$/, '.ts');
const isAlone = (file) => /\/\*! own process: /.test(readFileSync(join(directory, file), 'utf8'));

/** The order in which files are taken: those that take longest first, so that none is left alone at the end. */
function inOrder(files, times) {
  if (options.shuffle !== undefined) {
    const placeOf = (file) => createHash('sha256').update(`${options.shuffle} ${file}`).digest('hex');
    return files.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  }
  const secondsOf = (file) => times[file] ?? usualTimes[file] ?? usualTime(file);
  return files.toSorted((a, b) => secondsOf(b) - secondsOf(a));
}

/** Runs files and prints what they print, each whole. Returns the results in the order of their ends. */
async function runAll(files, times, logs) {
  const queue = inOrder(files, times);
  const results = [];
  const processes = new Set();
  const isShownAtOnce = files.length === 1;
  const show = isShownAtOnce ? (text) => process.stdout.write(text) : () => undefined;
  const patience = 1000 * numberOf('patience', 1);

  const open = (isMeasured) => {
    const opened = new TestProcess({ root, logs, colours: process.stdout.isTTY === true, isMeasured });
    processes.add(opened);
    return opened;
  };
  /** How a process ends is a matter of the last file that it ran. */
  const close = async (opened) => {
    const fault = await opened.end();
    processes.delete(opened);
    const last = results.find(({ file }) => file === opened.lastFile);
    if (fault === null || last === undefined) return;
    last.total++;
    last.errors.push(fault);
    process.stdout.write(`${shownName(last.file)}: ${fault}\n`);
  };
  for (const [signal, status] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 })) {
    process.on(signal, () => {
      for (const each of processes) each.kill();
      rmSync(logs, { recursive: true, force: true });
      process.exit(status);
    });
  }

  /** The next file. Whoever is busy takes those that wait too when no others are left. */
  const take = (kind) => {
    const index = queue.findIndex((file) => isWaiting(file) === (kind === 'waiting'));
    if (index >= 0) return queue.splice(index, 1)[0];
    return kind === 'busy' ? queue.shift() : undefined;
  };
  async function runQueue(kind) {
    let current = null;
    const closeCurrent = async () => {
      if (current !== null) await close(current);
      current = null;
    };
    for (let file = take(kind); file !== undefined; file = take(kind)) {
      const start = performance.now();
      const mustBeAlone = isAlone(file);
      if (mustBeAlone) await closeCurrent();
      if (isShownAtOnce) process.stdout.write(`${shownName(file)}\n`);
      let result = null;
      while (result === null) {
        current ??= open(mustBeAlone);
        result = await current.run(file, join(directory, file), { patience, show });
        if (result === null) await closeCurrent();
      }
      if (!isShownAtOnce) process.stdout.write(`${shownName(file)}\n${result.output}\n`);
      results.push({ ...result, file, seconds: (performance.now() - start) / 1000 });
      if (mustBeAlone || !current.isAlive || result.memory > mostMemory) await closeCurrent();
    }
    await closeCurrent();
  }
  const kinds = [
    ...Array(numberOf('workers', 1)).fill('busy'),
    ...Array(numberOf('waiting', 0)).fill('waiting'),
  ];
  await Promise.all(kinds.map(runQueue));
  return results;
}

function printSummary(results, seconds) {
  const sum = (key) => results.reduce((all, result) => all + result[key], 0);
  const print = (text) => process.stdout.write(`${text}\n`);
  if (results.length > 1) {
    const slowest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, mostSlow);
    print(`\nThe slowest of ${results.length} files: seconds, processor seconds`);
    const shown = (value) => (value?.toFixed(1) ?? '').padStart(8);
    for (const { file, seconds: each, processor } of slowest)
      print(`${shown(each)}${shown(processor)}  ${shownName(file)}`);
  }
  for (const { file, errors } of results) {
    if (errors.length > 0) print(`\nFAILED ${shownName(file)}\n${errors.join('\n')}`);
  }
  if (!isWhole) print('\nTests that take long were skipped: npm test -- --whole runs them.');
  print(`\n  Total:     ${sum('total')}`);
  print(`  Passed:    ${sum('passed')}`);
  print(`  Skipped:   ${sum('skipped')}`);
  print(`  Duration:  ${seconds.toFixed(1)} s`);
}

async function main() {
  const start = performance.now();
  const isBuilt = options['no-build'];
  if (!isBuilt && (await build(['kernels', 'modules', 'program', 'viewer'], false)) !== null) return 1;
  const files = chosen(testFiles());
  const checked = isBuilt ? null : build(isWhole ? ['check', 'check-page'] : ['check'], true);
  const times = readTimes();
  const logs = mkdtempSync(join(tmpdir(), 'cryoet-test-logs-'));
  let results;
  try {
    results = await runAll(files, times, logs);
  } finally {
    rmSync(logs, { recursive: true, force: true });
  }
  const faults = await checked;
  if (faults !== null) process.stdout.write(`\nFAILED types\n${faults}`);
  printSummary(results, (performance.now() - start) / 1000);
  const passed = results.filter(({ errors }) => errors.length === 0);
  for (const { file, seconds } of passed) times[file] = Number(seconds.toFixed(2));
  writeTimes(times);
  return passed.length === results.length && faults === null ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
