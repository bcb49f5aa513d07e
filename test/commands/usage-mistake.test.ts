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

test.run();
