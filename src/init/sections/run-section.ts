import { groupBy } from '../../base/collections.js';
import { runsOf } from '../group-files.js';
import { escapeRegex, globText, patternOf, patternTest } from '../name-pattern.js';
import type { PlannedSource } from '../plan-sources.js';
import { bareHole, numberHole, runHole } from '../run-matcher.js';
import type { SourceListing } from '../source-listing.js';
import { list, map, scalar, type YamlNode } from '../yaml-document.js';
import { anyOf, entry, literalSource } from './source-nodes.js';

/** A location of run names in paths: directories or files of one form. */
type RunLocation = ReturnType<typeof runLocations>[number];

/** Number of other names up to which they are excluded; above it, the runs are listed. */
const mostOthers = 30;

/** Returns the runs section. Runs that no directory or file names are listed as literals. */
export function runSection(
  sources: readonly PlannedSource[],
  runs: readonly string[],
  listing: SourceListing,
  depth: number,
): YamlNode {
  const locations = runLocations(sources, runs, listing, depth);
  const chosen: RunLocation[] = [];
  const missing = new Set(runs);
  while (missing.size > 0) {
    const [best] = locations
      .map((location) => ({ location, gain: [...location.runs].filter((run) => missing.has(run)).length }))
      .sort(
        (a, b) =>
          b.gain - a.gain ||
          a.location.others.length - b.location.others.length ||
          rank(b.location) - rank(a.location),
      );
    if (best === undefined || best.gain === 0) break;
    chosen.push(best.location);
    for (const run of best.location.runs) missing.delete(run);
  }
  const listed = literalSource([...missing].map((run) => scalar(run)));
  return list([entry([...chosen.map(sourceOf), ...(missing.size === 0 ? [] : [listed])])]);
}

/** Ranks directories above files, and short paths above long ones. */
function rank({ isDirectory, pattern, before, behind }: RunLocation): number {
  return (isDirectory ? 100 : 0) - globText(pattern).length / 100 - before.length - behind.length;
}

function sourceOf({ pattern, before, behind, others, runs }: RunLocation): YamlNode {
  const glob = globText(pattern.replaceAll(runHole, bareHole));
  const isBare = before === '' && behind === '';
  const names = [...runs].sort();
  const isListed = others.length > mostOthers;
  return map({
    source_glob: map({
      list_glob: scalar(glob),
      match_regex: isListed
        ? scalar(`/${escapeRegex(before)}${anyOf(names).slice(1, -1)}${escapeRegex(behind)}$`)
        : null,
      name_regex: isBare ? null : scalar(`${escapeRegex(before)}(.*)${escapeRegex(behind)}$`),
    }),
    exclude: others.length > 0 && !isListed ? list([scalar(anyOf(others))]) : null,
  });
}

function runLocations(
  sources: readonly PlannedSource[],
  runs: readonly string[],
  { files }: SourceListing,
  depth: number,
) {
  const known = new Set(runs);
  const named = sources.flatMap(({ group }) => {
    const segments = group.template.split('/');
    const at = segments.findIndex((segment) => segment.includes(runHole));
    const parts = (segments[at] ?? '').split(runHole);
    const isClean =
      parts.length === 2 && parts.every((part) => !part.includes(bareHole) && !part.includes(numberHole));
    if (group.foreign !== null || !isClean) return [];
    const template = segments.slice(0, at + 1).join('/');
    return [{ group, at, parts, template, isDirectory: at < segments.length - 1 }];
  });
  return [...groupBy(named, ({ template }) => template)].map(([template, same]) => {
    const [{ group, at, parts, isDirectory }] = same as [(typeof named)[number]];
    const paths = group.files.map(({ file }) => file.segments.slice(depth, depth + at + 1).join('/'));
    const pattern = patternOf(template, paths, 'counted');
    const of = new Set(same.flatMap((each) => runsOf(each.group)));
    const [before = '', behind = ''] = parts;
    const test = patternTest(pattern, null);
    const others = new Set<string>();
    const found = new Set<string>();
    for (const { segments } of files) {
      const below = segments.slice(depth);
      const own = below[at];
      if (own === undefined || !test.test(below.slice(0, at + 1).join('/'))) continue;
      const run = own.slice(before.length, own.length - behind.length);
      if (known.has(run)) found.add(run);
      else others.add(run);
    }
    return {
      pattern,
      /** Text before and after the run in the name. */
      before,
      behind,
      isDirectory,
      runs: found.size === 0 ? of : found,
      /** Other names that the pattern would match. */
      others: [...others].sort(),
    };
  });
}
