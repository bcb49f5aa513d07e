import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('low limits of the system, as a process');

const main = fileURLToPath(new URL('../../bin/main.js', import.meta.url));

for (const [limit, message] of [
  ['-n 64', 'error: too few files may be open at once: expected at least 256, found 64'],
  ['-n 24', 'error: too few files may be open at once: expected at least 256, found 24'],
  ['-v 2000000', 'error: too little virtual memory for WebAssembly: expected at least 64 GiB, found 1.9 GiB'],
] as const) {
  test(`ulimit ${limit} is one sentence and a hint`, () => {
    const script = `ulimit ${limit}; exec ${process.execPath} ${main} ingest a b c`;
    const { status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    assert.is(status, 2);
    const lines = stderr.trimEnd().split('\n');
    assert.is(lines[0], message);
    assert.is(lines.length, 2);
    assert.ok(lines[1]?.startsWith('  hint: '));
  });
}

test('memory below the floor is an error of usage', () => {
  const { status, stderr } = spawnSync(process.execPath, [main, 'ingest', 'a', 'b', 'c', '--memory', '255'], {
    encoding: 'utf8',
  });
  assert.is(status, 2);
  assert.match(stderr, 'error: --memory is too low: expected at least 256, found 255');
});

test.run();
