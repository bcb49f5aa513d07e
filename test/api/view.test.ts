import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTree } from '../../src/api/open-tree.js';
import { view } from '../../src/api/view.js';
import { StorageError } from '../../src/base/errors.js';
import type { ViewServer } from '../../src/view/view-server.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { writeViewedTree } from '../view/support.js';

const test = suite('view');

async function firstPage(server: ViewServer): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(server.url);
    return { status: response.status, text: await response.text() };
  } finally {
    await server.close();
  }
}

test('takes a location as well as an open tree', async () => {
  await inTemporaryDirectory(async (directory) => {
    await writeViewedTree(directory);
    const tree = await openTree(directory, { isRoot: true });
    const [ofTree, ofLocation] = [await firstPage(await view(tree)), await firstPage(await view(directory))];
    await tree.close();
    assert.is(ofLocation.status, 200);
    assert.match(ofLocation.text, 'TS_A');
    assert.is(ofTree.status, 200);
  });
});

test('of a location where nothing is fails at once', async () => {
  try {
    await view('/nowhere/at/all');
  } catch (error) {
    assert.instance(error, StorageError);
    return;
  }
  assert.unreachable();
});

test.run();
