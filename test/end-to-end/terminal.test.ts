import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isPartialName } from '../../src/storage/partial-name.js';
import { hasTerminal, runInTerminal } from '../support/run-in-terminal.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { listTree, tinyTree } from '../support/tiny-tree.js';

const test = suite('cryoet on a terminal');

/** What Ctrl-C sends. */
const interruptKey = '\u0003';

function onTerminal(name: string, check: () => Promise<void>): void {
  if (hasTerminal) test(name, check);
  else test.skip(`${name} (no terminal to be had here)`, check);
}

onTerminal('a live tree of the deposition, then the summary', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const { status, shown } = await runInTerminal(tiny.ingestArguments(), () => null);
    assert.is(status, 0);
    for (const part of [
      /dataset 10801: 2 of 2 runs/,
      /TS_001 \(\d+ items\)/,
      /TS_002 \(\d+ items\)/,
      /0 failed/,
    ]) {
      assert.match(shown, part);
    }
    assert.equal(await listTree(tiny.output), tinyTree('documented'));
  });
});

onTerminal('Ctrl-C cleans up although the display looks after the terminal', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory, { firstShape: [240, 300, 530] });
    const { status, shown } = await runInTerminal(tiny.ingestArguments('--jobs', '1'), (text) =>
      text.includes('tomogram TS_001_10') ? interruptKey : null,
    );
    assert.is(status, 1);
    assert.match(shown, 'Interrupted: ');
    assert.match(shown, 'TS_001: not finished');
    const files = await listTree(tiny.output);
    assert.equal(
      files.filter((path) => path.split('/').some(isPartialName)),
      [],
    );
    assert.not(files.some((path) => path.includes('/Tomograms/100/') && path.includes('TS_001')));
  });
});

test.run();
