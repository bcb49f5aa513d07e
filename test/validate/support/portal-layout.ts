import { formatManifestLine, parseManifestLine } from '../../../src/formats/manifest.js';
import { hashBytes } from '../../../src/storage/hash-file.js';
import { compareCodePoints } from '../../../src/storage/keys.js';
import { manifestPath } from '../../../src/tree/layout/own-files.js';
import type { Tree } from '../mutations/mutation.js';

/** Keys of the good tree's annotations, which precomputed directories of the portal layout have in their names. */
const annotationKeys: Readonly<Record<string, string>> = {
  100: 'ribosome-1.0',
  101: 'nucleosome-1.0',
  102: 'microtubule-1.0',
  103: 'membrane-1.0',
  104: 'vesicles-1.0',
};

const manifestFile = manifestPath('sha256');

/** Converts the good tree, or a mutation of it, to the portal layout: file names, and the paths in files. */
export function inPortalLayout(tree: Tree): Tree {
  const moved: Tree = new Map();
  for (const [path, bytes] of tree) {
    if (path !== manifestFile) moved.set(portalNames(path), rewritten(path, bytes));
  }
  const manifest = tree.get(manifestFile);
  if (manifest !== undefined) moved.set(manifestFile, hashedAgain(manifest, tree, moved));
  return moved;
}

function portalNames(text: string): string {
  return text
    .replaceAll('DepositionMetadata/', 'depositions_metadata/')
    .replaceAll('tomogram-metadata.json', 'tomogram_metadata.json')
    .replaceAll('-neuroglancer-config.json', '-neuroglancer_config.json')
    .replaceAll(/(NeuroglancerPrecompute\/(\d+)-)([a-z]+)_precompute/g, (_, start, id, shape) => {
      return `${start}${annotationKeys[id] ?? 'unknown-1.0'}_${shape}`;
    });
}

/** The files of another tree after the conversion. */
const known = new WeakMap<Uint8Array, Uint8Array>();

/** Returns the same array for the same input; keeps bytes that contain no path. */
function rewritten(path: string, bytes: Uint8Array): Uint8Array {
  if (!path.endsWith('.json')) return bytes;
  const before = known.get(bytes);
  if (before !== undefined) return before;
  const text = Buffer.from(bytes).toString('latin1');
  const renamed = portalNames(text);
  const after = renamed === text ? bytes : new Uint8Array(Buffer.from(renamed, 'latin1'));
  known.set(bytes, after);
  return after;
}

/** Updates the digests of converted files in a manifest, if it had those of the original files. */
function hashedAgain(manifest: Uint8Array, before: Tree, after: Tree): Uint8Array {
  const entries = Buffer.from(manifest)
    .toString()
    .split('\n')
    .flatMap((line) => parseManifestLine(line, 'sha256') ?? [])
    .map(({ path, digest }) => {
      const [old, moved] = [before.get(path), after.get(portalNames(path))];
      const isRight = old !== undefined && moved !== undefined && hashBytes(old, 'sha256') === digest;
      return { path: portalNames(path), digest: isRight ? hashBytes(moved, 'sha256') : digest };
    })
    .sort((a, b) => compareCodePoints(a.path, b.path));
  return new Uint8Array(Buffer.from(entries.map(formatManifestLine).join('')));
}
