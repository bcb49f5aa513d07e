import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What one kind of output came to. */
export interface Measure {
  files: number;
  bytes: number;
}

/** Files and bytes below a directory, by group; `groupOf` is given each file's path below it. */
export async function measureTree(
  directory: string,
  groupOf: (path: string) => string,
): Promise<Map<string, Measure>> {
  const groups = new Map<string, Measure>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const group = groupOf(file.slice(directory.length + 1));
    const measure = groups.get(group) ?? { files: 0, bytes: 0 };
    groups.set(group, { files: measure.files + 1, bytes: measure.bytes + (await stat(file)).size });
  }
  return groups;
}

/** A volume of the tree and its levels, finest first: `61 × 270 × 262`. */
export interface PyramidMeasure {
  readonly path: string;
  readonly levels: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/** Every OME-Zarr below a directory, ascending by path. */
export async function measurePyramids(directory: string): Promise<PyramidMeasure[]> {
  const groups = await measureTree(directory, (path) => /^.*?\.zarr(?=\/)/.exec(path)?.[0] ?? '');
  const pyramids: PyramidMeasure[] = [];
  for (const [path, measure] of [...groups]
    .filter(([name]) => name !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))) {
    const levels = await Promise.all(
      [0, 1, 2].map((level) => levelShape(join(directory, path, String(level)))),
    );
    pyramids.push({ path, levels, ...measure });
  }
  return pyramids;
}

async function levelShape(level: string): Promise<string> {
  const { shape } = JSON.parse(await readFile(join(level, '.zarray'), 'utf8')) as { shape: number[] };
  return shape.join(' × ');
}
