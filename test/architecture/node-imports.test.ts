import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleForBrowser, checkoutFile } from '../support/browser-bundle.js';
import { roomOf } from './support/house.js';
import { tokenize } from './support/lexer.js';
import { sourceFiles } from './support/source-files.js';

const test = suite('imports of Node.js');

/** Rooms that must run in a browser: files, threads and streams come in behind interfaces. */
const rooms = new Set(['formats', 'neuroglancer', 'tree', 'validate', 'diff', 'init']);
/** The parts of `volume` that write files or run threads; all others are readers. */
const writersOfVolume = new Set(['engine', 'kernels', 'temporary-files.ts']);

function runsInBrowsers(path: string): boolean {
  const [room = '', part = ''] = path.split('/');
  return rooms.has(room) || (roomOf(path) === 'volume' && !writersOfVolume.has(part));
}

test('what reads files and trees imports nothing of Node.js', () => {
  const wrong = sourceFiles('src')
    .filter(({ path }) => runsInBrowsers(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => specifier.startsWith('node:'))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
  assert.equal(wrong, []);
});

test('nor does anything that it imports, which bundles for a browser', async () => {
  const paths = sourceFiles('src').map(({ path }) => path);
  const entries = paths.filter((path) => runsInBrowsers(path));
  const { nodeImports, files } = await bundleForBrowser(
    entries.map((path) => `import './src/${path}';`).join('\n'),
  );
  assert.equal(nodeImports, []);
  const naming = files.filter((path) =>
    tokenize(checkoutFile(path).toString()).some(
      ({ kind, text }) => kind === 'code' && /(?<!globalThis\.)\b(?:Buffer|process)\b[.(]/.test(text),
    ),
  );
  assert.equal(naming, []);
});

test.run();
