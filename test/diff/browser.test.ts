import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testInBrowser } from '../support/browser.js';
import { longOf } from '../support/long.js';
import { withTreePage } from '../support/tree-page.js';
import { mutations } from '../validate/mutations/index.js';
import { goodTree } from '../validate/support/good-tree.js';
import changesBetween from './support/browser-entry.js';

const test = suite('comparison in a browser');
const long = longOf(test);

const damages = 20;

testInBrowser(long, 'finds the changes that it finds in Node.js', async () => {
  const good = await goodTree();
  const plain = mutations.filter(({ only }) => only !== 'portal');
  const some = plain.filter((_, index) => index % Math.floor(plain.length / damages) === 0);
  await withTreePage('test/diff/support/browser-entry.js', good, async (page) => {
    let count = 0;
    for (const { what, change } of some) {
      const tree = new Map(good);
      change(tree);
      const here = await changesBetween(good, tree);
      assert.equal(await page.run(tree), JSON.parse(JSON.stringify(here)), what);
      count += here.entities.filter(({ status }) => status !== 'same').length;
    }
    assert.ok(count >= damages);
  });
});

test.run();
