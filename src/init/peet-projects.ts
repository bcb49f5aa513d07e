import { groupBy } from '../base/collections.js';
import { ifReadable } from '../base/errors.js';
import { decodeText } from '../formats/text.js';
import type { Storage } from '../storage/storage.js';
import type { SourceFile } from './source-listing.js';

/** A motive list of PEET, after its project: the number after `Tom` is that of the volume in its list (`fnVolume`). */
export const peetList = /^(.*_MOTL_)(Tom\d+)(_Iter\d+\.csv)$/i;

const largestProject = 2 ** 20;

/** Returns the volume of each motive list whose project (`.prm`) lies beside it, or is the only one of its output. */
export async function volumesOfLists(storage: Storage, files: readonly SourceFile[]) {
  const read = files.filter(({ extension, size }) => extension === 'prm' && size <= largestProject);
  const projects = await Promise.all(
    (files.some(({ name }) => peetList.test(name)) ? read : []).map(async ({ path, directory }) => {
      const text = await ifReadable(async () =>
        decodeText(await storage.get(path, largestProject), path).replaceAll(/^\s*[%#].*/gm, ''),
      );
      const output = /^\s*fnOutput\s*=\s*'([^']*)'/m.exec(text ?? '')?.[1];
      const volumes = /^\s*fnVolume\s*=\s*\{([^}]*)\}/m.exec(text ?? '')?.[1] ?? '';
      return { directory, output, volumes: [...volumes.matchAll(/'([^']*)'/g)].map(([, each = '']) => each) };
    }),
  );
  const byPrefix = groupBy(projects, ({ output }) => `${output}_MOTL_`);
  return new Map(
    files.flatMap((file) => {
      const [, prefix = '', number = ''] = peetList.exec(file.name) ?? [];
      const named = byPrefix.get(prefix) ?? [];
      const beside = named.filter(({ directory }) => directory === file.directory);
      const [project, ...others] = beside.length === 0 ? named : beside;
      const volume =
        others.length === 0 ? project?.volumes[Number(number.slice('Tom'.length)) - 1] : undefined;
      return volume === undefined ? [] : [[file, volume] as const];
    }),
  );
}
