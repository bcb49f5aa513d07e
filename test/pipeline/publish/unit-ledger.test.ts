import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../../src/base/errors.js';
import { whyMadeAgain } from '../../../src/pipeline/publish/finished-data.js';
import { readLedgerState, UnitLedger } from '../../../src/pipeline/publish/unit-ledger.js';
import type { Storage } from '../../../src/storage/storage.js';
import { ledgerPath } from '../../../src/tree/layout/own-files.js';
import { type LedgerEntry, parseEntry, readLedger } from '../../../src/tree/ledger.js';
import { MemoryStorage } from '../support/memory-storage.js';

const test = suite('ledger of a run');

const unit = { kind: 'run', dataset: '10801', run: 'TS_001' } as const;
const header = { tool: '0.1.0', input: '/in', config: 'c' };
const proof = { tool: '0.1.0', settings: 's', sources: 'i', output: 'o' };
const now = () => new Date(0);
const entry = (made: string, ...paths: string[]): LedgerEntry => ({
  item: `item ${made}`,
  type: 'gain',
  made,
  proof,
  noted: now().toISOString(),
  sources: [{ path: 'dep/gain.mrc', bytes: 3, digest: 'sha256:ab' }],
  files: paths.map((path) => ({ path, bytes: 1, digest: null })),
});

const readEntries = async (storage: Storage) => (await readLedger(storage, unit)).entries;

test('is one line of JSON an item, after one about the run', async () => {
  const storage = new MemoryStorage('out');
  const ledger = await UnitLedger.open(storage, unit, header, now);
  ledger.note(entry('a', 'x', 'y'));
  await ledger.close('complete');
  const text = new TextDecoder().decode(await storage.get(ledgerPath(unit)));
  const [first, second, end] = text.split('\n');
  assert.equal(JSON.parse(first ?? ''), {
    format: 'cryoet-ledger',
    formatVersion: 1,
    ...unit,
    status: 'complete',
    failed: 0,
    saved: '1970-01-01T00:00:00.000Z',
    ...header,
  });
  assert.equal(JSON.parse(second ?? ''), entry('a', 'x', 'y'));
  assert.is(end, '');
  assert.equal(await readEntries(storage), [entry('a', 'x', 'y')]);
});

test('a file belongs to whoever wrote it last, and to nobody once it is gone', async () => {
  const ledger = await UnitLedger.open(new MemoryStorage('out'), unit, header, now);
  ledger.note(entry('a', 'd/1', 'd/2', 'e'));
  ledger.note(entry('b', 'd/2'));
  assert.equal(
    ledger.find('a')?.files.map(({ path }) => path),
    ['d/1', 'e'],
  );
  ledger.forget('d');
  assert.equal(
    ledger.find('a')?.files.map(({ path }) => path),
    ['e'],
  );
  assert.is(ledger.find('b'), null);
  await ledger.close('complete');
});

test('lines that a killed process left unfinished, and other formats, count for nothing', async () => {
  const storage = new MemoryStorage('out');
  const lines = [
    JSON.stringify({ format: 'cryoet-ledger', formatVersion: 1 }),
    JSON.stringify(entry('a', 'x')),
  ];
  await storage.put(ledgerPath(unit), new TextEncoder().encode(`${lines.join('\n')}\n{"item":"torn`));
  assert.is((await readEntries(storage)).length, 1);
  await storage.put(ledgerPath(unit), new TextEncoder().encode(lines.join('\n').replace(':1}', ':9}')));
  assert.equal(await readEntries(storage), []);
});

/** Every file that is read changed meanwhile, so many times. */
class ChangingStorage extends MemoryStorage {
  changes = 0;

  override async get(key: string): Promise<Uint8Array> {
    this.changes -= 1;
    if (this.changes >= 0) throw new StorageError('changed', 'changed while it was read');
    return super.get(key);
  }
}

test('one that another ingest replaces while it is read is read again, five times at most', async () => {
  const storage = new ChangingStorage('out');
  const ledger = await UnitLedger.open(storage, unit, header, now);
  ledger.note(entry('a', 'x'));
  await ledger.close('complete');
  storage.changes = 4;
  assert.is((await UnitLedger.open(storage, unit, header, now)).find('a')?.item, 'item a');
  storage.changes = 4;
  assert.is((await readLedgerState(storage, unit))?.status, 'complete');
  storage.changes = 5;
  await readEntries(storage).then(
    () => assert.unreachable(),
    (error) => assert.is(error.reason, 'changed'),
  );
});

test('has the state of a finished run, which counts for nothing once it is damaged', async () => {
  const storage = new MemoryStorage('out');
  const ledger = await UnitLedger.open(storage, unit, header, now);
  const item = { type: 'run', name: 'TS_001', dataset: '10801', run: 'TS_001' } as const;
  ledger.unchanged = {
    ...{ basis: 'b', files: ['a', '2'], sources: 's', matches: { b: 'x', 1: 'y' }, output: 'o' },
    ...{ found: [[0, 2]], volumes: [{ run: 'TS_001', samples: null, edges: '1,2,3', size: '1 × 2 × 3' }] },
    events: [{ kind: 'warning', item, message: 'none' }],
  };
  await ledger.close('complete');
  const read = async () => (await readLedgerState(storage, unit))?.unchanged;
  assert.equal(await read(), ledger.unchanged);
  const text = new TextDecoder().decode(await storage.get(ledgerPath(unit)));
  for (const [part, other] of [
    ['"found":[[0,2]]', '"found":[7]'],
    ['"events":[{', '"events":[null,{'],
    [/\{"unchanged":.*/, '{"unchanged":{"basis":"b"}}'],
  ] as const) {
    assert.is.not(text.replace(part, other), text);
    await storage.put(ledgerPath(unit), new TextEncoder().encode(text.replace(part, other)));
    assert.is(await read(), null, other);
  }
});

test('files keep their order, whatever is noted again, renewed or gone', async () => {
  const storage = new MemoryStorage('out');
  const ledger = await UnitLedger.open(storage, unit, header, now);
  ledger.note(entry('a', 'z', 'd/1', 'b'));
  ledger.note(entry('b', 'x', 'w'));
  ledger.renew({ path: 'd/1', bytes: 7, digest: 'sha256:cd' });
  ledger.note(entry('a', 'z', 'd/1', 'b', 'w'));
  ledger.forget('z');
  ledger.renew({ path: 'w', bytes: 8, digest: null });
  await ledger.close('complete');
  const files = [
    { path: 'd/1', bytes: 1, digest: null },
    { path: 'b', bytes: 1, digest: null },
    { path: 'w', bytes: 8, digest: null },
  ];
  const [, ...lines] = new TextDecoder().decode(await storage.get(ledgerPath(unit))).split('\n');
  assert.equal(lines, [JSON.stringify(entry('b', 'x')), JSON.stringify({ ...entry('a'), files }), '']);
});

test('notes and forgets a hundred thousand files', async () => {
  const ledger = await UnitLedger.open(new MemoryStorage('out'), unit, header, now);
  const paths = Array.from({ length: 100_000 }, (_, index) => `d/${index}`);
  ledger.note(entry('a', ...paths, 'e'));
  ledger.note(entry('b', ...paths));
  for (const path of paths.slice(0, 50_000)) ledger.forget(path);
  ledger.forget('d');
  assert.equal(ledger.find('a')?.files, entry('a', 'e').files);
  assert.is(ledger.find('b'), null);
  await ledger.close('complete');
});

test('says why something is made again', () => {
  assert.is(whyMadeAgain(proof, proof), '');
  assert.is(whyMadeAgain(proof, { ...proof, tool: '0.2.0', settings: 'x' }), 'tool version 0.1.0 → 0.2.0');
  assert.is(whyMadeAgain(proof, { ...proof, settings: 'x' }), 'settings changed');
  assert.is(whyMadeAgain(proof, { ...proof, sources: 'x', output: 'y' }), 'source changed, output changed');
  const from = { tomogram: 'a', key_image: 'b' };
  const made = { ...proof, from };
  assert.is(whyMadeAgain(made, { ...made, from: { ...from, tomogram: 'x' } }), 'its tomogram was made again');
  assert.is(
    whyMadeAgain(made, { ...made, settings: 'x', from: { ...from, key_image: 'y' } }),
    'settings changed, its key image was made again',
  );
  assert.is(whyMadeAgain(proof, { ...made, settings: 'x' }), 'settings changed');
  assert.equal(parseEntry(JSON.stringify({ ...entry('a', 'x'), proof: made }))?.proof, made);
});

test.run();
