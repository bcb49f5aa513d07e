import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertSafeKey } from '../../src/storage/keys.js';
import { buildPath } from '../../src/tree/layout/build-path.js';
import { parsePath } from '../../src/tree/layout/parse-path.js';
import { rules } from '../../src/validate/rules/rules.js';
import { run } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { memoryStorage } from './support/memory-storage.js';
import { codesOf, validateFiles } from './support/validate-files.js';

const test = suite('trees, whole and in part');

/** Keys of the good tree's annotations. */
const keys: Readonly<Record<string, string>> = {
  100: 'ribosome-1.0',
  101: 'nucleosome-1.0',
  102: 'microtubule-1.0',
  103: 'membrane-1.0',
  104: 'vesicles-1.0',
};

/** The good tree under the names of the portal. */
async function portalTree(): Promise<Map<string, Uint8Array>> {
  const names = new Map<string, string>();
  const files = await goodTree();
  for (const path of files.keys()) {
    const parsed = parsePath(path, 'documented');
    if (parsed === null) throw new Error(path);
    const { template, variables, inside } = parsed;
    const key = keys[variables.annotation_id ?? ''] ?? '';
    const moved = buildPath(template, 'portal', { extension: 'png', annotation_key: key, ...variables });
    names.set(path, inside === '' ? moved : `${moved}/${inside}`);
  }
  const rename = (text: string) => {
    let renamed = text.replaceAll(
      /(\d+)-([a-z]+)_precompute/g,
      (_, id: string, shape: string) => `${id}-${keys[id]}_${shape}`,
    );
    for (const [from, to] of names) renamed = renamed.replaceAll(`"${from}"`, `"${to}"`);
    return renamed;
  };
  return new Map(
    [...files].map(([path, bytes]) => {
      const isText = path.endsWith('.json');
      const changed = isText ? Buffer.from(rename(Buffer.from(bytes).toString())) : bytes;
      return [names.get(path) as string, new Uint8Array(changed)];
    }),
  );
}

test('the portal’s layout is told by what is there', async () => {
  const report = await validateFiles(await portalTree(), 'deep');
  assert.equal(report.findings, []);
  assert.is(report.layout, 'portal');
});

test('a layout that is asked for is held against the tree', async () => {
  const report = await validateFiles(await portalTree(), 'headers', { layout: 'documented' });
  assert.ok(codesOf(report).includes('LAYOUT_MIXED'));
});

test('a layout is told without a deposition too', async () => {
  const tree = await portalTree();
  for (const path of [...tree.keys()]) if (path.startsWith('depositions')) tree.delete(path);
  const report = await validateFiles(tree, 'headers');
  assert.is(report.layout, 'portal');
  assert.equal(codesOf(report), ['DEPOSITION_MISSING']);
});

test('one run is checked without its dataset, and its deposition with it', async () => {
  const tree = await goodTree();
  tree.delete('10001/dataset_metadata.json');
  const scope = { datasets: ['10001'], runs: null, runDirectory: run };
  const report = await validateFiles(tree, 'headers', { scope });
  assert.equal(report.findings, []);
  assert.is(report.looked.runs, 1);
  tree.delete('DepositionMetadata/10000/deposition_metadata.json');
  assert.equal(codesOf(await validateFiles(tree, 'headers', { scope })), ['DEPOSITION_MISSING']);
});

test('runs are chosen by globs', async () => {
  const tree = await goodTree();
  tree.set('10001/TS_B/notes.txt', new Uint8Array(1));
  const scope = { datasets: null, runs: ['*_A'], runDirectory: null };
  const report = await validateFiles(tree, 'headers', { scope });
  assert.is(report.looked.runs, 1);
  assert.equal(report.findings, []);
});

test('one rule runs alone, and reads no more than it needs', async () => {
  const tree = await goodTree();
  const only = rules.filter(({ code }) => code === 'FILE_UNKNOWN');
  const report = await validateFiles(tree, 'deep', { rules: only, skipped: ['ALL_OTHERS'] });
  assert.is(report.looked.filesRead, 0);
  assert.ok(report.notChecked.includes('rules left out on request: ALL_OTHERS'));
});

test('a rule that is asked for is not called kept at a depth that cannot tell', async () => {
  const tree = await goodTree();
  const only = rules.filter(({ code }) => ['PYRAMID_WRONG', 'FILE_EMPTY'].includes(code));
  const atDepth = (depth: 'headers' | 'sample', areRulesNamed: boolean) =>
    validateFiles(tree, depth, { rules: only, areRulesNamed });
  const line = 'rules asked for that take --depth sample or deep: PYRAMID_WRONG';
  const named = await atDepth('headers', true);
  assert.is(named.verdict, 'incomplete');
  assert.ok(named.notChecked.includes(line), named.notChecked.join('\n'));
  for (const report of [await atDepth('sample', true), await atDepth('headers', false)]) {
    assert.is(report.verdict, 'valid');
    assert.not.ok(report.notChecked.includes(line));
  }
});

test('of many rules left out ten are named', async () => {
  const skipped = rules.map(({ code }) => code).slice(1);
  const report = await validateFiles(await goodTree(), 'headers', { rules: rules.slice(0, 1), skipped });
  const line = report.notChecked.find((text) => text.startsWith('rules left out'));
  assert.is(
    line,
    `rules left out on request: ${skipped.slice(0, 10).join(', ')} and ${skipped.length - 10} more`,
  );
});

test('an interrupted validation is incomplete', async () => {
  const controller = new AbortController();
  controller.abort();
  const report = await validateFiles(await goodTree(), 'headers', { signal: controller.signal });
  assert.is(report.verdict, 'incomplete');
  assert.ok(report.notChecked.includes('everything after the interrupt'));
});

test('an interrupt ends a run in the middle, and what is left unread is no finding', async () => {
  const tree = await goodTree();
  const storage = memoryStorage(tree);
  const controller = new AbortController();
  const open: typeof storage.open = async (key) => {
    if (/\.zarr\//.test(key)) controller.abort();
    return storage.open(key);
  };
  const get: typeof storage.get = async (key, limit) => {
    if (/\.zarr\/\d/.test(key)) controller.abort();
    return storage.get(key, limit);
  };
  const { signal } = controller;
  const report = await validateFiles(tree, 'deep', { signal, storage: { ...storage, get, open } });
  assert.ok(signal.aborted);
  assert.equal([report.verdict, report.findings, report.failures], ['incomplete', [], []]);
  assert.ok(report.looked.chunksRead === 0, `${report.looked.chunksRead} chunks`);
});

test('a file that cannot be read is a finding, and the others are checked', async () => {
  const tree = await goodTree();
  const storage = memoryStorage(tree);
  const broken = `${run}/run_metadata.json`;
  const get: typeof storage.get = (key, limit) =>
    key === broken ? Promise.reject(new Error('EIO')) : storage.get(key, limit);
  const report = await validateFiles(tree, 'headers', { storage: { ...storage, get } });
  assert.equal(
    report.findings.map(({ code, path, message }) => [code, path, message]),
    [['JSON_INVALID', broken, 'EIO']],
  );
});

test('a run that cannot be read is a finding, and the validator did not fail', async () => {
  const tree = await goodTree();
  const odd = '10001/TS\u001b[2J';
  tree.set(`${odd}/run_metadata.json`, new Uint8Array(1));
  const storage = memoryStorage(tree);
  const readDirectory: typeof storage.readDirectory = async (key) => {
    if (key !== '') assertSafeKey(key);
    return storage.readDirectory(key);
  };
  const report = await validateFiles(tree, 'headers', { storage: { ...storage, readDirectory } });
  assert.equal(
    report.findings.map(({ code, path, found }) => [code, path, found]),
    [
      [
        'PATH_UNREADABLE',
        odd,
        String.raw`10001/TS\u001b[2J: not a safe name: expected names between single slashes, without control characters, found a control character in 10001/TS\u001b[2J`,
      ],
    ],
  );
  assert.equal(report.failures, []);
  assert.is(report.verdict, 'invalid');
  assert.ok(report.notChecked.includes(`what cannot be read: ${odd}`));
});

test('a listing that breaks off leaves a report of what it gave', async () => {
  const tree = await goodTree();
  const storage = memoryStorage(tree);
  async function* list(prefix: string) {
    for await (const info of storage.list(prefix)) {
      yield info;
      if (info.key === `${run}/run_metadata.json`) throw new Error('EACCES');
    }
  }
  const report = await validateFiles(tree, 'headers', { storage: { ...storage, list } });
  assert.equal(report.failures, ['the listing ended early: EACCES']);
  assert.is(report.verdict, 'incomplete');
  assert.equal(report.findings, []);
});

test.run();
