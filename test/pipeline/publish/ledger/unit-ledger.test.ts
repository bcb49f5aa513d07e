import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ledgerPath } from '../../../../src/layout/index.js';
import { type LedgerEntry, whyMadeAgain } from '../../../../src/pipeline/publish/ledger/ledger-entry.js';
import { readEntries, UnitLedger } from '../../../../src/pipeline/publish/ledger/unit-ledger.js';
import { MemoryStorage } from '../../support/memory-storage.js';

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
  assert.equal(await readEntries(storage, ledgerPath(unit)), [entry('a', 'x', 'y')]);
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
  assert.is((await readEntries(storage, ledgerPath(unit))).length, 1);
  await storage.put(ledgerPath(unit), new TextEncoder().encode(lines.join('\n').replace(':1}', ':9}')));
  assert.equal(await readEntries(storage, ledgerPath(unit)), []);
});

test('says why something is made again', () => {
  assert.is(whyMadeAgain(proof, proof), '');
  assert.is(whyMadeAgain(proof, { ...proof, tool: '0.2.0', settings: 'x' }), 'tool version 0.1.0 → 0.2.0');
  assert.is(whyMadeAgain(proof, { ...proof, settings: 'x' }), 'settings changed');
  assert.is(whyMadeAgain(proof, { ...proof, sources: 'x', output: 'y' }), 'source changed, output changed');
});

test.run();
