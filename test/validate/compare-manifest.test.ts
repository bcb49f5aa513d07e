import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatManifestLine } from '../../src/formats/manifest.js';
import type { Digest } from '../../src/storage/digest-algorithm.js';
import { hashBytes } from '../../src/storage/hash-file.js';
import type { Storage } from '../../src/storage/storage.js';
import { ledgerPath, manifestPath } from '../../src/tree/layout/own-files.js';
import { type LedgerFile, ledgerFormat, ledgerVersion } from '../../src/tree/ledger.js';
import { type Compared, compareManifest } from '../../src/validate/compare-manifest.js';
import { memoryStorage } from './support/memory-storage.js';

const test = suite('comparison with manifest and ledgers');

const content = Buffer.from('content');
const [crc, sha] = [hashBytes(content, 'crc64nvme'), hashBytes(content, 'sha256')];
const other: Digest = `crc64nvme:${'0'.repeat(16)}`;
const otherSha: Digest = `sha256:${'0'.repeat(64)}`;
const path = '10801/TS_001/file';

interface Case {
  /** The entry of the file in the ledger; null if the ledger does not list it. */
  readonly ledger?: Partial<LedgerFile> | null;
  /** The digest in the manifest; absent if there is no manifest. */
  readonly manifest?: Digest | null;
  /** The entity tag in the listing; absent on a file system. */
  readonly etag?: string;
  readonly stored?: readonly Digest[];
  readonly isFlat?: boolean;
  readonly isDeep?: boolean;
}

/** Returns the comparison of one file; `=` stands for a file as it is listed. */
async function compare({
  ledger = null,
  manifest,
  etag,
  stored = [],
  isFlat = true,
  isDeep = false,
}: Case): Promise<string> {
  const files = new Map<string, Uint8Array>([[path, content]]);
  const header = JSON.stringify({ format: ledgerFormat, formatVersion: ledgerVersion });
  const list = ledger === null ? [] : [{ path, bytes: content.length, digest: null, ...ledger }];
  const entry = JSON.stringify({ item: 'run', made: 'x', proof: null, sources: [], files: list });
  const unit = { kind: 'run', dataset: '10801', run: 'TS_001' } as const;
  files.set(ledgerPath(unit), Buffer.from(`${header}\n${entry}\n`));
  if (manifest !== undefined)
    files.set(
      manifestPath('sha256'),
      Buffer.from(manifest === null ? '' : formatManifestLine({ path, digest: manifest })),
    );
  const asked: string[] = [];
  const storedDigests = async () => {
    asked.push('HEAD');
    return stored;
  };
  const storage: Storage = {
    ...memoryStorage(files),
    flat: isFlat,
    ...(isFlat ? { storedDigests } : {}),
  };
  const compared: Compared = {
    ...{ listedBy: 'manifest', files: 0, bytes: 0, entityTags: 0, storedChecksums: 0, unread: 0, unknown: 0 },
  };
  const contexts = compareManifest({
    storage,
    listing: (async function* () {
      yield { key: path, size: content.length, modified: 0, ...(etag === undefined ? {} : { etag }) };
    })(),
    hashFiles: async (_storage, paths, algorithm) => {
      asked.push(`read for ${algorithm}`);
      return new Map(paths.map((one) => [one, { bytes: 7, digest: hashBytes(content, algorithm) }]));
    },
    readsObjects: isDeep,
    wanted: () => true,
    compared,
  });
  const found: string[] = [];
  for await (const { listedBy, listed, actual } of contexts) {
    const [facts, there] = [{ ...listed }, { ...actual }];
    const isSame = Object.entries(facts).every(
      ([name, value]) => there[name as keyof typeof there] === value,
    );
    if (listed === null) found.push(`not in ${listedBy}`);
    else if (actual === null) found.push(`lost from ${listedBy}`);
    else found.push(`${isSame ? '=' : '≠'} ${listedBy} ${Object.keys(facts).join()}`);
  }
  const { unread, unknown, ...counts } = compared;
  const by = (['entityTags', 'storedChecksums', 'files'] as const).filter((name) => counts[name] > 0);
  const left = [...(unread > 0 ? ['unread'] : []), ...(unknown > 0 ? ['unknown'] : [])];
  return [...found, ...asked, ...by, ...left].join('; ');
}

const tagged = { digest: crc, etag: 'a' };
const both = { ...tagged, manifestDigest: sha };

const cases: readonly (readonly [what: string, given: Case, expected: string])[] = [
  ['on a disk', { isFlat: false, ledger: { digest: crc } }, '= ledger digest; read for crc64nvme; files'],
  [
    'another on a disk',
    { isFlat: false, ledger: { digest: other } },
    '≠ ledger digest; read for crc64nvme; files',
  ],
  ['on a disk without a digest', { isFlat: false, ledger: {} }, 'unknown'],
  [
    'on a disk by a manifest',
    { isFlat: false, ledger: { digest: other }, manifest: sha },
    '= manifest digest; read for sha256; files',
  ],
  ['of another size', { isFlat: false, ledger: { bytes: 8, digest: crc } }, '≠ ledger bytes'],
  ['of another size in a bucket', { ledger: { ...tagged, bytes: 8 }, etag: 'a' }, '≠ ledger bytes'],
  ['an object with its ETag', { ledger: tagged, etag: 'a' }, '= ledger etag; entityTags'],
  [
    'copied by a server that keeps no checksums',
    { ledger: { etag: 'a' }, etag: 'a' },
    '= ledger etag; entityTags',
  ],
  ['with another ETag', { ledger: tagged, etag: 'b' }, '≠ ledger etag; HEAD; entityTags'],
  [
    'with another ETag and its checksum',
    { ledger: tagged, etag: 'b', stored: [crc] },
    '= ledger digest; HEAD; storedChecksums',
  ],
  [
    'with another ETag and checksum',
    { ledger: tagged, etag: 'b', stored: [other] },
    '≠ ledger digest; HEAD; storedChecksums',
  ],
  ['of an older ledger', { ledger: { digest: sha }, etag: 'a', stored: [crc] }, 'HEAD; unread'],
  [
    'of an older ledger and upload',
    { ledger: { digest: sha }, etag: 'a', stored: [sha] },
    '= ledger digest; HEAD; storedChecksums',
  ],
  [
    'of an older ledger, replaced',
    { ledger: { digest: sha }, etag: 'a', stored: [otherSha] },
    '≠ ledger digest; HEAD; storedChecksums',
  ],
  [
    'of a ledger that was written to a disk',
    { ledger: { digest: crc }, etag: 'a', stored: [crc] },
    '= ledger digest; HEAD; storedChecksums',
  ],
  ['of which nothing is known', { ledger: {}, etag: 'a', stored: [crc] }, 'HEAD; unknown'],
  ['that is read', { ledger: tagged, etag: 'b', isDeep: true }, '= ledger digest; read for crc64nvme; files'],
  [
    'that is read and another',
    { ledger: { ...tagged, digest: other }, etag: 'a', isDeep: true },
    '≠ ledger digest; read for crc64nvme; files',
  ],
  [
    'that could only be read for nothing',
    { ledger: { etag: 'a' }, etag: 'a', isDeep: true },
    '= ledger etag; entityTags',
  ],
  ['of a manifest', { ledger: both, manifest: sha, etag: 'a' }, '= ledger etag; entityTags'],
  [
    'of a manifest with another ETag',
    { ledger: both, manifest: sha, etag: 'b' },
    '≠ ledger etag; HEAD; entityTags',
  ],
  [
    'of a manifest with another ETag and its checksum',
    { ledger: both, manifest: sha, etag: 'b', stored: [crc] },
    '= ledger digest; HEAD; storedChecksums',
  ],
  [
    'of a manifest, read',
    { ledger: both, manifest: sha, etag: 'a', isDeep: true },
    '= manifest digest; read for sha256; files',
  ],
  [
    'of another manifest, read',
    { ledger: both, manifest: otherSha, etag: 'a', isDeep: true },
    '≠ manifest digest; read for sha256; files',
  ],
  ['written again since the manifest', { ledger: both, manifest: otherSha, etag: 'a' }, '≠ manifest digest'],
  ['of a manifest that the ledger does not know', { ledger: tagged, manifest: sha, etag: 'a' }, 'unread'],
  [
    'of a manifest that the ledger does not know, replaced',
    { ledger: tagged, manifest: sha, etag: 'b', stored: [other] },
    '≠ ledger digest; HEAD; storedChecksums',
  ],
  [
    'of a manifest that the ledger does not know, rewritten',
    { ledger: tagged, manifest: sha, etag: 'b', stored: [crc] },
    'HEAD; unread',
  ],
  ['of a manifest alone', { manifest: sha, etag: 'a' }, 'HEAD; unread'],
  [
    'of a manifest alone with its checksum',
    { manifest: sha, etag: 'a', stored: [sha] },
    '= manifest digest; HEAD; storedChecksums',
  ],
  [
    'of a manifest alone with another',
    { manifest: sha, etag: 'a', stored: [otherSha] },
    '≠ manifest digest; HEAD; storedChecksums',
  ],
  ['of no manifest', { ledger: both, manifest: null, etag: 'a' }, 'not in manifest'],
  ['of no ledger', { ledger: { path: '10801/TS_001/a' }, etag: 'a' }, 'lost from ledger; not in ledger'],
];

for (const [what, given, expected] of cases)
  test(`a file ${what}`, async () => assert.is(await compare(given), expected));

test.run();
