import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Layout, layouts } from '../../src/tree/layout/path-templates.js';
import { rules } from '../../src/validate/rules/rules.js';
import { isWhole, longOf } from '../support/long.js';
import { mutations } from './mutations/index.js';
import { mutated } from './mutations/mutated.js';
import type { Mutation } from './mutations/mutation.js';
import { codesOf, plainScanner, validateFiles } from './support/validate-files.js';

const test = suite('mutations of a good tree');
const long = longOf(test);

/** A campaign validates every mutation in both layouts. */
const isCampaign = Number(process.env.CRYOET_TEST_ROUNDS ?? 1) > 1;

/** The layouts of a mutation; those of a rule, and rules, take turns. */
function layoutsOf({ only }: Mutation, index: number): readonly Layout[] {
  if (only !== undefined) return [only];
  return isCampaign ? layouts : layouts.slice(index % 2, (index % 2) + 1);
}

for (const [index, mutation] of mutations.entries()) {
  const { code, also = [], what, only, change, options = {} } = mutation;
  for (const layout of layoutsOf(mutation, index)) {
    const add = index % 7 === 0 ? test : long;
    add(`${code}: ${what}, ${layout}`, async () => {
      const tree = await mutated(change, layout, only);
      const report = await validateFiles(tree, 'deep', options);
      const shown = report.findings.map(({ code: found, path, message }) => `${found} ${path}: ${message}`);
      assert.equal(codesOf(report), [code, ...also].sort(), shown.join('\n'));
      assert.equal(report.failures, []);
    });
  }
}

/** One in so many mutations is validated without remembered scans. */
const step = isWhole ? 40 : 150;

test('nothing is different where every file is looked into', async () => {
  for (const { what, only, change, options } of mutations.filter((_, index) => index % step === 0)) {
    const tree = await mutated(change, only ?? 'documented', only);
    const whole = await validateFiles(tree, 'deep', { createScanner: plainScanner('deep'), ...options });
    const remembered = await validateFiles(tree, 'deep', options);
    assert.equal(remembered.findings, whole.findings, what);
  }
});

test('the good tree has no finding in either layout', async () => {
  for (const layout of layouts) {
    const report = await validateFiles(await mutated(() => {}, layout), 'deep');
    assert.equal(report.findings, []);
    assert.is(report.layout, layout);
  }
});

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
