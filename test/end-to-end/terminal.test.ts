import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isPartialName } from '../../src/storage/partial-name.js';
import { hasBrowser } from '../support/browser.js';
import { answersFile, files, valid, withMistakes } from '../support/init-questions.js';
import { longOf } from '../support/long.js';
import { drawTerminal } from '../support/picture-of-terminal.js';
import { runInProcess } from '../support/run-in-process.js';
import { hasTerminal, runInTerminal } from '../support/run-in-terminal.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { TerminalEmulator } from '../support/terminal-emulator.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { listTree, tinyTree } from '../support/tiny-tree.js';

const test = suite('cryoet on a terminal');
const long = longOf(test);

/** What Ctrl-C sends. */
const interruptKey = '\u0003';

function onTerminal(name: string, check: () => Promise<void>, add = test): void {
  if (hasTerminal) add(name, check);
  else test.skip(`${name} (no terminal to be had here)`, check);
}

/** What a terminal shows of what a program wrote, at every moment that it is asked for. */
async function terminalWith(shown: string): Promise<TerminalEmulator> {
  const terminal = new TerminalEmulator(120, 40);
  terminal.write(shown);
  await terminal.history();
  return terminal;
}

/** All that was written before the alternate screen was left. */
function beforeTheEnd(shown: string): string {
  return shown.slice(0, shown.lastIndexOf('\u001b[?1049l'));
}

onTerminal('a live display of the deposition, then the runs and the summary', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const { status, shown } = await runInTerminal(tiny.ingestArguments(), []);
    assert.is(status, 0);
    const live = await terminalWith(beforeTheEnd(shown));
    assert.ok(live.isAlternate);
    const screen = (await live.screen()).join('\n');
    assert.match(screen, 'ingest ');
    assert.match(screen, /\d of 2 runs/);
    const terminal = await terminalWith(shown);
    assert.not.ok(terminal.isAlternate);
    const after = (await terminal.history()).join('\n');
    for (const part of [
      /^✔ ingest /,
      /✔ dataset 10801: 2 of 2 runs/,
      /✔ TS_001 \(\d+ items\)/,
      /✔ TS_002 \(\d+ items\)/,
      /0 failed/,
    ]) {
      assert.match(after, part);
    }
    assert.not.match(after, '✖');
    assert.equal(await listTree(tiny.output), tinyTree('documented'));
  });
});

onTerminal('a failed item ends with ✖, why, and the command that goes on', async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('tiltseries/TS_001.st', () => 'no volume');
    const { status, shown } = await runInTerminal(tiny.ingestArguments('--no-precompute'), []);
    assert.is(status, 1);
    const after = await (await terminalWith(shown)).history();
    assert.match(after.join('\n'), /✖ TS_001 \(\d+ items, 1 failed\)/);
    const end = after.join('').slice(-400);
    assert.match(end, '✖ not everything was done: ');
    assert.match(end, `To go on: cryoet ingest ${tiny.config}`);
  });
});

const cleansUp = async () => {
  await inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory, { firstShape: [60, 300, 530] });
    const { status, shown } = await runInTerminal(tiny.ingestArguments('--jobs', '1', '--no-precompute'), [
      ['tomogram TS_001_10', interruptKey],
    ]);
    assert.is(status, 1);
    const live = await terminalWith(beforeTheEnd(shown));
    assert.match((await live.screen()).join('\n'), /stopping; ingest /);
    if (hasBrowser) await drawTerminal(live, 'ingest-ctrl-c');
    const terminal = await terminalWith(shown);
    assert.not.ok(terminal.isAlternate);
    const after = (await terminal.history()).join('\n');
    assert.match(after, 'TS_001: not finished');
    assert.match(after, /✖ stopped \(the ingest was interrupted\): /);
    if (hasBrowser) await drawTerminal(terminal, 'ingest-ctrl-c-after');
    const files = await listTree(tiny.output);
    assert.equal(
      files.filter((path) => path.split('/').some(isPartialName)),
      [],
    );
    assert.not(files.some((path) => path.includes('/Tomograms/100/') && path.includes('TS_001')));
  });
};
onTerminal('Ctrl-C cleans up although the display looks after the terminal', cleansUp, long);

onTerminal(
  'init asks, again where an answer is refused, and writes what a file of the answers gives',
  async () => {
    await inTemporaryDirectory(async (directory) => {
      const [input, config] = [join(directory, 'input'), join(directory, 'config.yaml')];
      await mkdir(input);
      for (const [name, content] of Object.entries(files)) await writeFile(join(input, name), content);
      const { status, shown } = await runInTerminal(
        ['init', input, '--interactive', '--output', config],
        withMistakes,
      );
      assert.is(status, 0, shown);
      for (const reason of [
        'an ORCID like 0000-0002-1825-0097',
        'expected 2025-01-31 or later',
        "did you mean 'virus'?; expected one of cell_line",
      ])
        assert.match(shown, reason);
      const answered = await readFile(config, 'utf8');
      assert.not.match(answered, 'FILL_IN');
      const open = await runInProcess(['init', input, '--format', 'json', '--output', config, '--force']);
      const { placeholders } = JSON.parse(open.stdout) as { placeholders: readonly { path: string }[] };
      const answers = join(directory, 'answers.yaml');
      await writeFile(answers, answersFile(placeholders.map(({ path }) => path)));
      const given = await runInProcess(['init', input, '--answers', answers, '--output', config, '--force']);
      assert.is(given.status, 0, given.stderr);
      assert.is(answered, await readFile(config, 'utf8'));
    });
  },
);

onTerminal('Ctrl-C at a question of init leaves nothing', async () => {
  await inTemporaryDirectory(async (directory) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
    const { status, shown } = await runInTerminal(
      ['init', directory, '--interactive', '--output', join(directory, 'config.yaml')],
      [...valid.slice(0, 3), ['authors[0].name', interruptKey]],
    );
    assert.is(status, 2);
    assert.match(shown, 'interrupted: nothing was written');
    assert.equal((await readdir(directory)).sort(), Object.keys(files));
  });
});

test.run();
