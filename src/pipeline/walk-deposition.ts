import type { Item } from '../deposition/item.js';
import { openSources } from '../deposition/open-sources.js';
import { rememberLast } from '../deposition/remember.js';
import type { KnownRuns } from '../deposition/source-context.js';
import { nothingFound, sourceUnused } from '../deposition/source-rules/reading.js';
import { directories, type Layout, layouts } from '../tree/layout/path-templates.js';
import { KernelPool } from '../volume/kernels/load-kernels.js';
import { type IngestContext, ObjectCounts, type ResumeFile, VolumePreviews } from './context.js';
import { lineWork } from './convert/line-work.js';
import type { Scene } from './key-image/draw-key-image.js';
import { readScene } from './key-image/read-scene.js';
import { Claims } from './publish/claims.js';
import type { EventListener } from './walk/events.js';
import { Failures } from './walk/failures.js';
import { warnBy } from './walk/item-log.js';
import { walk } from './walk/walk.js';

/** An ingest: the configuration, the storages, the options and the listener. */
export interface IngestRequest
  extends Pick<IngestContext, 'config' | 'input' | 'output' | 'engine' | 'options' | 'now' | 'signal'> {
  /** SHA-256 of the configuration. */
  readonly configDigest: string;
  readonly listener: EventListener;
  /** Local file with finished items, used instead of the ledgers in the output. */
  readonly resumeFile: ResumeFile | null;
  /** The runs if they are known; null or absent: they are searched for. */
  readonly knownRuns?: KnownRuns | null;
  /** Objects that were read with no checksum to compare them with. */
  readonly unchecked?: ReadonlySet<string>;
  /** The command's options, for the report. */
  readonly describedOptions: Readonly<Record<string, unknown>>;
}

/** Walks a deposition like a dry run, without a report; the listener gets the events. */
export async function planDeposition(request: IngestRequest): Promise<void> {
  const { listener: emit, signal } = request;
  const kernels = new KernelPool();
  const services = { kernels, lines: lineWork(kernels), emit, warn: warnBy(emit), signal };
  await ingestAll(await openContext(request, { ...services, treeLedger: null, published: null }));
}

type Services = Pick<
  IngestContext,
  'kernels' | 'lines' | 'emit' | 'warn' | 'signal' | 'treeLedger' | 'published'
>;

/** Opens the deposition of an ingest. Fails as `openSources` does. */
export async function openContext(request: IngestRequest, services: Services): Promise<IngestContext> {
  const { config, input, output, options, knownRuns = null } = request;
  const sources = await openSources({ config, input, output, options, knownRuns, ...services });
  const context: IngestContext = Object.assign(sources, {
    ...services,
    // The warnings of searches belong to the run that searches.
    warn: sources.warn,
    options,
    configDigest: request.configDigest,
    engine: request.engine,
    claims: new Claims(),
    resumeFile: request.resumeFile,
    recorder: null,
    failures: new Failures(),
    now: request.now,
    objectCounts: new ObjectCounts(),
    previews: new VolumePreviews(),
    scene: rememberLast(
      options.concurrency,
      (tomogram: Item) => tomogram,
      (tomogram): Promise<Scene> => readScene(tomogram, context),
    ),
  });
  return context;
}

/** Walks a deposition, and warns of what no item is about. */
export async function ingestAll(context: IngestContext): Promise<void> {
  const { options } = context;
  await warnOfOtherLayout(context);
  await walk(context);
  for (const { message, code } of context.usage.volumes.warnings()) context.warn(message, null, code);
  // A part of the runs does not know which sources other parts used.
  if (options.share !== undefined && options.share !== 'whole') return;
  if (!context.signal.aborted && options.filters.size === 0 && options.excludes.size === 0) {
    for (const message of context.usage.unusedSources()) context.warn(message, null, sourceUnused.code);
    for (const message of context.usage.overlookedSources()) context.warn(message, null, nothingFound.code);
  }
}

/** Warns if the output has a tree in another layout. It stays beside the new one, and no metadata describe both. */
async function warnOfOtherLayout({ output, options: { layout }, warn }: IngestContext): Promise<void> {
  const rootOf = (each: Layout) => directories.deposition[each].split('/')[0] ?? '';
  for (const other of layouts) {
    const root = rootOf(other);
    if (root === rootOf(layout) || (await output.kind(root)) === null) continue;
    const message = `${output.location(root)}: the output holds a tree in the ${other} layout, this ingest writes the ${layout} layout: what is named otherwise stays beside it (--layout ${other} goes on with what is there)`;
    warn(message, null);
  }
}
