import { availableParallelism } from 'node:os';
import { NotReachedError, StorageError } from '../base/errors.js';
import { countOf, describeError } from '../base/messages.js';
import { toolVersion } from '../base/version.js';
import type { Config } from '../deposition/config/config.js';
import type { Item } from '../deposition/item.js';
import { openSources } from '../deposition/open-sources.js';
import { rememberLast } from '../deposition/remember.js';
import type { KnownRuns } from '../deposition/source-context.js';
import { sourceUnused } from '../deposition/source-rules/reading.js';
import { defaultAlgorithm, type ManifestAlgorithm, manifestAlgorithms } from '../storage/digest-algorithm.js';
import { createDigester, type Digester } from '../storage/digester.js';
import { systemCode } from '../storage/local/fs-error.js';
import { isOver } from '../storage/s3/failed-requests.js';
import { FirstObjects } from '../storage/s3/s3-options.js';
import { seeWrites } from '../storage/seen-writes.js';
import type { Storage } from '../storage/storage.js';
import { ancestorTypes } from '../tree/entities/entity-type.js';
import { leaseDirectory } from '../tree/layout/own-files.js';
import { directories, layouts } from '../tree/layout/path-templates.js';
import type { VolumeEngine } from '../volume/engine/volume-engine.js';
import { KernelPool } from '../volume/kernels/load-kernels.js';
import {
  createVolumePreviews,
  type IngestContext,
  type IngestOptions,
  ObjectCounts,
  type ResumeFile,
} from './context.js';
import { createLineThread } from './convert/line-thread.js';
import { lineWork } from './convert/line-work.js';
import { readScene } from './key-image/read-scene.js';
import type { Scene } from './key-image/scene.js';
import { createClaims } from './publish/claims.js';
import { writeManifest, writeProvenance } from './publish/manifest.js';
import type { PublishedDocument } from './publish/published-documents.js';
import { createPublishingStorage } from './publish/publishing-storage.js';
import { SummedInput } from './publish/summed-input.js';
import { TreeLedger } from './publish/tree-ledger.js';
import type { EventListener, IngestEvent } from './walk/events.js';
import { createFailures } from './walk/failures.js';
import { createReportBuilder, type IngestReport } from './walk/ingest-report.js';
import { stoppedBy, warnBy } from './walk/item-log.js';
import { walk } from './walk/walk.js';

/** An ingest: the configuration, the storages, the options and the listener. */
export interface IngestRequest {
  readonly config: Config;
  /** SHA-256 of the configuration. */
  readonly configDigest: string;
  readonly input: Storage;
  readonly output: Storage;
  readonly engine: VolumeEngine;
  readonly options: IngestOptions;
  /** Time that is written into metadata and MRC labels. */
  readonly now: () => Date;
  readonly signal: AbortSignal;
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

/**
 * Ingests a deposition and returns the report. A failed item is in the report and does not stop the others. Fails only
 * if something fails that concerns the whole, such as an unreadable map file.
 */
export async function ingest(request: IngestRequest): Promise<IngestReport> {
  const { config, options } = request;
  // Others take over stale leases, and delete them.
  const output = seeWrites(request.output, (key) => !key.startsWith(leaseDirectory('')));
  const report = createReportBuilder({
    config: config.file,
    input: request.input.url,
    output: output.url,
    options: request.describedOptions,
    started: request.now(),
  });
  const stop = new AbortController();
  const emit: EventListener = (event) => {
    report.listen(event);
    request.listener(event);
    if (event.kind === 'item-finished' && event.record.status === 'failed') stopAfter(event, options, stop);
  };
  const warn = warnBy(emit);
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const digester =
    options.dryRun || options.digests === false
      ? null
      : createDigester(Math.min(request.engine.jobs, availableParallelism()));
  const algorithm = options.digest ?? defaultAlgorithm;
  const input = new SummedInput(request.input, digester !== null && algorithm === 'crc64nvme');
  const kernels = new KernelPool();
  const died = (cause: unknown) =>
    warn(`the worker for points ended: ${describeError(cause)}; points take longer from here on`, null);
  const lines = (options.workers ?? 1) > 1 ? createLineThread(kernels, died) : null;
  const header = { tool: toolVersion, input: input.url, config: request.configDigest };
  const opened: { context: IngestContext | null } = { context: null };
  const published = createPublishingStorage({
    output,
    layout: options.layout,
    writesAnew: async (document) => opened.context !== null && writesAnew(document, opened.context),
    changed: (path, bytes, written) => treeLedger?.changed(path, bytes, written),
  });
  const treeLedger: TreeLedger | null = options.dryRun
    ? null
    : new TreeLedger({
        input,
        output: published,
        header,
        digester,
        algorithm,
        manifest: options.manifest === true ? manifestAlgorithm(options) : null,
        now: request.now,
        signal,
        warn: (message) => warn(message, null),
      });
  try {
    const services = {
      ...{ emit, warn, signal, treeLedger, published: treeLedger === null ? null : published },
      ...{ kernels, lines: lines ?? lineWork(kernels) },
    };
    opened.context = await openContext({ ...request, input, output: treeLedger?.output ?? output }, services);
    await ingestAll(opened.context);
    await treeLedger?.close(signal.aborted ? 'interrupted' : 'complete');
    if (!signal.aborted && digester !== null) await writeRecords({ ...request, output }, digester, header);
    warnOfUnchecked(request.unchecked ?? new Set(), warn);
  } finally {
    await Promise.all([lines?.close(), digester?.close()]);
  }
  return report.finish(signal.aborted ? stoppedBy(signal) : null);
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

async function openContext(request: IngestRequest, services: Services): Promise<IngestContext> {
  const { config, input, output, options, knownRuns = null } = request;
  const sources = await openSources({
    ...{ config, input, output, options, knownRuns },
    ...services,
  });
  // The warnings of searches belong to the run that searches.
  const { warn } = sources;
  const context: IngestContext = Object.assign(sources, {
    ...{ ...services, warn },
    options,
    configDigest: request.configDigest,
    engine: request.engine,
    claims: createClaims(),
    resumeFile: request.resumeFile,
    recorder: null,
    failures: createFailures(),
    now: request.now,
    objectCounts: new ObjectCounts(),
    previews: createVolumePreviews(),
    scene: rememberLast(
      options.concurrency,
      (tomogram: Item) => tomogram,
      (tomogram): Promise<Scene> => readScene(tomogram, context),
    ),
  });
  return context;
}

async function ingestAll(context: IngestContext): Promise<void> {
  const { options } = context;
  await warnOfOtherLayout(context);
  await walk(context);
  for (const { message, code } of context.usage.volumes.warnings()) context.warn(message, null, code);
  // A part of the runs does not know which sources other parts used.
  if (options.share !== undefined && options.share !== 'whole') return;
  if (!context.signal.aborted && options.filters.size === 0 && options.excludes.size === 0) {
    for (const message of context.usage.unusedSources()) context.warn(message, null, sourceUnused.code);
  }
}

/** Warns once of the objects whose bytes nothing could be compared with. */
function warnOfUnchecked(objects: ReadonlySet<string>, warn: (message: string, about: null) => void): void {
  const [first] = objects;
  if (first === undefined) return;
  const count = countOf(objects.size, 'object') + (objects.size < FirstObjects.most ? '' : ' or more');
  const message = `${count}, such as ${first}: the bucket keeps no checksum with which the bytes that were read could be compared`;
  warn(message, null);
}

/** Writes the manifest and the provenance of the whole tree if they are wanted. */
async function writeRecords(
  { output, options }: IngestRequest,
  digester: Digester,
  facts: { readonly input: string; readonly config: string },
): Promise<void> {
  if (options.manifest !== true || options.share === 'runs') return;
  await writeManifest(output, digester, manifestAlgorithm(options));
  await writeProvenance(output, facts);
}

/** Returns the algorithm of the manifest: that of the ledger, if manifests may have it, to avoid hashing twice. */
function manifestAlgorithm({ digest }: IngestOptions): ManifestAlgorithm {
  return manifestAlgorithms.find((name) => name === digest) ?? manifestAlgorithms[0];
}

/** Warns if the output has a tree in another layout. It stays beside the new one, and no metadata describe both. */
async function warnOfOtherLayout({ output, options: { layout }, warn }: IngestContext): Promise<void> {
  for (const other of layouts) {
    const [root = ''] = directories.deposition[other].split('/');
    if (other === layout || (await output.kind(root)) === null) continue;
    const message = `${output.location(root)}: the output holds a tree in the ${other} layout, this ingest writes the ${layout} layout: what is named otherwise stays beside it (--layout ${other} goes on with what is there)`;
    warn(message, null);
  }
}

/** Stops the ingest after a failed item if the output is full, or with --fail-fast. */
export function stopAfter(
  { error, record }: Extract<IngestEvent, { kind: 'item-finished' }>,
  { failFast }: IngestOptions,
  stop: AbortController,
): void {
  if (stop.signal.aborted) return;
  const item = `${record.type} ${record.name}${record.run === null || record.type === 'run' ? '' : ` of run ${record.run}`}`;
  if (isFull(error)) stop.abort(new NotReachedError('OUTPUT has no space left'));
  else if (isCausedBy(error, isOver)) stop.abort(new NotReachedError('the credentials have ended'));
  else if (failFast) stop.abort(new NotReachedError(`${item} failed, with --fail-fast`));
}

/** Error codes of a full file system or an exceeded quota. */
const fullCodes = ['ENOSPC', 'EDQUOT'];

function isFull(error: unknown): boolean {
  return isCausedBy(error, (cause) => {
    const isOurs = cause instanceof StorageError && cause.reason === 'no-space';
    return isOurs && fullCodes.includes(systemCode(cause.cause) ?? '');
  });
}

/** True if an error or one of its causes is one that `isSo` names. */
function isCausedBy(error: unknown, isSo: (error: Error) => boolean): boolean {
  return error instanceof Error && (isSo(error) || isCausedBy(error.cause, isSo));
}

/**
 * True if this ingest writes a metadata file of a run again: its type is selected, no filter may exclude it, and it
 * belongs to this deposition.
 */
async function writesAnew(
  { type, value }: PublishedDocument,
  { options, find }: IngestContext,
): Promise<boolean> {
  const { importTypes, metadataTypes, filters, excludes } = options;
  // Viewer configurations are data, not metadata.
  if (!(type === 'viz_config' ? importTypes : metadataTypes).has(type)) return false;
  const filtered = [type, ...ancestorTypes(type)].filter((level) => !levelsAbove.has(level));
  if (filtered.some((level) => filters.has(level) || excludes.has(level))) return false;
  if (value.deposition_id == null) return true;
  const own = await find('deposition', null);
  return own.some(({ name }) => Number(name) === value.deposition_id);
}

/** Filters of these types were passed already when the ingest works on a run. */
const levelsAbove: ReadonlySet<string> = new Set(['deposition', 'dataset', 'run']);
