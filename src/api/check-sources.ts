// Checks the sources of a deposition in any storage: it runs in browsers too.

import { closing } from '../base/closing.js';
import { defined, getOrMake } from '../base/collections.js';
import { UnsupportedError } from '../base/errors.js';
import type { Issue, WarningKind } from '../base/issue.js';
import { describeFacts, nameSome } from '../base/messages.js';
import { toolVersion } from '../base/version.js';
import type { Config } from '../deposition/config/config.js';
import { nothingFound, readDoubtfully, sourceUnused } from '../deposition/source-rules/reading.js';
import { sourceRuleTexts } from '../deposition/source-rules/source-rules.js';
import type { IngestOptions } from '../pipeline/context.js';
import type { IngestEvent, ItemLabel, ItemRecord } from '../pipeline/walk/events.js';
import { planDeposition } from '../pipeline/walk-deposition.js';
import { ReadOnceStorage, type ReadTally } from '../storage/read-once.js';
import { emptyStorage, type Storage } from '../storage/storage.js';
import { type EntityType, entities } from '../tree/entities/entity-type.js';
import { noSettings } from '../validate/finding.js';
import { reportVersion, type ValidationReport } from '../validate/report.js';
import { IssueCollector } from '../validate/rule-set.js';
import { describePlan } from '../volume/engine/memory-plan.js';
import type { VolumeEngine } from '../volume/engine/volume-engine.js';
import { FilterUse } from './pipeline-options.js';

/** The totals of a check so far. */
export interface SourceProgress {
  readonly runs: number;
  readonly errors: number;
  readonly warnings: number;
}

/** An engine that plans only: nothing is converted. */
const planner: VolumeEngine = {
  jobs: 1,
  plan: (header, kind, version) => describePlan(header, kind, 1, version),
  convert: () => Promise.reject(new UnsupportedError('a check converts nothing')),
  close: async () => undefined,
};

/** Checks the sources in a storage as `validateSource` does, and closes it; `name` is that of INPUT in the report. */
export async function checkSources(request: {
  readonly config: Config;
  readonly input: Storage;
  readonly name: string;
  readonly options: IngestOptions;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: SourceProgress) => void) | undefined;
}): Promise<ValidationReport> {
  const { config, options, now, signal, onProgress } = request;
  const read: ReadTally = { files: 0, bytes: 0 };
  const report = sourceReport(request.name, now(), read, new FilterUse(options.filters));
  await closing(new ReadOnceStorage(request.input, read), (input) =>
    planDeposition({
      config,
      // Of ledgers, which a check has none of.
      configDigest: '',
      input,
      output: emptyStorage('(no output)'),
      engine: planner,
      options,
      now,
      signal,
      listener(event) {
        report.listen(event);
        if (event.kind === 'run-finished') onProgress?.(report.progress());
      },
      resumeFile: null,
      describedOptions: {},
    }),
  );
  return report.finish(signal.aborted);
}

const families = new Map(sourceRuleTexts.map(({ code, family }) => [code, family]));

/** Names of types in messages, and of runs that a message lists at most. */
const typeNames: Partial<Record<EntityType, string>> = {
  collection_metadata: 'mdoc',
  tiltseries: 'tilt series',
};
const mostNames = 10;

function keyOf({ dataset, run, type, name }: ItemLabel): string {
  return JSON.stringify([dataset, run, type, name]);
}

/** Makes a validation report of a dry run's events; `read` counts the files and bytes read of `input`. */
function sourceReport(input: string, started: Date, read: ReadTally, filters: FilterUse) {
  const clock = performance.now();
  const collector = new IssueCollector(noSettings);
  /** Keys of findings that were added: several items can share one. */
  const reported = new Set<string>();
  /** Runs that have none of a type. */
  const gaps = new Map<EntityType, Set<string>>();
  /** Warnings of items that are not finished. */
  const pending = new Map<string, Map<string, WarningKind | undefined>>();
  let hasUnused = false;
  let [datasets, runs, volumes] = [0, 0, 0];
  /** Sizes in bytes by path: several items can be made from one file. */
  const files = new Map<string, number>();
  const listen = (event: IngestEvent): void => {
    if (event.kind === 'datasets-found') datasets += event.datasets.length;
    if (event.kind === 'run-finished') runs += 1;
    if (event.kind === 'filtered') filters.saw(event.type, event.names, event.isMet);
    if (event.kind === 'warning' && event.code !== undefined) {
      const { message, item, code, sought } = event;
      const text = item === null ? message : `${item.type} ${item.name}: ${message}`;
      const severity = code === sourceUnused.code ? sourceUnused.severity : 'warning';
      hasUnused ||= code === sourceUnused.code;
      if (sought !== undefined && item?.run != null) miss(sought, item.run);
      else add({ code, severity, path: input, message: text }, item);
    } else if (event.kind === 'warning' && event.item !== null && event.of !== 'format')
      getOrMake(pending, keyOf(event.item), () => new Map<string, WarningKind | undefined>()).set(
        event.message,
        event.of,
      );
    if (event.kind === 'made-by-default' && event.item.run !== null) miss(event.item.type, event.item.run);
    if (event.kind !== 'item-finished') return;
    const { record } = event;
    for (const { path, bytes } of record.sources) files.set(path, bytes ?? 0);
    if (entities[record.type].volume !== undefined) volumes += 1;
    addDoubts(record);
    for (const issue of record.issues ?? []) add(issue, record);
  };

  /** Adds warnings of readers on items to be published, and files without content; issues are warnings too. */
  const addDoubts = ({ sources, issues = [], status, ...item }: ItemRecord): void => {
    const told = issues.map(({ message, severity: _, ...facts }) => describeFacts(message, facts));
    const doubts = pending.get(keyOf(item)) ?? [];
    pending.delete(keyOf(item));
    for (const [doubt, of] of doubts) {
      if (told.includes(doubt) || (status === 'skipped' && of !== 'empty')) continue;
      const named = sources.find(({ path }) => doubt.startsWith(`${path}: `))?.path;
      const path = named ?? sources[0]?.path ?? input;
      const message = named === undefined ? doubt : doubt.slice(named.length + 2);
      add({ code: readDoubtfully.code, severity: readDoubtfully.severity, path, message }, item);
    }
  };

  const miss = (type: EntityType, run: string): void => {
    getOrMake(gaps, type, () => new Set<string>()).add(run);
  };

  /** Warns once of each type that some runs lack; of what all lack, SOURCE_PATTERN_UNUSED reports the patterns. */
  const addGaps = (): void => {
    for (const [type, lacking] of gaps) {
      if (lacking.size === runs && (hasUnused || type === 'alignment')) continue;
      const message = `${lacking.size} of ${runs} runs ${lacking.size === 1 ? 'has' : 'have'} no ${typeNames[type] ?? type}`;
      const found = nameSome([...lacking].sort(), mostNames);
      const { code, severity } = nothingFound;
      add({ code, severity, path: input, message, found }, null);
    }
  };

  const add = (issue: Issue, item: ItemLabel | null): void => {
    const { code, severity, message, expected, found, line, hint } = issue;
    const key = JSON.stringify([code, issue.path, message, expected, found, line]);
    if (reported.has(key)) return;
    reported.add(key);
    const context = {
      path: issue.path,
      entity: item?.type ?? 'deposition',
      dataset: item?.dataset ?? null,
      run: item?.run ?? null,
    };
    collector.add({ code, severity, family: families.get(code) ?? 'source-files' }, context, {
      message,
      ...defined({ expected, found, line, hint }),
    });
  };

  const finish = (isInterrupted: boolean): ValidationReport => {
    addGaps();
    const { errors, warnings, ignored } = collector;
    const { unmet } = filters;
    return {
      version: reportVersion,
      tool: `cryoet-ingest ${toolVersion}`,
      tree: input,
      layout: null,
      depth: 'headers',
      datasets: null,
      runs: null,
      started: started.toISOString(),
      seconds: Math.round(performance.now() - clock) / 1000,
      verdict: errors > 0 ? 'invalid' : isInterrupted || unmet.length > 0 ? 'incomplete' : 'valid',
      errors,
      warnings,
      ignored,
      codes: collector.codes(),
      looked: {
        datasets,
        runs,
        filesListed: files.size,
        bytesListed: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
        filesRead: read.files,
        bytesRead: read.bytes,
        volumes,
        ...{ chunksRead: 0, chunks: 0, voxels: 0 },
      },
      notChecked: [
        ...(isInterrupted ? ['everything after the interrupt'] : []),
        ...unmet,
        ...(volumes > 0 ? [`the voxels of ${volumes} volumes`] : []),
      ],
      failures: [],
      findings: collector.findings(),
      thumbnails: [],
    };
  };
  return {
    progress: () => ({ runs, errors: collector.errors, warnings: collector.warnings }),
    listen,
    finish,
  };
}
