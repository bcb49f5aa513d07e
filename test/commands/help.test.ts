import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createCli } from '../../src/cli.js';
import { renderCommandHelp } from '../../src/commands/render-help.js';
import { ViewCommand } from '../../src/commands/view.js';
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

test('keeps options bold and their columns aligned on a terminal', () => {
  const help = renderCommandHelp(ViewCommand, createCli(true).format(true));
  const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
  assert.match(help, `  ${bold('--run GLOB,…         ')}    show only runs whose names match\n`);
  assert.match(help, `  ${bold('--no-open            ')}    print the address and open no browser\n`);
});

test('of every option is one line that ends with its default in brackets, and what is on is spelled --no-', async () => {
  const { stdout } = await runInProcess(['ingest', '--help']);
  assert.match(
    stdout,
    /^ {2}--memory MIB {2,}set the memory budget of the whole process, in MiB \[default: 512\]$/m,
  );
  assert.match(stdout, /^ {2}--layout documented\|portal {2,}choose .* \[default: documented\]$/m);
  assert.match(stdout, /^ {2}--jobs N {2,}set the number of worker threads \[default: one per processor\]$/m);
  assert.match(stdout, /^ {2}--no-mrc {2,}omit MRC volumes$/m);
  assert.not.match(stdout, /^ {2}--mrc/m);
});

test.run();
