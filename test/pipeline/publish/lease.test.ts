import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError, Superseded } from '../../../src/base/errors.js';
import { takeLease } from '../../../src/pipeline/publish/lease.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { leaseDirectory } from '../../../src/tree/layout/own-files.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { until } from '../../support/until.js';

const test = suite('leases of runs');

const times = { interval: 10, limit: 200 };
const leases = leaseDirectory('10801');

async function rejects(work: Promise<unknown>, kind: typeof StorageError | typeof Superseded): Promise<void> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.instance(error, kind);
}

/** Leaves a lease as another process does. */
async function leave(root: string, name: string, facts: Record<string, unknown>): Promise<void> {
  await mkdir(join(root, leases), { recursive: true });
  const now = new Date().toISOString();
  const record = { id: 'other', host: 'elsewhere', pid: 1, started: now, renewed: now, ...facts };
  await writeFile(join(root, leases, name), JSON.stringify(record));
}

test('one of ten that want a run at once gets it, the others are told who has it', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => takeLease(storage, '10801', 'TS_001', times)),
    );
    const [held, ...others] = tries.filter(({ status }) => status === 'fulfilled');
    assert.is(others.length, 0);
    for (const each of tries) {
      if (each.status === 'rejected') assert.instance(each.reason, Superseded);
    }
    const refusal = tries.find(({ status }) => status === 'rejected');
    assert.match(
      String(refusal?.status === 'rejected' && refusal.reason.facts.found),
      `process ${process.pid}`,
    );
    if (held?.status === 'fulfilled') await held.value.release();
    assert.equal(await readdir(join(root, leases)), []);
    await (await takeLease(storage, '10801', 'TS_001', times)).release();
  }));

test('runs have leases of their own, whatever their names', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    const names = ['TS', 'TS.1', 'TS.1.2', 'TS_1'];
    const held = await Promise.all(names.map((run) => takeLease(storage, '10801', run)));
    assert.is((await readdir(join(root, leases))).length, 4);
    for (const lease of held) await lease.release();
  }));

test('takes over from a process that is gone, or that has not renewed its lease', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    await leave(root, 'TS_001.4', { host: hostname(), pid: 2 ** 22 + 1 });
    const first = await takeLease(storage, '10801', 'TS_001', times);
    assert.equal(await readdir(join(root, leases)), ['TS_001.5']);
    await first.release();
    await leave(root, 'TS_002.1', { renewed: new Date(Date.now() - 1000).toISOString() });
    const second = await takeLease(storage, '10801', 'TS_002', times);
    assert.equal(await readdir(join(root, leases)), ['TS_002.2']);
    await second.release();
    await leave(root, 'TS_003.1', {});
    await takeLease(storage, '10801', 'TS_003', times).then(
      () => assert.unreachable(),
      (error) => assert.match(error.facts.found, 'process 1 on elsewhere'),
    );
  }));

test('leaves it to a container of the same name that renews its lease, whatever its number means here', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    for (const [run, pid] of [
      ['TS_001', process.pid],
      ['TS_002', 2 ** 22 + 1],
    ] as const) {
      await leave(root, `${run}.1`, { host: hostname(), pid, space: 'another boot pid:[1]' });
      await takeLease(storage, '10801', run, times).then(
        () => assert.unreachable(),
        (error) => assert.match(error.facts.found, `process ${pid} on`),
      );
    }
    const stale = {
      pid: process.pid,
      space: 'another boot pid:[1]',
      renewed: new Date(Date.now() - 1000).toISOString(),
    };
    await leave(root, 'TS_003.1', { host: hostname(), ...stale });
    await (await takeLease(storage, '10801', 'TS_003', times)).release();
  }));

test('a lease whose writing failed after it was there does not keep the next ingest of this process out', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    const createExclusive = storage.createExclusive.bind(storage);
    storage.createExclusive = async (key, bytes) => {
      await createExclusive(key, bytes);
      throw new StorageError('failed', 'the disk went away');
    };
    await takeLease(storage, '10801', 'TS_001', times).then(
      () => assert.unreachable(),
      (error) => assert.instance(error, StorageError),
    );
    assert.equal(await readdir(join(root, leases)), ['TS_001.1']);
    const lease = await takeLease(createLocalStorage(root), '10801', 'TS_001', times);
    assert.equal(await readdir(join(root, leases)), ['TS_001.2']);
    await lease.release();
  }));

test('a lease that is renewed while it is read is read again', () =>
  inTemporaryDirectory(async (root) => {
    await leave(root, 'TS_001.1', {});
    const storage = createLocalStorage(root);
    let reads = 0;
    const get = storage.get.bind(storage);
    storage.get = async (key) => {
      reads += 1;
      if (reads === 1) throw new StorageError('changed', 'changed while it was read');
      return get(key);
    };
    await takeLease(storage, '10801', 'TS_001', times).then(
      () => assert.unreachable(),
      (error) => assert.instance(error, Superseded),
    );
    assert.is(reads, 2);
  }));

test('one of several that find a stale lease takes over', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    await leave(root, 'TS_001.1', { host: hostname(), pid: 2 ** 22 + 1 });
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, () => takeLease(storage, '10801', 'TS_001', times)),
    );
    const held = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    assert.is(held.length, 1);
    await held[0]?.release();
  }));

test('one that is left is inherited, like that of an ingest that was killed', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    const lease = await takeLease(storage, '10801', 'TS_001', times);
    assert.not.ok(lease.isInherited);
    await lease.leave();
    assert.equal(await readdir(join(root, leases)), ['TS_001.1']);
    const next = await takeLease(storage, '10801', 'TS_001', times);
    assert.ok(next.isInherited);
    await next.release();
    assert.equal(await readdir(join(root, leases)), []);
  }));

test('whoever lost a run hears of it', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    const lease = await takeLease(storage, '10801', 'TS_001', times);
    await leave(root, 'TS_001.2', {});
    await until('the lease is lost', () => lease.signal.aborted);
    assert.instance(lease.signal.reason, Superseded);
    await lease.release();
    assert.equal(await readdir(join(root, leases)), ['TS_001.2']);
  }));

test('whoever asks hears at once that a run was lost', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    const lease = await takeLease(storage, '10801', 'TS_001', { interval: 600_000, limit: 600_000 });
    await lease.check();
    assert.not.ok(lease.signal.aborted);
    await leave(root, 'TS_001.2', {});
    await lease.check();
    assert.instance(lease.signal.reason, Superseded);
    await lease.release();
  }));

/** Never renews by itself in a test, and counts as late after 20 ms. */
const late = { interval: 600_000, limit: 40 };

test('whoever lost a run to one that has ended leaves the lease of a third with the same number', () =>
  inTemporaryDirectory(async (root) => {
    const lease = await takeLease(createLocalStorage(root), '10801', 'TS_001', late);
    await leave(root, 'TS_001.1', { id: 'third' });
    await pause(late.limit);
    await rejects(lease.confirm(), Superseded);
    await lease.release();
    assert.match(await readFile(join(root, leases, 'TS_001.1'), 'utf8'), 'third');
  }));

test('a lease that cannot be renewed is asked for before each change', () =>
  inTemporaryDirectory(async (root) => {
    const storage = createLocalStorage(root);
    const lease = await takeLease(storage, '10801', 'TS_001', late);
    await lease.confirm();
    storage.put = async () => {
      throw new StorageError('no-space', 'the disk is full');
    };
    await pause(late.limit);
    await lease.check();
    await rejects(lease.confirm(), StorageError);
    await leave(root, 'TS_001.2', {});
    await rejects(lease.confirm(), Superseded);
    await lease.release();
  }));

test.run();
