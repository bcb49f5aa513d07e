import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';

const test = suite('files that the command line names');

test('that do not exist are reported as other files are, not by the system', async () => {
  await inTemporaryDirectory(async (directory) => {
    for (const [args, says] of [
      ['ingest nope.yaml . out', 'nope.yaml: the configuration cannot be read: no such file or directory'],
      ['validate config nope.yaml', 'nope.yaml: the configuration cannot be read: no such file or directory'],
      [
        `validate ${directory} --config nope.yaml`,
        'nope.yaml: the settings cannot be read: no such file or directory',
      ],
      [
        `init ${directory} --answers nope.yaml --output ${directory}/a.yaml`,
        'nope.yaml: no such file or directory',
      ],
      [
        `validate ${directory} --output nowhere/a.txt`,
        'nowhere/a.txt: the report cannot be written: found no such file or directory',
      ],
    ] as const) {
      const { status, stderr } = await runInProcess(args.split(' '));
      assert.is(status, 2, args);
      assert.match(stderr, says);
      assert.not.match(stderr, 'ENOENT');
    }
  });
});

test.run();
