import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../src/base/package-file.js';
import { sourceFiles } from './support/source-files.js';

const test = suite('files of the project that pages and comments name');

const root = fileURLToPath(packageFile('.'));

/** A file or directory of the checkout; what a build writes (`dist`) is none, and a program of it is named by its source. */
const named =
  /(?<![\w./-])(?:dist\/)?((?:src|bench|scripts|docs|assembly|schemas)\/[\w./-]*[\w/])(?![\w./-]*`? \(new\))/g;

function missing(text: string): string[] {
  return [...text.matchAll(named)]
    .map(([, path = '']) => path)
    .filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, path.replace(/\.js$/, '.ts'))));
}

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

test('finds a file that does not exist', () => {
  assert.equal(missing('see `src/pipeline/convert/nothing.ts`, and src/main.ts.'), [
    'src/pipeline/convert/nothing.ts',
  ]);
  assert.equal(missing('`src/pipeline/convert/nothing.ts` (new): the reader; node dist/bench/run.js'), []);
});

test('exist, of pages', () => {
  assert.ok(pages.length > 20);
  assert.equal(
    pages.flatMap((page) =>
      missing(readFileSync(join(root, page), 'utf8')).map((path) => `${page}: ${path}`),
    ),
    [],
  );
});

test('exist, of comments', () => {
  const comments = sourceFiles('src').flatMap(({ path, tokens }) =>
    tokens
      .filter(({ kind }) => kind === 'comment')
      .map(({ text, line }) => ({ text, place: `src/${path}:${line}` })),
  );
  assert.ok(comments.length > 1000);
  assert.equal(
    comments.flatMap(({ text, place }) => missing(text).map((path) => `${place}: ${path}`)),
    [],
  );
});

test.run();
