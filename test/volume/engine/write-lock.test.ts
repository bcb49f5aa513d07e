import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WriteLock } from '../../../src/volume/engine/thread-converter.js';

const test = suite('WriteLock');

test('is had by one thread at a time, and given back', () => {
  const lock = new WriteLock();
  const other = new WriteLock(lock.flag);
  const order: string[] = [];
  const isWritten = lock.tryRun(() => {
    order.push('first');
    assert.not.ok(other.tryRun(() => order.push('second, too early')));
  });
  assert.ok(isWritten);
  assert.ok(other.tryRun(() => order.push('second')));
  assert.equal(order, ['first', 'second']);
});

test('is given back when the write fails', () => {
  const lock = new WriteLock();
  const fail = () => {
    throw new Error('the disk is full');
  };
  assert.throws(() => lock.tryRun(fail), 'the disk is full');
  assert.throws(() => lock.run(fail), 'the disk is full');
  assert.ok(lock.tryRun(() => undefined));
});

test('is waited for while another thread has it', async () => {
  const lock = new WriteLock();
  const steps = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(
    `const { parentPort, workerData: { module, flag, steps } } = require('node:worker_threads');
     import(module).then(({ WriteLock }) => {
       new WriteLock(flag).run(() => {
         parentPort.postMessage('has it');
         Atomics.wait(steps, 0, 0);
         Atomics.store(steps, 0, 2);
       });
     });`,
    {
      eval: true,
      workerData: {
        module: new URL('../../../src/volume/engine/thread-converter.js', import.meta.url).href,
        flag: lock.flag,
        steps,
      },
    },
  );
  await once(thread, 'message');
  assert.not.ok(lock.tryRun(() => undefined));
  Atomics.store(steps, 0, 1);
  Atomics.notify(steps, 0);
  let seen = 0;
  lock.run(() => {
    seen = Atomics.load(steps, 0);
  });
  assert.is(seen, 2);
  await once(thread, 'exit');
});

test.run();
