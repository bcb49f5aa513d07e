import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nameValues } from '../../src/commands/name-values.js';
import { runInProcess } from '../support/run-in-process.js';

const test = suite('help');

for (const command of [['ingest'], ['validate'], ['validate', 'config'], ['diff'], ['view']]) {
  test(`of ${command.join(' ')} names the values of its options, in aligned columns`, async () => {
    const { status, stdout } = await runInProcess([...command, '--help']);
    assert.is(status, 0);
    assert.not.match(stdout, /#\d/);
    const options = stdout.split('\n').filter((line) => line.startsWith('  --'));
    assert.ok(options.length > 0);
    const columns = options.map((line) => /^ {2}--.*? {4,}(?=\S)/.exec(line)?.[0].length);
    assert.is(new Set(columns).size, 1, options.join('\n'));
  });
}

test('of all commands names values too, and no file gets colours', async () => {
  const { stdout } = await runInProcess(['--help']);
  assert.match(stdout, '[--import TYPE,…] [--metadata TYPE,…]');
  assert.not.match(stdout, /#\d/);
  assert.not.ok(stdout.includes('\u001b'));
});

test('keeps bold options bold', () => {
  const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
  const line = (text: string, description: string) => `  ${bold(text)}    ${description}`;
  assert.is(
    nameValues([line('--import #0', 'what'), line('--mrc      ', 'whether')].join('\n')),
    [line('--import TYPE,…', 'what'), line('--mrc          ', 'whether')].join('\n'),
  );
});

test.run();
