// Runs every compiled test, or those below the folders given, with source maps so that failures name the source. Ends with 1
// where a folder has no tests.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = process.argv.slice(2);
const patterns = folders.length === 0 ? ['.'] : folders.map((folder) => `^${folder}`);
const testsOf = (pattern) => `(?:${pattern}).*\\.test\\.js$`;

const files = readdirSync(`${root}dist/test`, { recursive: true }).map((file) => file.replaceAll(sep, '/'));
const idle = patterns.filter(
  (pattern) => !files.some((file) => new RegExp(testsOf(pattern), 'i').test(file)),
);

if (idle.length > 0) {
  console.error(`no test matches ${idle.map((pattern) => pattern.replace(/^\^/, '')).join(', ')}`);
  process.exitCode = 1;
} else {
  const { status } = spawnSync(
    process.execPath,
    ['--enable-source-maps', 'node_modules/uvu/bin.js', 'dist/test', testsOf(patterns.join('|'))],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}
