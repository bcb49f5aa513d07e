import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runInProcess } from '../support/run-in-process.js';

const test = suite('mistakes of usage');

const mistakes: [args: string, says: string, command: string][] = [
  ['ingst a b c', 'no command ingst; did you mean ingest?', 'cryoet'],
  ['publish', 'no command publish', 'cryoet'],
  ['--fast', 'no option --fast', 'cryoet'],
  ['ingest one.yaml', 'not enough positional arguments', 'cryoet ingest'],
  ['ingest a b c d', 'extraneous positional argument ("d")', 'cryoet ingest'],
  ['ingest a b c --dryrun', 'no option --dryrun; did you mean --dry-run?', 'cryoet ingest'],
  ['ingest a b c --nonsense', 'no option --nonsense', 'cryoet ingest'],
  ['ingest a b c --jobs', 'not enough arguments to option --jobs', 'cryoet ingest'],
  ['ingest a b c --jobs 0', '--jobs takes a whole number above 0, not 0', 'cryoet ingest'],
  ['validate a b', 'cannot take a b', 'cryoet validate'],
  ['validate config', 'not enough positional arguments', 'cryoet validate config'],
];

for (const [args, says, command] of mistakes) {
  test(`cryoet ${args}: one line and a hint`, async () => {
    const { status, stdout, stderr } = await runInProcess(args.split(' '));
    assert.equal(
      { status, stdout, stderr },
      { status: 2, stdout: '', stderr: `error: ${says}\n  hint: ${command} --help tells what there is\n` },
    );
  });
}

const listsWithBlanks: [args: string, says: string, hint: string][] = [
  ['validate t --rule A B --depth deep', '--rule takes A and not B too', 'several are given as --rule A,B'],
  [
    'ingest a b c --import tomogram frame ctf',
    '--import takes tomogram and not frame ctf too',
    'several are given as --import tomogram,frame,ctf',
  ],
  [
    'diff a b --ignore-field=x y',
    '--ignore-field takes x and not y too',
    'several are given as --ignore-field x,y',
  ],
  [
    'ingest a b c --filter run=A run=B',
    '--filter takes run=A and not run=B too',
    'several are given as --filter run=A --filter run=B',
  ],
  ['validate a b --rule A', 'cannot take a b --rule A', 'cryoet validate --help tells what there is'],
  ['validate --rule A a b', 'cannot take --rule A a b', 'cryoet validate --help tells what there is'],
];

for (const [args, says, hint] of listsWithBlanks) {
  test(`cryoet ${args}: tells how several values are given`, async () => {
    const { status, stdout, stderr } = await runInProcess(args.split(' '));
    assert.equal(
      { status, stdout, stderr },
      { status: 2, stdout: '', stderr: `error: ${says}\n  hint: ${hint}\n` },
    );
  });
}

for (const command of [
  ['ingest', 'a', 'b', 'c'],
  ['validate', 'a'],
  ['diff', 'a', 'b'],
  ['view', 'a'],
]) {
  for (const option of ['--endpoint-url', '--region']) {
    test(`cryoet ${command.join(' ')} ${option} '': the option has no value`, async () => {
      const { status, stdout, stderr } = await runInProcess([...command, option, '']);
      assert.equal(
        { status, stdout, stderr },
        {
          status: 2,
          stdout: '',
          stderr: `error: ${option} is given no value, but ""\n  hint: cryoet ${command[0]} --help tells what there is\n`,
        },
      );
    });
  }
}

test.run();
