import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { init } from '../../src/api/init.js';
import { askFor } from '../../src/commands/init.js';
import { treeOf } from '../init/support/tree-of.js';
import { CapturedStream } from '../support/captured-stream.js';
import { answersFile, files, valid, withMistakes } from '../support/init-questions.js';
import { until } from '../support/until.js';

const test = suite('questions of cryoet init');

/** A session in which someone types keys when a text was shown: the configuration, the terminal, and its failure. */
async function session(steps: readonly (readonly [shown: string, keys: string])[]) {
  const input = await treeOf(files);
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  // A prompt ends what it is piped to, except the terminal of the process.
  const stdout = Object.assign(new CapturedStream(), { end: () => stdout });
  const running = init({
    input,
    ask: (_, preview) => askFor(preview, { stdin, stdout }),
  }).then(
    (result) => ({ result, failure: null }),
    (failure: Error) => ({ result: null, failure }),
  );
  let seen = 0;
  for (const [shown, keys] of steps) {
    await until(shown, () => stdout.text.indexOf(shown, seen) !== -1);
    seen = stdout.text.length;
    stdin.write(keys);
  }
  const ended = await running;
  rmSync(input, { recursive: true, force: true });
  return { ...ended, shown: stdout.text };
}

test('asks again with the reason where an answer is refused, and for the block of the sample', async () => {
  const { result, failure } = await session(withMistakes);
  assert.is(failure, null);
  assert.equal(result?.placeholders, []);
  for (const line of [
    "deposition_title: &title 'Cells: a title'",
    "release_date: '2025-02-01'",
    'sample_type: virus',
    'ORCID: 0000-0002-1825-0097',
    'id: GO:0005739',
    'name: Homo sapiens',
    "value: ['10998']",
  ])
    assert.match(result?.config ?? '', line);
  // The same values in a file give the same configuration.
  const input = await treeOf(files);
  const { placeholders } = await init({ input });
  const answers = join(input, 'answers.yaml');
  await writeFile(answers, answersFile(placeholders.map(({ path }) => path)));
  const written = await init({ input, answers });
  rmSync(input, { recursive: true, force: true });
  assert.is(result?.config, written.config);
});

test('Ctrl-C leaves nothing', async () => {
  const { failure } = await session([...valid.slice(0, 3), ['authors[0].name', '\u0003']]);
  assert.match(failure?.message ?? '', 'interrupted: nothing was written');
});

test.run();
