// Runs every compiled test, or those below the folders given, with source maps so that failures name the source. Ends with 1
// where a folder has no tests. All of them run in three processes side by side, one of which has the tests of whole programs, which
// mostly wait.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = process.argv.slice(2);
/** Folders of all processes but the last, which has the others. */
const lanes = [['end-to-end/'], ['commands/', 'storage/', 'validate/']];

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

async function runAll() {
  const patterns = [...lanes.map((names) => `^(?:${names.join('|')})`), `^(?!${lanes.flat().join('|')})`];
  const outputs = patterns.map(() => '');
  const statuses = await Promise.all(
    patterns.map((pattern, lane) =>
      run(pattern, (text) => {
        outputs[lane] += text;
        // The others print when all are done, so that lines do not mix.
        if (lane === patterns.length - 1) process.stdout.write(text);
      }),
    ),
  );
  for (const output of outputs.slice(0, -1)) process.stdout.write(output);
  const sum = (word) => outputs.reduce((all, output) => all + totalOf(output, word), 0);
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
