// Runs every compiled test, or those below the folders given, with source maps so that failures name the source. Ends with 1
// where a folder has no tests. All of them run in four processes side by side, two of which take the tests of whole programs, which
// mostly wait, one file after the other.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = process.argv.slice(2);
/** Tests of whole programs, and how many of their files run at once. */
const [wholePrograms, atOnce] = ['end-to-end/', 2];
/** Those that take longest begin first. */
const longest = ['pasted-commands', 'kill-points', 'slurm', 's3-interrupted', 's3-requests'];
/** Folders of one of the two other processes; the last has the rest. */
const long = ['commands/', 'storage/', 'validate/'];

const files = readdirSync(`${root}dist/test`, { recursive: true }).map((file) => file.replaceAll(sep, '/'));
const testsOf = (pattern) => `(?:${pattern}).*\\.test\\.js$`;

/** Runs the tests whose paths match. `take` gets what they print; null lets it through. */
function run(pattern, take) {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', 'node_modules/uvu/bin.js', 'dist/test', testsOf(pattern)],
    { cwd: root, stdio: take === null ? 'inherit' : ['ignore', 'pipe', 'inherit'] },
  );
  child.stdout?.setEncoding('utf8').on('data', take);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** The number behind a word of uvu's summary, without its colours. */
function totalOf(output, word) {
  const plain = stripVTControlCharacters(output);
  return Number(new RegExp(`^ *${word}: *(\\d+)`, 'm').exec(plain)?.[1] ?? 0);
}

/** Files of tests of whole programs, those that take longest first. */
function wholeProgramFiles() {
  const rank = (file) => {
    const place = longest.findIndex((name) => file.includes(`/${name}.`));
    return place < 0 ? longest.length : place;
  };
  return files
    .filter((file) => new RegExp(testsOf(`^${wholePrograms}`)).test(file))
    .sort((a, b) => rank(a) - rank(b));
}

async function runAll() {
  const outputs = [];
  /** Prints at once where `shown`, else when all are done, so that lines do not mix. */
  const runKept = (pattern, shown = false) => {
    const place = outputs.push({ shown, text: '' }) - 1;
    return run(pattern, (text) => {
      outputs[place].text += text;
      if (shown) process.stdout.write(text);
    });
  };
  const queue = wholeProgramFiles();
  const runQueue = async () => {
    let worst = 0;
    for (let file = queue.shift(); file !== undefined; file = queue.shift())
      worst = Math.max(worst, await runKept(`^${file.slice(0, -'.test.js'.length)}(?=\\.)`));
    return worst;
  };
  const statuses = await Promise.all([
    ...Array.from({ length: atOnce }, runQueue),
    runKept(`^(?:${long.join('|')})`),
    runKept(`^(?!${[wholePrograms, ...long].join('|')})`, true),
  ]);
  for (const { shown, text } of outputs) if (!shown) process.stdout.write(text);
  const sum = (word) => outputs.reduce((all, { text }) => all + totalOf(text, word), 0);
  process.stdout.write(`\nAll together\n  Total:     ${sum('Total')}\n  Passed:    ${sum('Passed')}\n`);
  return Math.max(...statuses);
}

async function runSome() {
  const patterns = folders.map((folder) => `^${folder}`);
  const idle = patterns.filter(
    (pattern) => !files.some((file) => new RegExp(testsOf(pattern), 'i').test(file)),
  );
  if (idle.length === 0) return run(patterns.join('|'), null);
  console.error(`no test matches ${idle.map((pattern) => pattern.replace(/^\^/, '')).join(', ')}`);
  return 1;
}

process.exitCode = await (folders.length === 0 ? runAll() : runSome());
