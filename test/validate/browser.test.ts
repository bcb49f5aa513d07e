import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { depths } from '../../src/validate/report.js';
import { testInBrowser } from '../support/browser.js';
import { withTreePage } from '../support/tree-page.js';
import { mutations } from './mutations/index.js';
import findingsOf from './support/browser-entry.js';
import { goodTree } from './support/good-tree.js';
import { linkOut, refused } from './support/memory-storage.js';

const test = suite('validation in a browser');

const damages = 20;

testInBrowser(test, 'finds what it finds in Node.js, at every depth', async () => {
  const good = await goodTree();
  const plain = mutations.filter(({ only, options }) => only !== 'portal' && options === undefined);
  const some = plain.filter((_, index) => index % Math.floor(plain.length / damages) === 0);
  await withTreePage('test/validate/support/browser-entry.js', good, async (page) => {
    let count = 0;
    for (const { what, change } of [{ what: 'nothing', change: () => {} }, ...some]) {
      const tree = new Map(good);
      change(tree);
      // They are told by their identity, which a copy lacks.
      if ([...tree.values()].some((bytes) => bytes === linkOut || bytes === refused)) continue;
      for (const depth of depths) {
        const here = await findingsOf(good, tree, depth);
        const there = await page.run(tree, depth);
        assert.equal(there, JSON.parse(JSON.stringify(here)), `${what}, ${depth}`);
        count += here.findings.length;
      }
    }
    assert.ok(count > damages);
  });
});

test.run();
