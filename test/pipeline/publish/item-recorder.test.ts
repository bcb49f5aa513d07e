import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ItemRecorder, type RecorderHost } from '../../../src/pipeline/publish/item-recorder.js';
import { UnitLedger } from '../../../src/pipeline/publish/unit-ledger.js';
import { emptyStorage } from '../../../src/storage/storage.js';
import type { LedgerFile } from '../../../src/tree/ledger.js';
import { makeItem } from '../support/make-item.js';

const test = suite('recorder of an item');

const proof = { tool: '1', settings: 's', sources: 'f', output: 'o' };
const now = () => new Date(0);
const unhashed = (path: string) => ({ path, bytes: null, digest: null });

/** A recorder of `a.mrc`, made of `a.rec`. The n-th time that files are hashed, they are hashed to n, or `hash` fails. */
async function record(hash: (turn: number) => void = () => {}) {
  const header = { tool: '1', input: 'in', config: 'c' };
  const unit = await UnitLedger.open(emptyStorage('OUTPUT'), { kind: 'dataset', dataset: '1' }, header, now);
  const work: Promise<unknown>[] = [];
  const failures: string[] = [];
  let turns = 0;
  const host: RecorderHost = {
    now,
    algorithm: 'sha256',
    hashSources: async (keys) => keys.map((path) => ({ path, bytes: 1, digest: 'sha256:aa' })),
    async hashFiles(files) {
      turns += 1;
      const digest = `sha256:0${turns}` as const;
      hash(turns);
      return files.map((file): LedgerFile => (file.digest === null ? { ...file, bytes: 1, digest } : file));
    },
    isHashed: ({ digest }) => digest !== null,
    forget: (path) => unit.forget(path),
    later: (_, promise) => {
      work.push(promise.catch((error: Error) => failures.push(error.message)));
    },
  };
  const recorder = new ItemRecorder(host, unit, makeItem('tomogram', 'a'));
  recorder.find('made', ['a.rec']);
  recorder.wrote(unhashed('a.mrc'));
  const digests = async () => {
    recorder.finish(false);
    await Promise.all(work);
    const { files = [], sources = [] } = unit.find('made') ?? {};
    await unit.discard();
    return [...sources, ...files].map(({ path, digest }) => `${path} ${digest}`);
  };
  return { recorder, unit, failures, digests };
}

test('data are hashed once, when they are finished, and metadata with what they were written', async () => {
  const { recorder, digests } = await record();
  recorder.finishedData(proof);
  recorder.wrote({ path: 'a.json', bytes: 2, digest: 'sha256:bb' });
  assert.equal(await digests(), ['a.rec sha256:aa', 'a.mrc sha256:01', 'a.json sha256:bb']);
});

test('a file that is written again after that is hashed again; one that is removed has none', async () => {
  const { recorder, digests } = await record();
  recorder.wrote(unhashed('b.mrc'));
  recorder.finishedData(proof);
  recorder.wrote(unhashed('a.mrc'));
  recorder.removed('b.mrc');
  assert.equal(await digests(), ['a.rec sha256:aa', 'a.mrc sha256:02']);
});

test('what cannot be hashed at first is tried again, and told', async () => {
  const { recorder, failures, digests } = await record((turn) => {
    if (turn === 1) throw new Error('out of memory');
  });
  recorder.finishedData(proof);
  assert.equal(await digests(), ['a.rec sha256:aa', 'a.mrc sha256:02']);
  assert.equal(failures, ['out of memory']);
});

test('a file that is renewed while others are hashed keeps its new digest', async () => {
  const renewed = { path: 'a.json', bytes: 3, digest: 'sha256:cc' } as const;
  const { recorder, unit, digests } = await record((turn) => {
    if (turn === 2) unit.renew(renewed);
  });
  recorder.finishedData(proof);
  recorder.wrote({ path: 'a.json', bytes: 2, digest: 'sha256:bb' });
  assert.equal(await digests(), ['a.rec sha256:aa', 'a.mrc sha256:01', 'a.json sha256:cc']);
});

test.run();
