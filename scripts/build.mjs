// Builds the Wasm kernels and the TypeScript side by side into dist/, and the viewer where it is out of date, unless
// `--without-viewer` leaves that to somebody else.
import { spawn } from 'node:child_process';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from './bundle-program.mjs';
import { emitTypes } from './emit-types.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(tool, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tool, ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${tool} ended with ${code}`))));
  });
}

const withViewer = !process.argv.includes('--without-viewer');

await rm(`${root}dist`, { recursive: true, force: true });
await mkdir(`${root}dist`, { recursive: true });
await Promise.all([
  run('node_modules/assemblyscript/bin/asc.js', ['--config', 'asconfig.json', '--target', 'release']),
  run('node_modules/assemblyscript/bin/asc.js', [
    '--config',
    'assembly/crc64.asconfig.json',
    '--target',
    'release',
  ]),
  run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']),
  ...(withViewer ? [run('scripts/build-viewer.mjs', [])] : []),
  bundleProgram(root),
  emitTypes(root, run),
]);
await run('dist/scripts/emit-man-pages.js', []);
await chmod(`${root}dist/bin/main.js`, 0o755);
