import { add, all, bytesAt, editBytes, setJson } from './edit.js';
import type { Mutation, Tree } from './mutation.js';

/** A text file of the tree. */
export function text(tree: Tree, path: string): string {
  return Buffer.from(bytesAt(tree, path)).toString();
}

type Records = Record<string, unknown>[];

export function editList(path: string, key: string, edit: (records: Records) => void): Mutation['change'] {
  return (tree) => {
    const document = JSON.parse(text(tree, path)) as Record<string, Records>;
    edit(document[key] ?? []);
    add(path, JSON.stringify(document))(tree);
  };
}

export function editRecords(
  path: string,
  key: string,
  edit: (record: Record<string, unknown>, index: number) => void,
): Mutation['change'] {
  return editList(path, key, (records) => records.forEach(edit));
}

/** Makes a copied alignment an alignment of its own run, without a tilt series. */
export function own(directory: string): Mutation['change'] {
  const path = `${directory}/alignment_metadata.json`;
  return all(
    setJson(path, 'alignment_path', `${directory}/TS_Z.xf`),
    setJson(path, 'tilt_path', `${directory}/TS_Z.tlt`),
    setJson(path, 'files', [`${directory}/TS_Z.xf`, `${directory}/TS_Z.tlt`]),
    setJson(path, 'tiltseries_path', null),
  );
}

/** Moves the mesh of a shard with one mesh by ten voxels: the manifest is before the minishard index. */
export function setManifestOrigin(path: string): Mutation['change'] {
  return editBytes(path, (bytes, view) => {
    const end = 16 + Number(view.getBigUint64(0, true));
    for (let at = 16; at + 40 <= end; at += 1) {
      const chunk = [0, 4, 8].map((offset) => view.getFloat32(at + offset, true));
      const origin = [12, 16, 20].map((offset) => view.getFloat32(at + offset, true));
      const levels = at + 40 <= end ? view.getUint32(at + 24, true) : 0;
      const isManifest =
        levels >= 1 &&
        levels <= 4 &&
        view.getFloat32(at + 28, true) === 1 &&
        chunk.every((size) => size > 0.1 && size < 100);
      if (!isManifest || !origin.every((value) => Math.abs(value) < 100)) continue;
      view.setFloat32(at + 12, (origin[0] ?? 0) + 10, true);
      return bytes;
    }
    throw new Error('no manifest');
  });
}
