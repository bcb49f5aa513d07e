import type { ExaminedGroup } from '../classify/classified.js';

/** Pictures for the deposition and its datasets, below INPUT. */
export interface Photos {
  readonly snapshot: string;
  readonly thumbnail: string;
}

/** Pictures of no run, up to which they are taken for key photos. */
const mostPhotos = 2;

/** One or two pictures that are of no run, by their names; null where there are none, or more. */
export function pickPhotos(groups: readonly ExaminedGroup[]): Photos | null {
  const pictures = groups
    .filter(({ facts }) => [...facts.values()].some(({ sniffed }) => sniffed.kind === 'picture'))
    .flatMap(({ files }) => files);
  if (pictures.length === 0 || pictures.length > mostPhotos) return null;
  if (pictures.some(({ run }) => run !== null)) return null;
  const paths = pictures.map(({ file }) => file.path);
  const thumbnail =
    paths.find((path) => /thumb/i.test(path.slice(path.lastIndexOf('/')))) ?? (paths.at(-1) as string);
  const snapshot = paths.find((path) => path !== thumbnail) ?? thumbnail;
  return { snapshot, thumbnail };
}
