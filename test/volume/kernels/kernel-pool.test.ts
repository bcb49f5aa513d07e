import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Kernels } from '../../../src/volume/kernels/kernels.js';
import { KernelPool } from '../../../src/volume/kernels/load-kernels.js';

const test = suite('kernels in turns');

test('one user after the other has the same kernels, with nothing allocated', async () => {
  const pool = new KernelPool();
  const used: Kernels[] = [];
  const tops: number[] = [];
  for (let round = 0; round < 3; round++) {
    await pool.use(async (kernels) => {
      used.push(kernels);
      tops.push(kernels.arena.top);
      kernels.arena.allocate(100_000);
    });
  }
  assert.is(new Set(used).size, 1);
  assert.is(new Set(tops).size, 1);
});

test('users at the same time have kernels of their own', async () => {
  const pool = new KernelPool();
  const users = await pool.use((first) => pool.use(async (second) => [first, second]));
  assert.is.not(users[0], users[1]);
  const later = await Promise.all([1, 2].map(() => pool.use(async (kernels) => kernels)));
  assert.ok(later.every((kernels) => users.includes(kernels)));
});

test('kernels come back from work that fails', async () => {
  const pool = new KernelPool();
  const first = await pool.use(async (kernels) => kernels);
  const failing = pool.use(async (kernels) => {
    kernels.arena.allocate(10);
    throw new Error('broken');
  });
  assert.is(await failing.catch((error: Error) => error.message), 'broken');
  assert.is(await pool.use(async (kernels) => kernels), first);
});

test('kernels whose memory became very large are let go', async () => {
  const pool = new KernelPool();
  const large = await pool.use(async (kernels) => {
    kernels.arena.allocate(130 * 1024 * 1024);
    return kernels;
  });
  assert.is.not(await pool.use(async (kernels) => kernels), large);
});

test.run();
