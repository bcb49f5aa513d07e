import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sourceFiles } from './support/source-files.js';

const test = suite('length of files');

const mostLines = 400;

test('no file is longer than 400 lines', () => {
  const long = (['src', 'test', 'assembly'] as const).flatMap((folder) =>
    sourceFiles(folder).flatMap(({ path, text }) => {
      const lines = text.split('\n').length - 1;
      return lines > mostLines ? [`${folder}/${path} has ${lines} lines`] : [];
    }),
  );
  assert.equal(long, []);
});

test.run();
