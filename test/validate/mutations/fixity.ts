import { createHash } from 'node:crypto';
import { formatManifestLine, type ManifestEntry } from '../../../src/formats/manifest/index.js';
import { manifestPath } from '../../../src/layout/index.js';
import { compareCodePoints } from '../../../src/storage/index.js';
import type { Mutation, Tree } from './mutation.js';

/** Gives a tree its manifest, with its entries changed. */
function putManifest(tree: Tree, edit: (entries: ManifestEntry[]) => ManifestEntry[]): void {
  const entries = [...tree]
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([path, bytes]) => ({ path, sha256: createHash('sha256').update(bytes).digest('hex') }));
  tree.set(manifestPath, Buffer.from(edit(entries).map(formatManifestLine).join('')));
}

/** Differences between a tree and its manifest. */
export const fixityMutations: readonly Mutation[] = [
  {
    code: 'FILE_ALTERED',
    what: 'a file has another digest than the manifest lists',
    change: (tree) =>
      putManifest(tree, ([first, ...others]) =>
        first === undefined ? [] : [{ ...first, sha256: '0'.repeat(64) }, ...others],
      ),
  },
  {
    code: 'FILE_LOST',
    what: 'a file that the manifest lists is not there',
    change: (tree) => putManifest(tree, (entries) => [...entries, { path: '~gone', sha256: '0'.repeat(64) }]),
  },
  {
    code: 'FILE_UNLISTED',
    what: 'the manifest lacks a file',
    change: (tree) => putManifest(tree, ([, ...others]) => others),
  },
];
