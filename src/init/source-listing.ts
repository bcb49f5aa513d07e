import { compareNaturally, countBy, getOrMake, groupBy } from '../base/collections.js';
import { baseName, parentKey } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { isZarrDocument } from '../volume/zarr/group-metadata.js';

export interface SourceListing {
  /** Files and OME-Zarr directories, ascending by path. */
  readonly files: readonly SourceFile[];
  /** Files that are not data, with the reason. */
  readonly ignored: readonly { readonly path: string; readonly reason: string }[];
}

/** Lists all files of a storage once. `onListed` is called with the number of files so far. `job` is the job to publish. */
export async function listSource(
  storage: Storage,
  onListed: (files: number) => void = () => undefined,
  job?: string,
): Promise<SourceListing> {
  const sizes = new Map<string, number>();
  const zarrs = new Map<string, number>();
  const ignored: { path: string; reason: string }[] = [];
  let listed = 0;
  const targets = new Map<string, string>();
  /** OME-Zarrs that have files which are no links. */
  const ownFiles = new Set<string>();
  for await (const { key, size, target } of storage.list('')) {
    listed += 1;
    if (listed % 1000 === 0) onListed(listed);
    if (target !== undefined) targets.set(key, target);
    const zarr = zarrIn(key);
    if (zarr !== null && target === undefined) ownFiles.add(zarr);
    const reason = zarr === null ? junkReason(key, job) : null;
    if (zarr !== null) zarrs.set(zarr, (zarrs.get(zarr) ?? 0) + size);
    else if (reason !== null) ignored.push({ path: key, reason });
    else sizes.set(key, size);
  }
  onListed(listed);
  const hasParticles = [...sizes.keys()].some((path) => isOfJob(path, job) && particles.test(path));
  const refined = hasParticles ? [] : newestParticles([...sizes.keys(), ...ignored.map(({ path }) => path)]);
  for (const path of refined) sizes.set(path, (await storage.stat(path))?.size ?? 0);
  for (const directory of markedZarrs(sizes.keys(), ignored)) {
    let total = 0;
    for (const [key, size] of sizes) {
      if (!key.startsWith(`${directory}/`)) continue;
      total += size;
      if (!targets.has(key)) ownFiles.add(directory);
      sizes.delete(key);
    }
    zarrs.set(directory, total);
  }
  const zarrOf = (path: string): string | null =>
    zarrs.has(path) ? path : path === '' ? null : zarrOf(parentKey(path));
  const left = ignored.filter(({ path }) => zarrOf(path) === null && !refined.includes(path));
  const named = countBy([...sizes.keys(), ...zarrs.keys()].map(stemOf));
  const ends = new Map<string, Set<string>>();
  for (const [path, target] of targets)
    getOrMake(ends, zarrOf(path) ?? path, () => new Set<string>()).add(zarrOf(target) ?? target);
  for (const [from, [to = from, ...more]] of ends) {
    const among = zarrs.has(from) ? zarrs : sizes;
    // An OME-Zarr may have links to single chunks.
    const isOwn = ownFiles.has(from) || more.length > 0;
    if (from === to || isOwn || !among.has(from) || !among.has(to)) continue;
    // A link may give a file the name of its run, which others have.
    const isBetter = (named.get(stemOf(from)) ?? 0) > (named.get(stemOf(to)) ?? 0);
    const [used, unused] = isBetter ? [from, to] : [to, from];
    among.delete(unused);
    left.push({
      path: unused,
      reason: isBetter ? `${used}, a link to it, is used` : `link to ${used}, which is used`,
    });
  }
  const files = [
    ...[...sizes].map(([path, size]) => sourceFile(path, size, false)),
    ...[...zarrs].map(([path, size]) => sourceFile(path, size, true)),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, ignored: left };
}

/** Returns the name in a path before its first point. */
function stemOf(path: string): string {
  return baseName(path).replace(/\..*$/, '');
}

/** Returns the OME-Zarr that a path is in, by its name; null for none, or a hidden one. */
function zarrIn(path: string): string | null {
  const zarr = /^(.*?\.zarr)\//i.exec(path)?.[1] ?? null;
  return zarr === null || isHidden(zarr) ? null : zarr;
}

/** Returns the outermost directories, none hidden, that contain Zarr metadata, whatever their names. */
function markedZarrs(keys: Iterable<string>, ignored: readonly { path: string }[]): string[] {
  const marked = [...keys, ...ignored.map(({ path }) => path)]
    .filter((key) => !isHidden(parentKey(key)) && key.includes('/') && isZarrDocument(baseName(key)))
    .map(parentKey);
  return marked.filter((one) => !marked.some((other) => one.startsWith(`${other}/`)));
}

/** True for a file or directory that is hidden; metadata of Zarr, such as `.zattrs`, do not hide their directory. */
function isHidden(path: string): boolean {
  return /(?:^|\/)\./.test(path);
}

/** All that RELION's jobs before the alignment and behind the extraction of particles leave; others have data. */
const relionWork =
  /(?:^|\/)(?:Import|MotionCorr|CtfFind|ExcludeTiltImages|Extract|PseudoSubtomo|Select|JoinStar|Class[23]D|InitialModel|Reconstruct|Refine3D|MultiBody|MaskCreate|PostProcess|LocalRes|Subtract|CtfRefine|CtfRefineTomo|Polish|FrameAlignTomo)\/job\d{3,}\//;

/** Particles of a job of RELION, of its last or any iteration. */
const particles = /\/(?:particles|run(?:_ct\d+)?(?:_it(\d+))?_data)\.star$/;
/** Kinds of jobs with particles, the best last: extracted ones are picked ones. */
const byRefinement = ['Extract', 'PseudoSubtomo', 'Picks', 'InitialModel', 'Class3D', 'Refine3D'];
const jobParticles = new RegExp(`^(.*/)?(${byRefinement.join('|')})/job(\\d+)${particles.source}`);

/** Returns the particles of each project of RELION that the newest job of the best kind refined last, and those of Dynamo. */
function newestParticles(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => {
    const [, at, round, of] = /(.*)results\/ite_(\d+)\/averages\/refined_table_(\w+)_ite_/.exec(path) ?? [];
    if (round !== undefined) return [{ path, project: `${at}${of}`, age: round }];
    const [, project = '', kind = '', job, iteration] = jobParticles.exec(path) ?? [];
    const age = `${byRefinement.indexOf(kind)} ${job} ${iteration ?? 9999}`;
    const isLeft = isHidden(path) || relionTrash.test(path);
    return kind === '' || iteration === '000' || isLeft ? [] : [{ path, project, age }];
  });
  return [...groupBy(found, ({ project }) => project).values()].flatMap((own) =>
    own
      .sort((one, other) => compareNaturally(other.age, one.age))
      .slice(0, 1)
      .map(({ path }) => path),
  );
}

const workOfRelion = 'work of a RELION job, which is not published';
const relionTrash = /(?:^|\/)Trash\/\w+\/job\d{3,}\//;

const relionNotes =
  /job\d{3,}\/(?:(?:job|default_pipeline|job_\w+)\.star|run\.(?:out|err)|note\.txt)$|default_pipeline\.star$/;

/** True for a path below the directory of a job; false without one. */
export function isOfJob(path: string, job: string | undefined): boolean {
  return job !== undefined && `/${path}`.includes(`/${job}/`);
}

/** Files that are no data, by their paths behind a slash, and why; the first reason counts. */
const junk = [
  [/\/\./, 'hidden file'],
  [/~$|\.(?:bak|tmp|swp|log)$|\/(?:Thumbs\.db|desktop\.ini)$/i, 'backup, log or temporary file'],
  [relionTrash, 'deleted in RELION'],
  [relionNotes, workOfRelion],
  [relionWork, workOfRelion],
  // Settings, power spectra and lists of Warp and M.
  [
    /\.(?:settings|tomostar|population|species)$|\/warp_\w+\/(?:powerspectrum|thumbnails|logs)\/|\/warp_frameseries\/[^/]+\.xml$|processed_items\.json$/,
    'work of Warp, which is not published',
  ],
  // Dynamo, Warp and others make them.
  [
    /\/(?:(?:subtomo\w*|particleseries)\/.*|particle_\d{5,})\.(?:mrcs?|em|hdf)$/i,
    'particle that was cut out of a tomogram',
  ],
  [/\/analyze\.\d+\//, 'work of cryoDRGN, which is not published'],
  [
    /\.(?:ctlg|vll|omd|ctb)$|\/(?:tomograms\/volume_\d+\/settings|results\/ite_\d{4})\//i,
    'work of Dynamo, which is not published',
  ],
] as const;

/** Returns why a file is not data, judging by its name; null if it may be. */
function junkReason(key: string, job: string | undefined): string | null {
  const isKept = (pattern: RegExp) => pattern === relionWork && isOfJob(key, job);
  const [, reason = null] = junk.find(([pattern]) => pattern.test(`/${key}`) && !isKept(pattern)) ?? [];
  return reason;
}

/** A file of the source, or a directory that is one volume (OME-Zarr). */
export interface SourceFile {
  /** Path below INPUT. */
  readonly path: string;
  /** Names of the directories and of the file. */
  readonly segments: readonly string[];
  /** Last segment. */
  readonly name: string;
  /** Path of the directory; empty directly below INPUT. */
  readonly directory: string;
  /** Extension in lower case, without that of a compression: `mrc` of `a.MRC.gz`. */
  readonly extension: string;
  /** Size in bytes; for a directory, of all its files. */
  readonly size: number;
  readonly isDirectory: boolean;
}

/** Returns the path of a file below the first `depth` directories. */
export function pathBelow({ segments }: SourceFile, depth: number): string {
  return segments.slice(depth).join('/');
}

function sourceFile(path: string, size: number, isDirectory: boolean): SourceFile {
  const segments = path.split('/');
  const name = baseName(path);
  const unpacked = name.replace(/\.(?:gz|bz2)$/i, '');
  const extension = /\.([^.]+)$/.exec(unpacked)?.[1]?.toLowerCase() ?? '';
  return { path, segments, name, directory: parentKey(path), extension, size, isDirectory };
}
