import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runInProcess } from '../support/run-in-process.js';

const test = suite('mistakes of usage');

const mistakes: [args: string, says: string, command: string][] = [
  ['ingst a b c', 'unknown command ingst; did you mean ingest?', 'cryoet'],
  ['publish', 'unknown command publish', 'cryoet'],
  ['--fast', 'unknown option --fast', 'cryoet'],
  ['ingest one.yaml', 'INPUT and OUTPUT are missing', 'cryoet ingest'],
  ['ingest a b c d', 'unexpected argument d', 'cryoet ingest'],
  ['ingest a b c --dryrun', 'unknown option --dryrun; did you mean --dry-run?', 'cryoet ingest'],
  ['ingest a b c --nonsense', 'unknown option --nonsense', 'cryoet ingest'],
  ['ingest a b c --jobs', '--jobs needs a value', 'cryoet ingest'],
  ['ingest a b c --jobs --quiet', '--jobs needs a value', 'cryoet ingest'],
  ['ingest a b c --quiet=1', '--quiet takes no value', 'cryoet ingest'],
  ['ingest a b c --no-zar', 'unknown option --no-zar; did you mean --no-zarr?', 'cryoet ingest'],
  ['ingest -- a b c d', 'unexpected argument d', 'cryoet ingest'],
  ['diff', 'A and B are missing', 'cryoet diff'],
  ['ingest a b c --jobs 0', '--jobs takes a whole number above 0, not 0', 'cryoet ingest'],
  ['validate a b', 'unexpected argument b', 'cryoet validate'],
  ['validate cofnig x', 'unexpected argument x; did you mean validate config?', 'cryoet validate'],
  ['validate sources c i', 'unexpected argument c; did you mean validate source?', 'cryoet validate'],
  ['validate cfg x', 'unexpected argument x', 'cryoet validate'],
  ['validate config', 'FILE is missing', 'cryoet validate config'],
];

for (const [args, says, command] of mistakes) {
  test(`cryoet ${args}: one line and a hint`, async () => {
    const { status, stdout, stderr } = await runInProcess(args.split(' '));
    assert.equal(
      { status, stdout, stderr },
      { status: 2, stdout: '', stderr: `error: ${says}\n  hint: see ${command} --help\n` },
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
  ['validate a b --rule A', 'unexpected argument b', 'see cryoet validate --help'],
  ['validate --rule A a b', 'unexpected argument b', 'see cryoet validate --help'],
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
          stderr: `error: ${option} needs a value; got ""\n  hint: see cryoet ${command[0]} --help\n`,
        },
      );
    });
  }
}

test.run();
