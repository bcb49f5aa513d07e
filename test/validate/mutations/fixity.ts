import { formatManifestLine, type ManifestEntry } from '../../../src/formats/manifest.js';
import { hashBytes } from '../../../src/storage/hash-file.js';
import { compareCodePoints } from '../../../src/storage/keys.js';
import { manifestPath, provenancePath } from '../../../src/tree/layout/own-files.js';
import { frameNames, run } from '../support/good-metadata.js';
import { hashFiles } from '../support/validate-files.js';
import { add, copyFile } from './edit.js';
import type { Mutation, Tree } from './mutation.js';

/** Adds a manifest to a tree and changes its entries. */
function putManifest(tree: Tree, edit: (entries: ManifestEntry[]) => ManifestEntry[]): void {
  const entries = [...tree]
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([path, bytes]) => ({ path, digest: hashBytes(bytes, 'sha256') }));
  tree.set(manifestPath('sha256'), Buffer.from(edit(entries).map(formatManifestLine).join('')));
}

/** A digest that no file has. */
const noDigest = `sha256:${'0'.repeat(64)}` as const;

/** The provenance of a tree without ledgers, as an ingest writes it. */
const provenance = '{"prefix":{},\n"entity":{},\n"agent":{},\n"bundle":{\n}}\n';

/** Differences between a tree and its manifest. */
export const fixityMutations: readonly Mutation[] = [
  {
    code: 'FILE_ALTERED',
    what: 'a file has another digest than the manifest lists',
    change: (tree) =>
      putManifest(tree, ([first, ...others]) =>
        first === undefined ? [] : [{ ...first, digest: noDigest }, ...others],
      ),
  },
  {
    code: 'FILE_LOST',
    what: 'a file that the manifest lists is not there',
    change: (tree) => putManifest(tree, (entries) => [...entries, { path: '~gone', digest: noDigest }]),
  },
  {
    code: 'FILE_UNLISTED',
    what: 'the manifest lacks a file',
    change: (tree) => putManifest(tree, ([, ...others]) => others),
  },
  ...[provenance.slice(0, -4), ''].map(
    (text): Mutation => ({
      code: 'PROVENANCE_INVALID',
      what: `a provenance of which ${text.length} characters are left`,
      change: add(provenancePath, text),
    }),
  ),
  {
    code: 'CONTENT_TWICE',
    also: ['FRAME_TWICE'],
    what: 'a frame in the place of another',
    change: copyFile(`${run}/Frames/${frameNames[0]}`, `${run}/Frames/${frameNames[1]}`),
    options: { hashFiles, isHashedAnyway: true },
  },
];
