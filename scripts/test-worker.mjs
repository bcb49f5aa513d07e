// Runs test files in this process, one after the other, as test-processes.mjs names them: `{ file }` is answered with 'begun', then
// with `{ total, passed, skipped, errors, processor, memory }`. Modules that many files import are loaded once.
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// Tests run much code a few times. The flags are those of the program with V8 11, the engine of Node.js 20.
if (process.versions.v8.startsWith('11.')) {
  for (const flag of ['--interrupt-budget=1000000', '--semi-space-growth-factor=4']) setFlagsFromString(flag);
}

/** uvu decides about colours when it is loaded. Tests find neither variable, whatever terminal they are started from. */
const hasColours = process.argv.includes('--colours');
for (const name of ['FORCE_COLOR', 'NO_COLOR', 'NODE_DISABLE_COLORS']) delete process.env[name];
if (hasColours) process.env.FORCE_COLOR = '1';
globalThis.UVU_DEFER = 1;
await import('uvu');
delete process.env.FORCE_COLOR;

// node parses every authority of this file at each start, a third of the time of a short program. npm is given it again.
process.env.CRYOET_TEST_CA_CERTS = process.env.NODE_EXTRA_CA_CERTS ?? '';
delete process.env.NODE_EXTRA_CA_CERTS;
// Compilers and bundlers that tests start run shortly.
process.env.GOGC ??= '400';

const atFirst = { environment: { ...process.env }, directory: process.cwd(), umask: process.umask() };
let isRunning = false;

/** A browser's driver follows promises, and slows each of the files after it, until it is told that nobody asks any more. */
const followers = new Set();
const { run } = AsyncLocalStorage.prototype;
AsyncLocalStorage.prototype.run = function (...given) {
  followers.add(this);
  return run.apply(this, given);
};

/** What one file changes of the process and leaves is no matter of the next. */
function restore() {
  for (const each of followers) each.disable();
  followers.clear();
  process.chdir(atFirst.directory);
  process.umask(atFirst.umask);
  process.exitCode = undefined;
  for (const name of Object.keys(process.env)) if (!(name in atFirst.environment)) delete process.env[name];
  for (const [name, value] of Object.entries(atFirst.environment)) {
    if (process.env[name] !== value) process.env[name] = value;
  }
}

/** Processor seconds of this process and of those that it started and that have ended; null where the system does not say. */
function processorSeconds() {
  try {
    // Behind the name in parentheses: utime, stime, cutime and cstime are fields 14 to 17, in hundredths of a second (proc(5)).
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    return null;
  }
}

async function runFile(file) {
  const result = { total: 0, passed: 0, skipped: 0, errors: [] };
  const fail = (text) => {
    result.total++;
    result.errors.push(text);
    process.stdout.write(`${text}\n`);
  };
  const suites = [];
  globalThis.UVU_QUEUE = [suites];
  globalThis.UVU_INDEX = 0;
  try {
    await import(pathToFileURL(file).href);
    if (suites.length === 0) fail('runs no suite: test.run() is missing');
    for (const suite of suites) {
      const [errors, passed, skipped, total] = await suite();
      if (typeof errors === 'string') {
        process.stdout.write(`\n${errors}\n`);
        result.errors.push(errors);
      } else if (passed !== total) {
        // uvu ends such a suite without its error.
        fail(`${total - passed} of ${total} tests did not run: a hook \`before\` of the suite failed`);
      }
      result.passed += passed;
      result.skipped += skipped;
      result.total += total;
    }
  } catch (error) {
    fail(error?.stack ?? String(error));
  }
  // What a file leaves to fail, fails in this turn, while it is known whose it is.
  await new Promise((resolve) => setImmediate(resolve));
  return result;
}

process.on('message', async ({ file }) => {
  isRunning = true;
  process.send('begun');
  // A process with nothing left to wait for must come to its end, as it would without a channel.
  process.channel.unref();
  const before = processorSeconds();
  const result = await runFile(file);
  const processor = before === null ? null : processorSeconds() - before;
  process.channel.ref();
  isRunning = false;
  restore();
  process.send({ ...result, processor, memory: process.memoryUsage.rss() });
});

process.on('beforeExit', () => {
  if (!isRunning) return;
  console.error('\nwaits for something that never comes: nothing is left to happen in this process');
  process.exit(13);
});
process.on('disconnect', () => process.exit());
