import type { Storage } from '../../storage/index.js';
import type { Finding, Sides } from '../change.js';
import type { TreeUnit } from '../tree/tree-unit.js';
import { readBoth } from '../unreadable.js';
import { firstDifference } from './same-bytes.js';

/** Changes between two directories that programs read as a whole, file by file and by their bytes. */
export async function compareDirectories(
  units: Sides<TreeUnit>,
  storages: Sides<Storage>,
): Promise<Finding[]> {
  const names = await readBoth((side) => namesBelow(storages[side], units[side].path));
  const findings: Finding[] = [];
  for (const name of [...new Set([...names.a, ...names.b])].sort()) {
    const [inA, inB] = [names.a.has(name), names.b.has(name)];
    if (inA && inB) {
      const keys = { a: `${units.a.path}/${name}`, b: `${units.b.path}/${name}` };
      const { offset, sizes } = await firstDifference(storages, keys);
      if (offset === null) continue;
      const [a, b] = [`${sizes.a} bytes`, `${sizes.b} bytes`];
      findings.push({ kind: 'bytes', severity: 'metadata', at: `${name} byte ${offset}`, a, b });
    } else {
      const kind = inA ? 'file-removed' : 'file-added';
      findings.push({ kind, severity: 'metadata', at: name, a: inA ? name : null, b: inB ? name : null });
    }
  }
  return findings;
}

async function namesBelow(storage: Storage, directory: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { key } of storage.list(directory)) names.add(key.slice(directory.length + 1));
  return names;
}
