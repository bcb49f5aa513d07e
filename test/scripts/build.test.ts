import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import { longOf } from '../support/long.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('npm run build');
const long = longOf(test);

const root = fileURLToPath(packageFile('.'));
const { directory, remove } = temporaryDirectory();
test.after(remove);

const at = (path: string) => join(directory, path);
const read = (path: string) => readFileSync(at(path), 'utf8');

function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

/** Entry points that are bundled. */
const entryPoints = [
  'main',
  'commands/run-cli',
  'api/index',
  ...[
    ...readFileSync(join(root, 'scripts/bundle-program.mjs'), 'utf8').matchAll(
      /'src\/([\w/-]+-worker)\.ts'/g,
    ),
  ].map(([, path = '']) => path),
];

test.before(() => {
  for (const path of [
    'scripts',
    'tsconfig.json',
    'tsconfig.api.json',
    'asconfig.json',
    'assembly/crc64.asconfig.json',
    'package.json',
    'package-lock.json',
  ])
    cpSync(join(root, path), at(path), { recursive: true, filter: (name) => !name.endsWith('.ts') });
  symlinkSync(join(root, 'node_modules'), at('node_modules'));
  for (const kernels of ['index', 'crc64'])
    write(`assembly/${kernels}.ts`, 'export function one(): i32 { return 1; }\n');
  for (const path of entryPoints) write(`src/${path}.ts`, `export const name = '${path}';\n`);
  write('src/commands/run-cli.ts', 'export const helpTexts = () => ({});\n');
  write('src/shared.ts', 'export const shared: string = "at first";\n');
  write('src/main.ts', "import { shared } from './shared.js';\n\nprocess.stdout.write(shared);\n");
  write('test/some.test.ts', "import '../src/shared.js';\n");
});

/** All but the viewer and the check of types. */
const parts = ['kernels', 'modules', 'program'];

function build(...options: string[]) {
  return spawnSync(process.execPath, [at('scripts/build.mjs'), ...options], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: at('cache') },
  });
}

/** What the program prints. */
const run = () => spawnSync(process.execPath, [at('dist/bin/main.js')], { encoding: 'utf8' }).stdout;

/** Times of the last change of what is built. */
function changes(): Map<string, number> {
  const files = readdirSync(at('dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:js|wasm)$/.test(name),
  );
  return new Map(files.sort().map((name) => [name, statSync(at(`dist/${name}`)).mtimeMs]));
}

/** Files that are not as they were. */
function changed(before: ReadonlyMap<string, number>): string[] {
  return [...changes()].filter(([name, time]) => before.get(name) !== time).map(([name]) => name);
}

test('builds kernels, modules and program, which can be run', () => {
  const { status, stderr } = build(...parts, 'check');
  assert.is(status, 0, stderr);
  for (const file of ['kernels.wasm', 'crc64.wasm', 'src/shared.js', 'test/some.test.js', 'bin/api.js'])
    assert.ok(existsSync(at(`dist/${file}`)), file);
  assert.is(run(), 'at first');
});

test('builds nothing that is up to date', () => {
  const before = changes();
  assert.ok(before.size > entryPoints.length);
  assert.is(build(...parts, 'check').status, 0);
  assert.equal(changed(before), []);
});

test('builds what a changed file is in, and that only', () => {
  const before = changes();
  write('src/shared.ts', 'export const shared: string = "changed";\n');
  assert.is(build(...parts).status, 0);
  assert.is(run(), 'changed');
  assert.equal(
    changed(before).filter((name) => !/^(?:bin|program)\//.test(name)),
    ['src/shared.js'],
  );
  const afterwards = changes();
  write('test/some.test.ts', "import '../src/main.js';\n");
  assert.is(build(...parts).status, 0);
  assert.equal(changed(afterwards), ['test/some.test.js']);
});

test('removes what has no source any more, and builds what is missing', () => {
  write('src/other.ts', 'export const other = 1;\n');
  assert.is(build(...parts).status, 0);
  rmSync(at('src/other.ts'));
  rmSync(at('dist/src/shared.js'));
  assert.is(build(...parts).status, 0);
  assert.equal(
    [existsSync(at('dist/src/other.js')), existsSync(at('dist/src/other.js.map'))],
    [false, false],
  );
  assert.match(read('dist/src/shared.js'), 'changed');
});

long('fails for a wrong type as often as it is asked, and not for one that is put right', () => {
  write('src/shared.ts', 'export const shared: string = 1;\n');
  for (const _ of [1, 2]) {
    const { status, stdout, stderr } = build('modules', 'check');
    assert.is(status, 1);
    assert.match(stdout, /src\/shared\.ts.*TS2322/);
    assert.match(stderr, 'build failed: ');
  }
  write('src/shared.ts', 'export const shared: string = "right";\n');
  const { status, stdout } = build('check');
  assert.equal([status, stdout], [0, '']);
});

long('leaves no program of an earlier source where bundling fails', () => {
  write('src/main.ts', "import { shared } from './nowhere.js';\nprocess.stdout.write(shared);\n");
  assert.is(build(...parts).status, 1);
  assert.not(existsSync(at('dist/bin/main.js')));
  write('src/main.ts', "import { shared } from './shared.js';\n\nprocess.stdout.write(shared);\n");
  assert.is(build(...parts).status, 0);
  assert.is(run(), 'right');
});

long('begins anew where it does not know what is there', () => {
  rmSync(at('dist/.stamps'), { recursive: true });
  write('dist/src/left.js', '');
  assert.is(build(...parts).status, 0);
  assert.not(existsSync(at('dist/src/left.js')));
  write('dist/bin/left.js', '');
  assert.is(build(...parts, '--clean').status, 0);
  assert.not(existsSync(at('dist/bin/left.js')));
});

test('names the parts that there are, for one that there is not', () => {
  const { status, stderr } = build('everything');
  assert.is(status, 1);
  assert.match(
    stderr,
    'no part everything; there are kernels, modules, program, viewer, check, types, manual',
  );
});

test.run();
