import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commands } from '../../src/commands/cli.js';
import { describeCommands } from '../../src/commands/completion-scripts.js';
import { layouts } from '../../src/tree/layout/path-templates.js';
import { runInProcess } from '../support/run-in-process.js';

const test = suite('completion');

const hasShell = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

async function scriptOf(shell: string): Promise<string> {
  const { status, stdout, stderr } = await runInProcess(['completion', shell]);
  assert.is(status, 0, stderr);
  return stdout;
}

/** Returns the completions of bash after some words; the last word is being typed. */
async function complete(...words: string[]): Promise<string[]> {
  const run = `${await scriptOf('bash')}
COMP_WORDS=("$@")
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_cryoet
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--norc', '-u', '-c', run, 'bash', 'cryoet', ...words],
    {
      encoding: 'utf8',
    },
  );
  assert.equal([status, stderr], [0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

const inBash = hasShell('bash') ? test : test.skip;

inBash('bash completes commands', async () => {
  const names = [...new Set(commands.map(({ paths }) => paths?.[0]?.[0] ?? ''))];
  assert.equal(await complete(''), names);
  assert.equal(
    await complete('in'),
    names.filter((name) => name.startsWith('in')),
  );
  assert.equal(await complete('validate', ''), ['config', 'source']);
});

inBash('bash completes the options of the command that the words begin with', async () => {
  assert.equal(await complete('ingest', 'c.yaml', '--no-m'), ['--no-mrc']);
  assert.equal(await complete('validate', '--f'), ['--follow-links', '--format']);
  assert.equal(await complete('validate', 'config', '--f'), ['--format']);
  for (const { words, options } of describeCommands(commands)) {
    assert.equal(
      await complete(...words, '-'),
      options.map(({ name }) => name),
      words.join(' '),
    );
  }
});

inBash('bash completes values, behind a sign of equality too', async () => {
  assert.equal(await complete('ingest', '--layout', ''), [...layouts]);
  assert.equal(await complete('validate', '--depth', '=', 'd'), ['deep']);
  assert.equal(await complete('validate', 'config', '--format', 'j'), ['json']);
  assert.equal(await complete('ingest', '--ome-zarr', ''), ['0.4', '0.5']);
  assert.equal(await complete('convert', '--compression', ''), ['lz4', 'zstd']);
});

inBash('bash is left to complete files', async () => {
  assert.equal(await complete('ingest', ''), []);
  assert.equal(await complete('diff', 'a', ''), []);
});

for (const shell of ['zsh', 'fish']) {
  test(`${shell} is told every command and option`, async () => {
    const script = await scriptOf(shell);
    for (const { words, options } of describeCommands(commands)) {
      for (const word of words) assert.ok(script.includes(word));
      for (const { name } of options)
        assert.ok(script.includes(shell === 'fish' ? `-l ${name.slice(2)}` : name), name);
    }
    if (hasShell(shell)) {
      const { status, stderr } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' });
      assert.equal([status, stderr], [0, '']);
    }
  });
}

test('zsh is told of a command what it does itself, not what a command of two words does', async () => {
  const script = await scriptOf('zsh');
  for (const { paths = [], usage } of commands) {
    const [words = []] = paths;
    if (words.length === 1) assert.ok(script.includes(`    '${words[0]}:${usage?.description}'\n`), words[0]);
  }
});

test('another shell is a mistake', async () => {
  const { status, stderr } = await runInProcess(['completion', 'tcsh']);
  assert.is(status, 2);
  assert.match(stderr, 'SHELL is bash or zsh or fish, not tcsh');
});

test.run();
