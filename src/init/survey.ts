import { subFrameName } from '../formats/mdoc/index.js';
import type { Storage } from '../storage/index.js';
import { classifyGroup, type GroupContext } from './classify/classify-group.js';
import type { ExaminedGroup } from './classify/classified.js';
import type { FileFacts } from './facts/file-facts.js';
import { readFacts } from './facts/read-facts.js';
import type { FileGroup } from './groups/file-group.js';
import { groupFiles } from './groups/group-files.js';
import { type SourceListing, listSource } from './listing/list-source.js';
import { PathIndex } from './globs/path-index.js';
import { planSources } from './plan/plan-sources.js';
import type { PlannedSource, UnusedFile } from './plan/planned-source.js';
import { commonDirectory } from './runs/common-directory.js';
import { explainPaths } from './runs/explain-paths.js';
import { findRuns } from './runs/find-runs.js';
import { isSingleRun } from './runs/single-run.js';
import { findRunTables, isOfObjects, type RunTable } from './tables/run-table.js';

/** What a source holds, as far as names and headers tell. */
export interface Survey {
  readonly listing: SourceListing;
  readonly prefix: readonly string[];
  readonly tables: readonly RunTable[];
  readonly runs: readonly string[];
  readonly sources: readonly PlannedSource[];
  readonly unused: readonly UnusedFile[];
}

const samples = 8;

export async function survey(storage: Storage): Promise<Survey> {
  const listing = await listSource(storage);
  const tables = await findRunTables(storage, listing.files);
  const isTable = new Set(tables.filter((table) => !isOfObjects(table)).map(({ file }) => file));
  const files = listing.files.filter((file) => !isTable.has(file));
  const all = files.map(({ segments }) => segments);
  const common = commonDirectory(all);
  const isSingle = isSingleRun(common, files);
  const prefix = isSingle ? common.slice(0, -1) : common;
  const paths = all.map((segments) => segments.slice(prefix.length));
  const { runs, matches } = isSingle
    ? explainPaths(paths, [common.at(-1) ?? ''])
    : findRuns(
        paths,
        tables.map(({ rows }) => [...rows.keys()]),
      );
  const groups = groupFiles(files, matches, prefix.length);
  const examined: ExaminedGroup[] = [];
  for (const group of groups) examined.push({ ...group, facts: await readSamples(storage, group) });
  const context = contextOf(examined);
  const runByPath = new Map(files.map(({ path }, at) => [path, matches[at]?.run ?? null]));
  const index = new PathIndex(listing, prefix, runs, (path) => runByPath.get(path) ?? null);
  const judged = examined.map((group) => ({ group, verdict: classifyGroup(group, context) }));
  return { listing, tables, prefix, runs, ...planSources(judged, index, prefix.length) };
}

async function readSamples(storage: Storage, { files }: FileGroup): Promise<Map<string, FileFacts>> {
  const step = Math.max(1, Math.floor(files.length / samples));
  const facts = new Map<string, FileFacts>();
  for (let at = 0; at < files.length; at += step) {
    const { file } = files[at] as (typeof files)[number];
    facts.set(file.path, await readFacts(storage, file));
  }
  return facts;
}

function contextOf(groups: readonly ExaminedGroup[]): GroupContext {
  const tilts = new Map<string, Set<number>>();
  const frameNames = new Set<string>();
  const [runsWithTransforms, runsWithRawTilts] = [new Set<string>(), new Set<string>()];
  for (const { files, facts, extension } of groups) {
    for (const { file, run } of files) {
      if (run !== null && extension === 'xf') runsWithTransforms.add(run);
      if (run !== null && extension === 'rawtlt') runsWithRawTilts.add(run);
      const found = facts.get(file.path);
      const count = found?.angles?.length ?? found?.mdoc?.sections.length ?? 0;
      if (run !== null && count > 0) tilts.set(run, (tilts.get(run) ?? new Set()).add(count));
      for (const { SubFramePath } of found?.mdoc?.sections ?? []) {
        if (SubFramePath !== undefined) frameNames.add(subFrameName(SubFramePath).toLowerCase());
      }
    }
  }
  return { tilts, frameNames, runsWithTransforms, runsWithRawTilts };
}
