import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { roomOf } from './support/house.js';
import { sourceFiles } from './support/source-files.js';

const test = suite('imports of Node.js');

/** Rooms that must run in a browser: files, threads and streams come in behind interfaces. */
const rooms = new Set(['formats', 'neuroglancer', 'tree', 'validate', 'diff']);
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

test.run();
