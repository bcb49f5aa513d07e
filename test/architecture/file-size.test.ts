import { basename } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { roomOf } from './support/house.js';
import { sourceFiles } from './support/source-files.js';

const test = suite('size of files');

const mostLines = 400;
/** What is shorter and has one user belongs to that user's file. */
const leastLines = 25;

const linesOf = (text: string) => text.split('\n').length - 1;

test('no file is longer than 400 lines', () => {
  const long = (['src', 'test', 'assembly'] as const).flatMap((folder) =>
    sourceFiles(folder).flatMap(({ path, text }) =>
      linesOf(text) > mostLines ? [`${folder}/${path} has ${linesOf(text)} lines`] : [],
    ),
  );
  assert.equal(long, []);
});

test('no file of under 25 lines has one user', () => {
  const files = sourceFiles('src');
  const users = new Map<string, Set<string>>();
  for (const { path, imports } of files)
    for (const { path: target } of imports)
      if (target !== null) users.set(target, (users.get(target) ?? new Set()).add(path));
  assert.ok([...users.values()].some(({ size }) => size === 1));
  // A worker is a file of its own, since it is loaded by its name.
  const small = files.filter(
    ({ path, text }) =>
      linesOf(text) < leastLines && users.get(path)?.size === 1 && !path.endsWith('-worker.ts'),
  );
  assert.equal(
    small.map(({ path }) => `${path} goes into ${[...(users.get(path) ?? [])].join()}`),
    [],
  );
});

test('a room has one index.ts at most, and none within', () => {
  const barrels = sourceFiles('src').filter(({ path }) => basename(path) === 'index.ts');
  assert.equal(
    barrels.filter(({ path }) => path !== `${roomOf(path)}/index.ts`).map(({ path }) => path),
    [],
  );
});

test.run();
