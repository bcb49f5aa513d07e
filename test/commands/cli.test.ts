import { readFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commands, createCli, helpTexts, renderCommandHelp } from '../../src/commands/cli.js';
import { ViewCommand } from '../../src/commands/view.js';
import { mismatchTopics } from '../../src/deposition/source-rules/rule.js';
import { entityTypes } from '../../src/tree/entities/entity-type.js';
import { layouts } from '../../src/tree/layout/path-templates.js';
import { runInProcess } from '../support/run-in-process.js';

const test = suite('help');

const withOptions = commands.filter(({ optionTable }) => Object.keys(optionTable).length > 0);

for (const command of withOptions.map(({ paths }) => paths?.[0] ?? [])) {
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

test('is shown wherever it is asked for', async () => {
  const { stdout: wanted } = await runInProcess(['ingest', '--help']);
  for (const args of [
    ['ingest', 'a', 'b', 'c', '--help'],
    ['ingest', 'a', '--jobs', '2', '-h'],
    ['--help', 'ingest'],
  ]) {
    const { status, stdout } = await runInProcess(args);
    assert.equal([status, stdout], [0, wanted], args.join(' '));
  }
  const { stdout } = await runInProcess(['validate', 'source', 'a', '--help']);
  assert.match(stdout, 'cryoet validate source');
  assert.is((await runInProcess(['inspect', '--', '--help'])).status, 1);
});

test('of the program is one line a command, and fits a terminal of 80 × 24', async () => {
  const { status, stdout } = await runInProcess(['--help']);
  assert.is(status, 0);
  const lines = stdout.trimEnd().split('\n');
  assert.ok(lines.length <= 23, `${lines.length} lines`);
  for (const line of lines) assert.ok(line.length <= 80, line);
  for (const { paths, usage } of commands) {
    const words = (paths?.[0] ?? []).join(' ');
    assert.ok(
      lines.some((line) => line.startsWith(`  ${words} `) && line.endsWith(`  ${usage?.description}`)),
      words,
    );
  }
  assert.not.ok(stdout.includes('\u001b'));
});

test('is what the build keeps, of the program and of every command', async () => {
  const file = new URL('../../../dist/bin/help.json', import.meta.url);
  const kept = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const words = ['', ...commands.map(({ paths }) => (paths?.[0] ?? []).join(' '))];
  const shown = words.map(async (name) => {
    const { stdout } = await runInProcess([...name.split(' ').filter((word) => word !== ''), '--help']);
    return [name, stdout] as const;
  });
  const plain = Object.fromEntries(await Promise.all(shown));
  assert.equal(kept, { plain, colored: helpTexts(true) });
  assert.match(helpTexts(true).ingest ?? '', '\u001b[1m');
});

test('is what help prints, of the program and of a command', async () => {
  assert.equal(await runInProcess(['help']), await runInProcess(['--help']));
  for (const words of [['ingest'], ['validate', 'config'], ['help']]) {
    assert.equal(await runInProcess(['help', ...words]), await runInProcess([...words, '--help']));
  }
  const { status, stderr } = await runInProcess(['help', 'ingst']);
  assert.is(status, 2);
  assert.is(stderr, 'error: unknown command ingst; did you mean ingest?\n  hint: see cryoet help\n');
});

test('keeps options bold and their columns aligned on a terminal', () => {
  const help = renderCommandHelp(ViewCommand, createCli(true).format(true));
  const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;
  assert.match(help, `  ${bold('--run GLOB,…         ')}    show only runs whose names match\n`);
  assert.match(help, `  ${bold('--no-open            ')}    print the address, do not open a browser\n`);
});

test('lists the values that words in capitals stand for', async () => {
  const types = entityTypes.map((type) => type.replaceAll('_', '-')).join(', ');
  for (const [command, sentence] of [
    ['ingest', `TYPE is one of ${types}.`],
    ['submit', `TYPE is one of ${types}.`],
    ['ingest', `TOPIC is one of ${mismatchTopics.join(', ')}.`],
    ['submit', `TOPIC is one of ${mismatchTopics.join(', ')}.`],
    ['diff', 'KIND is one of '],
  ] as const) {
    const { stdout } = await runInProcess([command, '--help']);
    const text = stdout.replaceAll(/\s+/g, ' ');
    assert.ok(text.indexOf(sentence) > 0, sentence);
    assert.ok(text.indexOf(sentence) < text.indexOf('Exit status: '), command);
    assert.not.match(stdout, 'and so on');
  }
});

test('of every option is one line that ends with its default in brackets, and what is on is spelled --no-', async () => {
  const { stdout } = await runInProcess(['ingest', '--help']);
  assert.match(
    stdout,
    /^ {2}--memory MIB {2,}set the memory budget of the whole process, in MiB \[default: 512\]$/m,
  );
  assert.match(stdout, `  --layout ${layouts.join('|')}  `);
  assert.match(stdout, /^ {2}--layout \S+ {2,}choose .* \[default: documented\]$/m);
  assert.match(stdout, /^ {2}--jobs N {2,}set the number of worker threads \[default: one per processor\]$/m);
  assert.match(stdout, /^ {2}--no-mrc {2,}omit MRC volumes$/m);
  assert.not.match(stdout, /^ {2}--mrc/m);
});

test.run();
