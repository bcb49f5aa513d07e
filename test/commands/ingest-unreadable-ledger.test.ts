import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';

const test = suite('cryoet ingest with a ledger that cannot be read');

const ledgers = '.cryoet/ledger/runs/10801';

async function statusOf(tiny: TinyDeposition, run: string): Promise<string> {
  const [first = ''] = (await readFile(tiny.published(`${ledgers}/${run}.jsonl`), 'utf8')).split('\n');
  return JSON.parse(first).status;
}

test('fails its run with one error, and ingests the others', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await mkdir(tiny.published(`${ledgers}/TS_001.jsonl`), { recursive: true });
    const { result, report } = await ingestWithReport(tiny, '--no-precompute');
    assert.is(result.status, 1, result.stderr);
    const failed = report.items.filter(({ status }) => status === 'failed');
    assert.equal(
      failed.map(({ run, type }) => [run, type]),
      [['TS_001', 'run']],
    );
    assert.is(failed[0]?.error?.path, tiny.published(`${ledgers}/TS_001.jsonl`));
    assert.equal(
      itemsOf(report, 'written').filter((item) => item.startsWith('TS_001')),
      [],
    );
    assert.ok(itemsOf(report, 'written').includes('TS_002 tomogram'));
    assert.is(await statusOf(tiny, 'TS_002'), 'complete');
    const own = await readdir(tiny.published('.cryoet'), { recursive: true });
    assert.equal(
      own.filter((name) => /TS_00\d\.\d+$/.test(name)),
      [],
    );
    await rm(tiny.published(`${ledgers}/TS_001.jsonl`), { recursive: true });
    assert.is((await tiny.ingest('--no-precompute')).status, 0);
  }));

test('writes the ledgers of what lies beside it', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    assert.is((await tiny.ingest('--no-precompute')).status, 0);
    const [deposition = ''] = await readdir(tiny.published('.cryoet/ledger/depositions'));
    const path = tiny.published(`.cryoet/ledger/depositions/${deposition}`);
    await rm(path);
    await mkdir(path);
    await rm(tiny.published('.cryoet/ledger/datasets/10801.jsonl'));
    const { result } = await ingestWithReport(tiny, '--no-precompute');
    assert.is(result.status, 1, result.stderr);
    const dataset = await readFile(tiny.published('.cryoet/ledger/datasets/10801.jsonl'), 'utf8');
    assert.is(JSON.parse(dataset.split('\n')[0] ?? '').status, 'complete');
  }));

test.run();
