import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validate } from '../../src/api/validate.js';
import { hashBytes } from '../../src/storage/hash-file.js';
import type { Storage } from '../../src/storage/storage.js';
import { ledgerPath } from '../../src/tree/layout/own-files.js';
import { type LedgerFile, ledgerFormat, ledgerVersion } from '../../src/tree/ledger.js';
import { checkFixity, SameContent } from '../../src/validate/check-fixity.js';
import { noSettings } from '../../src/validate/finding.js';
import { createRuleSet, IssueCollector } from '../../src/validate/rule-set.js';
import { fixityRules } from '../../src/validate/rules/fixity.js';
import { rules as everyRule } from '../../src/validate/rules/rules.js';
import { setJson } from './mutations/edit.js';
import type { Tree } from './mutations/mutation.js';
import { frameNames, run, tiltSeries } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { linkOut, memoryStorage } from './support/memory-storage.js';
import { codesOf, hashFiles, validateFiles } from './support/validate-files.js';

const test = suite('digests of a deep validation');

/** Adds the ledger of a run with one item. */
function putLedger(
  tree: Tree,
  name: string,
  files: readonly LedgerFile[],
  sources: readonly LedgerFile[],
): void {
  const header = { format: ledgerFormat, formatVersion: ledgerVersion };
  const entry = { item: 'run', made: 'x', proof: null, sources, files };
  const lines = [header, entry].map((line) => `${JSON.stringify(line)}\n`).join('');
  tree.set(ledgerPath({ kind: 'run', dataset: '10001', run: name }), Buffer.from(lines));
}

/** Returns the good tree after a change, with a ledger of the files of its run. */
async function ledgeredTree(
  change: (tree: Tree) => void = () => undefined,
  sources: readonly LedgerFile[] = [],
): Promise<Tree> {
  const tree = await goodTree();
  change(tree);
  const files = [...tree]
    .filter(([path]) => path.startsWith(`${run}/`))
    .map(([path, bytes]) => ({ path, bytes: bytes.length, digest: hashBytes(bytes, 'crc64nvme') }));
  putLedger(tree, 'TS_A', files, sources);
  return tree;
}

const anyway = { hashFiles, isHashedAnyway: true };
const frame = `${run}/Frames/${frameNames[2]}`;

test('are those of the ledger, which need not list every file', async () => {
  const tree = await ledgeredTree();
  const report = await validateFiles(tree, 'deep', anyway);
  assert.equal(report.findings, []);
  assert.is(report.looked.digests?.listedBy, 'ledger');
  assert.is(
    report.looked.digests?.files,
    [...tree.keys()].filter((path) => path.startsWith(`${run}/`)).length,
  );
  assert.not.ok(report.notChecked.some((text) => text.includes('ledger')));
});

test('are read with how the last ingest of a run ended', async () => {
  const tree = await ledgeredTree();
  const path = ledgerPath({ kind: 'run', dataset: '10001', run: 'TS_A' });
  const ledger = Buffer.from(tree.get(path)!).toString();
  for (const status of ['complete', 'failed']) {
    tree.set(
      path,
      Buffer.from(ledger.replace('"formatVersion":1', `"formatVersion":1,"status":"${status}"`)),
    );
    const isFailed = status === 'failed';
    for (const depth of ['headers', 'deep'] as const) {
      const { notChecked, findings, verdict } = await validateFiles(
        tree,
        depth,
        depth === 'deep' ? anyway : {},
      );
      assert.equal(findings, []);
      assert.equal(
        notChecked.filter((text) => text.includes('ingest')),
        isFailed ? ['what the last ingest of a run did not finish: 10001/TS_A (failed)'] : [],
      );
      assert.is(verdict, 'valid');
    }
  }
});

test('are not looked for in ledgers of what is not checked', async () => {
  const tree = await ledgeredTree();
  const path = ledgerPath({ kind: 'dataset', dataset: '10001' });
  tree.set(path, Buffer.from('{"format":"cry'));
  const ofRun = { scope: { datasets: null, runs: null, runDirectory: run } };
  assert.equal((await validateFiles(tree, 'deep', { ...anyway, ...ofRun })).findings, []);
  assert.equal(
    (await validateFiles(tree, 'deep', anyway)).findings.map((finding) => `${finding.code} ${finding.path}`),
    [`LEDGER_DAMAGED ${path}`],
  );
  const rules = everyRule.filter(({ code }) => code === 'LEDGER_DAMAGED');
  assert.equal(codesOf(await validateFiles(tree, 'deep', { ...anyway, rules })), ['LEDGER_DAMAGED']);
});

test('find a flipped bit of a frame and a file that nothing else names', async () => {
  const tree = await ledgeredTree();
  const bytes = Uint8Array.from(tree.get(frame) ?? []);
  bytes[1100] = (bytes[1100] ?? 0) ^ 1;
  tree.set(frame, bytes);
  tree.delete(`${run}/Gains/TS_A_gain.mrc`);
  const report = await validateFiles(tree, 'deep', anyway);
  assert.equal(
    report.findings.filter(({ rule }) => rule === 'fixity').map(({ code, path }) => `${code} ${path}`),
    [`FILE_ALTERED ${frame}`, `FILE_LOST ${run}/Gains/TS_A_gain.mrc`],
  );
});

/** Returns what the rules on digests and equal content find in a tree. */
async function fixityOf(tree: Tree): Promise<string[]> {
  const { findings, notChecked } = await validateFiles(tree, 'deep', { ...anyway, rules: fixityRules });
  assert.not.ok(notChecked.some((text) => text.includes('published')));
  return findings.map(({ code, path, message, found = '' }) => `${code} ${path}: ${message} ${found}`.trim());
}

/** Files that a ledger lists and no tree has. */
const lost = Array.from({ length: 7 }, (_, at) => ({
  path: `${run}/Gains/${at}.mrc`,
  bytes: 1,
  digest: null,
}));
const isLost = 'a file that the ledger lists is missing or unreadable';

test('name a run that is gone once, and five of the files that a run lost', async () => {
  const ofB = lost.map((file) => ({ ...file, path: file.path.replace('TS_A', 'TS_B') }));
  const tree = await ledgeredTree();
  putLedger(tree, 'TS_B', ofB, []);
  assert.equal(await fixityOf(tree), [`FILE_LOST ${ofB[0]?.path}: ${isLost}, and 6 more`]);
  // Without digests, files that are there are only counted.
  const whole = await goodTree();
  const files = [...whole]
    .filter(([path]) => path.startsWith(`${run}/`))
    .map(([path, { length: bytes }]) => ({ path, bytes, digest: null }));
  putLedger(whole, 'TS_A', [...files, ...lost], []);
  assert.equal(
    await fixityOf(whole),
    lost.slice(0, 5).map(({ path }, at) => `FILE_LOST ${path}: ${isLost}${at === 4 ? ', and 2 more' : ''}`),
  );
  const asked = await validateFiles(whole, 'deep', { hashFiles, rules: fixityRules });
  assert.is(asked.findings.filter(({ code }) => code === 'FILE_LOST').length, 7);
});

test('tell a copy of a frame beside it', async () => {
  const [first = '', copied = ''] = [0, 2].map((at) => `${run}/Frames/${frameNames[at]}`);
  const sources = [{ path: 'frames', bytes: 1, digest: null }];
  const tree = await ledgeredTree((all) => all.set(copied, all.get(first)!), sources);
  const message = 'the same content as a file in another place';
  assert.equal(await fixityOf(tree), [`CONTENT_TWICE ${copied}: ${message} ${first}`]);
});

test('are compared for all other runs where one ledger cannot be read', async () => {
  const tree = await ledgeredTree();
  const path = ledgerPath({ kind: 'run', dataset: '10001', run: 'TS_B' });
  for (const [name, bytes] of [...tree])
    if (name.startsWith(`${run}/`)) tree.set(name.replace('TS_A', 'TS_B'), bytes);
  tree.set(path, linkOut);
  tree.delete(frame);
  const ofLedger = 'it cannot be read: a link leads out';
  assert.equal(await fixityOf(tree), [
    `LEDGER_DAMAGED ${path}: ${ofLedger}`,
    `FILE_LOST ${frame}: ${isLost}`,
  ]);
  const rules = fixityRules.filter(({ code }) => code === 'FILE_LOST');
  const { notChecked } = await validateFiles(tree, 'deep', { ...anyway, rules });
  assert.ok(notChecked.includes(`the files that ${path} should list: ${ofLedger}`), notChecked.join());
  const asked = await validateFiles(tree, 'deep', { hashFiles, rules: fixityRules });
  assert.not.ok(asked.findings.some(({ code, run: of }) => code === 'FILE_UNLISTED' && of === 'TS_B'));
  assert.ok(asked.findings.some(({ code }) => code === 'FILE_UNLISTED'));
});

test('say nothing of a file that another rule reports as an error', async () => {
  const tree = await ledgeredTree();
  setJson(`${tiltSeries}/tiltseries_metadata.json`, 'tilt_axis', 'steep')(tree);
  assert.equal(codesOf(await validateFiles(tree, 'deep', anyway)), ['METADATA_TYPE_WRONG']);
});

test('name a file that has no more than a warning, which leaves a tree valid', async () => {
  const tree = await ledgeredTree();
  setJson(`${tiltSeries}/tiltseries_metadata.json`, 'tilt_axis', 93.1)(tree);
  assert.equal(codesOf(await validateFiles(tree, 'deep', anyway)), ['FILE_ALTERED', 'TILT_AXIS_OFF_MDOC']);
});

test('are those of the bytes that were checked: nothing that was read whole is read again', async () => {
  const tree = await ledgeredTree();
  const memory = memoryStorage(tree);
  const ledger = ledgerPath({ kind: 'run', dataset: '10001', run: 'TS_A' });
  const again: string[] = [];
  let isComparing = false;
  const note = (path: string) => {
    isComparing ||= path === ledger;
    if (isComparing && path !== ledger) again.push(path);
  };
  const storage: Storage = {
    ...memory,
    get: (path, limit) => {
      note(path);
      return memory.get(path, limit);
    },
    open: (path) => {
      note(path);
      return memory.open(path);
    },
  };
  const opened = { storage, location: '/memory', below: [], close: async () => undefined };
  // Rules on metadata, text, points, meshes and pictures; voxels take longer.
  const rules = everyRule.filter(({ needs }) => !needs.includes('voxels')).map(({ code }) => code);
  const report = await validate(opened, {
    depth: 'deep',
    rules,
    jobs: 1,
    config: null,
    now: () => new Date(0),
  });
  assert.equal(report.findings, []);
  assert.is(
    report.looked.digests?.files,
    [...tree.keys()].filter((path) => path.startsWith(`${run}/`)).length,
  );
  const isWhole = (path: string) => /\.(?:json|ndjson|mdoc|tlt|xf|png|glb|zattrs|zgroup|zarray)$/.test(path);
  assert.equal(again.filter(isWhole), []);
});

test('are not compared in a tree without ledgers, which is said once', async () => {
  const { findings, looked, notChecked } = await validateFiles(await goodTree(), 'deep', anyway);
  assert.equal(findings, []);
  assert.is(looked.digests, undefined);
  assert.equal(
    notChecked.filter((text) => text.includes('ledger')),
    ['files against what was published: the tree has no manifest and no ledgers'],
  );
});

/** Returns `PATH = PATH +OTHERS` for all content in two places. */
function twinsOf(files: Readonly<Record<string, string>>): string[] {
  const content = new SameContent();
  for (const [path, text] of Object.entries(files))
    content.note(path, hashBytes(Buffer.from(text), 'crc64nvme'), text.length);
  return [...content.twins()].map(({ path, sameAs, others }) => `${path} = ${sameAs} +${others}`);
}

test('tell content in two runs: frames, points, and all chunks of a volume', () => {
  const volume = (name: string) =>
    `10001/${name}/Reconstructions/VoxelSpacing10.000/Tomograms/100/${name}.zarr`;
  const points = (name: string) =>
    `10001/${name}/Reconstructions/VoxelSpacing10.000/Annotations/100/a-1.0_point.ndjson`;
  assert.equal(
    twinsOf({
      '10001/A/Frames/a1.tif': 'one',
      '10001/A/Frames/a2.tif': 'two',
      '10001/B/Frames/b1.tif': 'one',
      '10001/B/Frames/b2.tif': 'two',
      [points('A')]: 'x',
      [points('B')]: 'x',
      [`${volume('A')}/0/0/0/0`]: 'chunk',
      [`${volume('A')}/0/0/0/1`]: 'another',
      [`${volume('B')}/0/0/0/0`]: 'chunk',
      [`${volume('B')}/0/0/0/1`]: 'another',
    }),
    [
      '10001/B/Frames/b1.tif = 10001/A/Frames/a1.tif +1',
      `${points('B')} = ${points('A')} +0`,
      `${volume('B')} = ${volume('A')} +0`,
    ],
  );
});

test('tell content of another run that took the place of a longer file', async () => {
  const tree = await ledgeredTree();
  const points = `${run}/Reconstructions/VoxelSpacing13.480/Annotations/100/ribosome-1.0_point.ndjson`;
  const copied = points.replace(run, run.replace('TS_A', 'TS_B'));
  const shorter = Buffer.from(tree.get(points)!).toString().split('\n').slice(1).join('\n');
  for (const path of [points, copied]) tree.set(path, Buffer.from(shorter));
  const digest = hashBytes(Buffer.from(shorter), 'crc64nvme');
  putLedger(tree, 'TS_B', [{ path: copied, bytes: shorter.length, digest }], []);
  const rules = everyRule.filter(({ code }) => code === 'CONTENT_TWICE' || code === 'FILE_ALTERED');
  const report = await validateFiles(tree, 'deep', { ...anyway, rules });
  assert.equal(
    report.findings.map(({ code, path, found }) => `${code} ${path}: ${found}`),
    [`CONTENT_TWICE ${points}: ${copied}`, `FILE_ALTERED ${points}: ${shorter.length} bytes`],
  );
});

test('tell voxels in two tomograms of a voxel spacing, and let two annotations of one object be', () => {
  const at = (spacing: string) => `10001/A/Reconstructions/VoxelSpacing${spacing}`;
  const mesh = (spacing: string, id: number) =>
    `${at(spacing)}/Annotations/${id}/a${id}-1.0_triangularmesh.glb`;
  const files = {
    [mesh('10.000', 100)]: 'one',
    [mesh('10.000', 102)]: 'one',
    [`${at('10.000')}/Tomograms/100/A.zarr/0/0/0/0`]: 'chunk',
    [`${at('10.000')}/Tomograms/101/A.zarr/0/0/0/0`]: 'chunk',
  };
  assert.equal(twinsOf(files), [
    `${at('10.000')}/Tomograms/101/A.zarr = ${at('10.000')}/Tomograms/100/A.zarr +0`,
  ]);
  // A mesh in Å at another voxel spacing, two files of one annotation, and key images that were deposited.
  const shared = {
    [mesh('10.000', 100)]: 'one',
    [mesh('20.000', 101)]: 'one',
    [`${at('10.000')}/Annotations/104/a-1.0_point.ndjson`]: 'two',
    [`${at('10.000')}/Annotations/104/a-1.0_orientedpoint.ndjson`]: 'two',
    [`${at('10.000')}/Images/100/key-photo-snapshot.png`]: 'three',
    [`${at('10.000')}/Images/101/key-photo-snapshot.png`]: 'three',
  };
  assert.equal(twinsOf(shared), []);
});

test('let be what is shared: gains, empty files, chunks of padding, and files of three runs', () => {
  const volume = (name: string) =>
    `10001/${name}/Reconstructions/VoxelSpacing10.000/Tomograms/100/${name}.zarr`;
  assert.equal(
    twinsOf({
      '10001/A/Gains/a.mrc': 'gain',
      '10001/B/Gains/b.mrc': 'gain',
      '10001/A/Frames/a.tif': '',
      '10001/B/Frames/b.tif': '',
      '10001/A/Frames/same.tif': 'same',
      '10001/B/Frames/same.tif': 'same',
      '10001/C/Frames/same.tif': 'same',
      [`${volume('A')}/0/0/0/0`]: 'padding',
      [`${volume('A')}/0/0/0/1`]: 'one',
      [`${volume('B')}/0/0/0/0`]: 'padding',
      [`${volume('B')}/0/0/0/1`]: 'two',
    }),
    [],
  );
});

test('let be what the configuration gives to two runs, by the sources in their ledgers', async () => {
  const frameOf = (name: string) => `10001/${name}/Frames/frame.tif`;
  for (const [sources, expected] of [
    [['in/A.tif', 'in/B.tif'], [`${frameOf('B')} = ${frameOf('A')}`]],
    [['in/both.tif', 'in/both.tif'], []],
  ] as const) {
    const tree: Tree = new Map();
    for (const [index, name] of ['A', 'B'].entries()) {
      const path = frameOf(name);
      tree.set(path, Buffer.from('same'));
      const file = { path, bytes: 4, digest: hashBytes(Buffer.from('same'), 'crc64nvme') };
      putLedger(tree, name, [file], [{ path: sources[index] ?? '', bytes: 4, digest: null }]);
    }
    const storage = memoryStorage(tree);
    const collector = new IssueCollector(noSettings);
    const ruleSet = createRuleSet(fixityRules, new Set(['digests']), collector);
    const objects = () => storage.list('', true);
    const how = { isDeep: true, isHashedAnyway: true, wanted: () => true, signal: undefined };
    await checkFixity({ storage, layout: 'documented', hashFiles, objects, ruleSet, collector, ...how });
    assert.equal(
      collector.findings().map(({ path, found }) => `${path} = ${found}`),
      expected,
    );
  }
});

test.run();
