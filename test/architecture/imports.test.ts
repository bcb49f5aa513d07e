import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('import rules');

const root = fileURLToPath(new URL('../../../', import.meta.url));
const source = join(root, 'src');

/** Layers from the top; a folder may import folders of lower layers and of its own line's right side only. */
const mayImport: Record<string, readonly string[]> = {
  errors: [],
  issues: ['errors'],
  json: ['errors'],
  formats: ['errors', 'json'],
  layout: ['errors', 'json', 'storage'],
  metadata: ['errors', 'formats', 'issues', 'json'],
  color: [],
  html: [],
  neuroglancer: ['errors', 'json', 'color', 'metadata'],
  storage: ['errors', 'json'],
  entities: ['errors', 'formats', 'json', 'layout', 'metadata'],
  tree: ['entities', 'errors', 'issues', 'json', 'layout', 'storage'],
  config: ['entities', 'errors', 'formats', 'issues', 'json', 'metadata'],
  sources: ['config', 'entities', 'errors', 'formats', 'json', 'layout', 'storage', 'tree', 'volume'],
  volume: ['errors', 'json', 'storage', 'package-file.ts'],
  view: ['errors', 'html', 'json', 'layout', 'storage', 'tree'],
  diff: [
    'entities',
    'errors',
    'json',
    'formats',
    'layout',
    'metadata',
    'neuroglancer',
    'storage',
    'tree',
    'config',
    'volume',
    'version.ts',
  ],
  validate: [
    'entities',
    'errors',
    'issues',
    'json',
    'formats',
    'layout',
    'metadata',
    'neuroglancer',
    'storage',
    'tree',
    'config',
    'volume',
    'version.ts',
  ],
  report: ['errors', 'html', 'issues', 'json', 'version.ts'],
  pipeline: [
    'entities',
    'errors',
    'json',
    'formats',
    'layout',
    'metadata',
    'color',
    'neuroglancer',
    'storage',
    'sources',
    'tree',
    'config',
    'volume',
    'version.ts',
  ],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/(?:import|export)\s+(type\s+)?[^;]*?from\s+'(\.[^']+)'/g);
  return [...statements].map(([, type, specifier = '']) => ({
    from: relative(source, file),
    to: relative(source, join(dirname(file), specifier.replace(/\.js$/, '.ts'))),
    isType: type !== undefined,
  }));
}

const folderOf = (path: string) => path.split('/')[0] ?? path;
const imports = filesBelow(source).flatMap(importsOf);

test('finds the imports it is to check', () => {
  assert.ok(imports.length > 200, `${imports.length} imports`);
});

test('layers import downwards only', () => {
  const wrong = imports.filter(({ from, to, isType }) => {
    const allowed = mayImport[folderOf(from)];
    return (
      allowed !== undefined && folderOf(from) !== folderOf(to) && !isType && !allowed.includes(folderOf(to))
    );
  });
  assert.equal(
    wrong.map(({ from, to }) => `${from} imports ${to}`),
    [],
  );
});

test('nothing but the command line imports commands', () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      folderOf(to) === 'commands' && !['commands', 'cli.ts', 'run-cli.ts'].includes(folderOf(from)),
  );
  assert.equal(wrong, []);
});

test('pipeline, validate and diff know nothing of each other', () => {
  const apart = ['pipeline', 'validate', 'diff'];
  const wrong = imports.filter(
    ({ from, to }) =>
      apart.includes(folderOf(from)) && apart.includes(folderOf(to)) && folderOf(from) !== folderOf(to),
  );
  assert.equal(wrong, []);
});

test('formats and JSON are read without modules of Node', () => {
  const wrong = ['formats', 'json']
    .flatMap((folder) => filesBelow(join(source, folder)))
    .filter((file) => /from 'node:|\bBuffer\./.test(readFileSync(file, 'utf8')));
  assert.equal(wrong, []);
});

test('no file is longer than 400 lines', () => {
  const long = [
    ...filesBelow(source),
    ...filesBelow(join(root, 'assembly')),
    ...filesBelow(join(root, 'test')),
  ]
    .map((file) => ({ file: relative(root, file), lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 400);
  assert.equal(long, []);
});

test.run();
