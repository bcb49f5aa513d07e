// Runs every compiled test, or those below the folders given, with source maps so that failures name the source.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = process.argv.slice(2);
const patterns = folders.length === 0 ? ['.'] : folders.map((folder) => `^${folder}`);

const { status } = spawnSync(
  process.execPath,
  [
    '--enable-source-maps',
    'node_modules/uvu/bin.js',
    'dist/test',
    `(?:${patterns.join('|')}).*\\.test\\.js$`,
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
