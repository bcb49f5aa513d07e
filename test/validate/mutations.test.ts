import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../src/validate/index.js';
import { mutations } from './mutations/index.js';
import { goodTree } from './support/good-tree.js';
import { codesOf, validateFiles } from './support/validate-files.js';

const test = suite('mutations of a good tree');

for (const { code, also = [], what, change, options = {} } of mutations) {
  test(`${code}: ${what}`, async () => {
    const tree = await goodTree();
    change(tree);
    const report = await validateFiles(tree, 'deep', options);
    const shown = report.findings.map(({ code: found, path, message }) => `${found} ${path}: ${message}`);
    assert.equal(codesOf(report), [code, ...also].sort(), shown.join('\n'));
    assert.equal(report.failures, []);
  });
}

test('there is one for every rule', () => {
  const covered = new Set(mutations.map(({ code }) => code));
  assert.equal(
    rules.map(({ code }) => code).filter((code) => !covered.has(code)),
    [],
  );
});

test('every rule has a code of its own, in capitals', () => {
  const codes = rules.map(({ code }) => code);
  assert.is(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^[A-Z][A-Z0-9_]+$/);
});

test.run();
