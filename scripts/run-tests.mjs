// Runs every test file, or those that arguments name (`test/formats/mdoc`, `formats/mdoc/mdoc.test.ts`, `commands`), in as many
// processes as there are processors. Files are taken from one queue, those that took longest before first. Ends with 1 where a
// test fails, where an argument names no test and where types are wrong.
//
// A file whose tests must be alone in their process, since they measure it, says so in a comment: `/*! own process: why */`.
import { spawn } from 'node:child_process';
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
    /** Processes at once. */
    workers: { type: 'string', default: process.env.CRYOET_TEST_WORKERS ?? String(availableParallelism()) },
    /** Seconds for which a file may print nothing; each test that ends prints. */
    patience: { type: 'string', default: '600' },
    /** Runs what was built before. */
    'no-build': { type: 'boolean', default: false },
    /** Compiled tests of another place. */
    directory: { type: 'string', default: 'dist/test' },
  },
});
const directory = resolve(root, options.directory);
const timesFile = join(root, 'node_modules/.cache/cryoet-ingest/test-times.json');

/** Seconds of the files that take longest, in a clone that has not run them. */
const usualTimes = {};
/** Seconds of a file of which nothing is known: programs are run whole from one folder. */
const usualTime = (file) => (file.startsWith('end-to-end/') ? 10 : file.startsWith('commands/') ? 5 : 1);
/** Bytes of a process that is not used for another file. */
const mostMemory = 1.5e9;
/** Slowest files that are shown. */
const mostSlow = 20;

const positive = (name) => {
  const value = Number(options[name]);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name}: expected a number above 0, found ${options[name]}`);
};

/** Seconds that each file took when it last passed. */
function readTimes() {
  try {
    return JSON.parse(readFileSync(timesFile, 'utf8'));
  } catch {
    return {};
  }
}

function writeTimes(times) {
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

/** Test files by their paths below the directory, `formats/mdoc/mdoc.test.js`. */
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

/** Runs files and prints what they print, each whole. Returns the results in the order of their ends. */
async function runAll(files, times, logs) {
  const secondsOf = (file) => times[file] ?? usualTimes[file] ?? usualTime(file);
  const queue = files.toSorted((a, b) => secondsOf(b) - secondsOf(a));
  const results = [];
  const processes = new Set();
  const isShownAtOnce = files.length === 1;
  const show = isShownAtOnce ? (text) => process.stdout.write(text) : () => undefined;
  const patience = 1000 * positive('patience');

  const open = () => {
    const opened = new TestProcess({ root, logs, colours: process.stdout.isTTY === true });
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

  async function runQueue() {
    let current = null;
    const closeCurrent = async () => {
      if (current !== null) await close(current);
      current = null;
    };
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const start = performance.now();
      const mustBeAlone = isAlone(file);
      if (mustBeAlone) await closeCurrent();
      if (isShownAtOnce) process.stdout.write(`${shownName(file)}\n`);
      let result = null;
      while (result === null) {
        current ??= open();
        result = await current.run(file, join(directory, file), { patience, show });
        if (result === null) await closeCurrent();
      }
      if (!isShownAtOnce) process.stdout.write(`${shownName(file)}\n${result.output}\n`);
      results.push({ ...result, file, seconds: (performance.now() - start) / 1000 });
      if (mustBeAlone || !current.isAlive || result.memory > mostMemory) await closeCurrent();
    }
    await closeCurrent();
  }
  const atOnce = Math.min(positive('workers'), files.length);
  await Promise.all(Array.from({ length: atOnce }, runQueue));
  return results;
}

function printSummary(results, seconds) {
  const sum = (key) => results.reduce((all, result) => all + result[key], 0);
  const print = (text) => process.stdout.write(`${text}\n`);
  if (results.length > 1) {
    const slowest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, mostSlow);
    print(`\nThe slowest of ${results.length} files, in seconds`);
    for (const { file, seconds: each } of slowest)
      print(`${each.toFixed(1).padStart(8)}  ${shownName(file)}`);
  }
  for (const { file, errors } of results) {
    if (errors.length > 0) print(`\nFAILED ${shownName(file)}\n${errors.join('\n')}`);
  }
  print(`\n  Total:     ${sum('total')}`);
  print(`  Passed:    ${sum('passed')}`);
  print(`  Skipped:   ${sum('skipped')}`);
  print(`  Duration:  ${seconds.toFixed(1)} s`);
}

async function main() {
  const start = performance.now();
  const isBuilt = options['no-build'];
  if (!isBuilt && (await build(['--without-check'], false)) !== null) return 1;
  const files = chosen(testFiles());
  const checked = isBuilt ? null : build(['--only-check'], true);
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
