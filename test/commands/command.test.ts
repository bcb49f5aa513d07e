import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { untilInterrupted } from '../../src/commands/command.js';

const test = suite('untilInterrupted');

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  test(`${name} aborts the work, which ends in its own time`, async () => {
    const before = process.listenerCount(name);
    const result = await untilInterrupted(async (signal) => {
      assert.not(signal.aborted);
      process.emit(name);
      assert.ok(signal.aborted);
      assert.is(process.listenerCount(name), before + 1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return 'cleaned up';
    });
    assert.is(result, 'cleaned up');
    assert.is(process.listenerCount(name), before);
  });
}

test('two SIGTERMs of one moment are one, so that the work still cleans up', async () => {
  const result = await untilInterrupted(async () => {
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGTERM', 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 1));
    return 'cleaned up';
  });
  assert.is(result, 'cleaned up');
});

test('nothing listens any more when the work has failed', async () => {
  const before = process.listenerCount('SIGINT');
  try {
    await untilInterrupted(() => Promise.reject(new Error('no')));
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'no');
  }
  assert.is(process.listenerCount('SIGINT'), before);
});

test.run();
