import { availableParallelism } from 'node:os';
import { NotReachedError, StorageError } from '../base/errors.js';
import { describeError } from '../base/messages.js';
import { toolVersion } from '../base/package-file.js';
import type { Config } from '../deposition/config/config.js';
import type { Item } from '../deposition/item.js';
import { openSources } from '../deposition/open-sources.js';
import { rememberLast } from '../deposition/remember.js';
import type { KnownRuns } from '../deposition/source-context.js';
import { type ManifestAlgorithm, manifestAlgorithms, usualAlgorithm } from '../storage/digest-algorithm.js';
import { createDigester, type Digester } from '../storage/digester.js';
import type { Storage } from '../storage/storage.js';
import { ancestorTypes } from '../tree/entities/entity-type.js';
import { directories, otherLayout } from '../tree/layout/path-templates.js';
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
import { labelOf, stoppedBy } from './walk/item-log.js';
import { walk } from './walk/walk.js';

export interface IngestRequest {
  readonly config: Config;
  /** SHA-256 of the configuration. */
  readonly configDigest: string;
  readonly input: Storage;
  readonly output: Storage;
  readonly engine: VolumeEngine;
  readonly options: IngestOptions;
  /** The time written into metadata and labels. */
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly listener: EventListener;
  /** The local file that finished items are noted in and known from, instead of the ledgers in the output. */
  readonly resumeFile: ResumeFile | null;
  /** The runs, where they are known already; null, or absent: they are searched. */
  readonly knownRuns?: KnownRuns | null;
  /** The command's options, for the report. */
  readonly describedOptions: Readonly<Record<string, unknown>>;
}

/**
 * Ingests a deposition. Items that fail are in the report, the others are done all the same; only what concerns
 * the whole (map files that cannot be read) is thrown.
 */
export async function ingest(request: IngestRequest): Promise<IngestReport> {
  const { config, output, options } = request;
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
  const warn: IngestContext['warn'] = (message, about, code) =>
    emit({
      kind: 'warning',
      item: about === null ? null : labelOf(about),
      message,
      ...(code === undefined ? {} : { code }),
    });
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const digester =
    options.dryRun || options.digests === false
      ? null
      : createDigester(Math.min(request.engine.jobs, availableParallelism()));
  const algorithm = options.digest ?? usualAlgorithm;
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
    changed: (path, bytes) => treeLedger?.changed(path, bytes),
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
    const parts = {
      ...{ emit, warn, signal, treeLedger, published: treeLedger === null ? null : published },
      ...{ kernels, lines: lines ?? lineWork(kernels) },
    };
    opened.context = await openContext({ ...request, input, output: treeLedger?.output ?? output }, parts);
    await ingestAll(opened.context);
    await treeLedger?.close(signal.aborted ? 'interrupted' : 'complete');
    if (!signal.aborted && digester !== null) await writeRecords(request, digester, header);
  } finally {
    await Promise.all([lines?.close(), digester?.close()]);
  }
  return report.finish(signal.aborted ? stoppedBy(signal) : null);
}

/** Walks a deposition as a dry run does, and makes no report of it: whoever listens is told. */
export async function planDeposition(request: IngestRequest): Promise<void> {
  const { listener: emit, signal } = request;
  const warn: IngestContext['warn'] = (message, about, code) =>
    emit({
      kind: 'warning',
      item: about === null ? null : labelOf(about),
      message,
      ...(code === undefined ? {} : { code }),
    });
  const kernels = new KernelPool();
  const parts = { kernels, lines: lineWork(kernels), emit, warn, signal, treeLedger: null, published: null };
  await ingestAll(await openContext(request, parts));
}

type Parts = Pick<
  IngestContext,
  'kernels' | 'lines' | 'emit' | 'warn' | 'signal' | 'treeLedger' | 'published'
>;

async function openContext(request: IngestRequest, parts: Parts): Promise<IngestContext> {
  const { config, input, output, options, knownRuns = null } = request;
  const sources = await openSources({
    ...{ config, input, output, options, knownRuns },
    ...parts,
  });
  const context: IngestContext = Object.assign(sources, {
    ...parts,
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
  // Of a part of the runs it is not known what other parts found.
  if (options.share !== undefined && options.share !== 'whole') return;
  if (!context.signal.aborted && options.filters.size === 0 && options.excludes.size === 0) {
    for (const message of context.usage.unusedSources()) context.warn(message, null);
  }
}

/** The manifest and the provenance of the whole tree, where they are asked for. */
async function writeRecords(
  { output, options }: IngestRequest,
  digester: Digester,
  facts: { readonly input: string; readonly config: string },
): Promise<void> {
  if (options.manifest !== true || options.share === 'runs') return;
  await writeManifest(output, digester, manifestAlgorithm(options));
  await writeProvenance(output, facts);
}

/** Manifests have the digest of the ledger, where it is fit for them. */
function manifestAlgorithm({ digest }: IngestOptions): ManifestAlgorithm {
  return manifestAlgorithms.find((name) => name === digest) ?? manifestAlgorithms[0];
}

/** Files of the other layout stay beside those that are written, and are not input of what either describes. */
async function warnOfOtherLayout({ output, options: { layout }, warn }: IngestContext): Promise<void> {
  const other = otherLayout(layout);
  const [place = ''] = directories.deposition[other].split('/');
  if ((await output.kind(place)) === null) return;
  const message = `${output.location(place)}: the output holds a tree in the ${other} layout, this ingest writes the ${layout} layout: what is named otherwise stays beside it (--layout ${other} goes on with what is there)`;
  warn(message, null);
}

/** Ends an ingest after a failed item: where nothing more can be written, and with --fail-fast. */
export function stopAfter(
  { error, record }: Extract<IngestEvent, { kind: 'item-finished' }>,
  { failFast }: IngestOptions,
  stop: AbortController,
): void {
  if (stop.signal.aborted) return;
  const item = `${record.type} ${record.name}${record.run === null || record.type === 'run' ? '' : ` of run ${record.run}`}`;
  if (isFull(error)) stop.abort(new NotReachedError('OUTPUT has no space left'));
  else if (failFast) stop.abort(new NotReachedError(`${item} failed, with --fail-fast`));
}

/** Codes of a file system that is full, for all that are to be written or for one user. */
const fullCodes = ['ENOSPC', 'EDQUOT'];

function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isOurs = error instanceof StorageError && error.reason === 'no-space';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return (isOurs && fullCodes.includes(code)) || isFull(cause);
}

/**
 * Whether an ingest writes a metadata file of a run it works on anew: its type is asked for, no filter may leave it out,
 * and it is one of the deposition's.
 */
async function writesAnew(
  { type, value }: PublishedDocument,
  { options, find }: IngestContext,
): Promise<boolean> {
  const { importTypes, metadataTypes, filters, excludes } = options;
  // Viewer states are written as data.
  if (!(type === 'viz_config' ? importTypes : metadataTypes).has(type)) return false;
  const places = [type, ...ancestorTypes(type)].filter((place) => !levelsAbove.has(place));
  if (places.some((place) => filters.has(place) || excludes.has(place))) return false;
  if (value.deposition_id == null) return true;
  const own = await find('deposition', null);
  return own.some(({ name }) => Number(name) === value.deposition_id);
}

/** Whoever works on a run was not kept from it by a filter of these. */
const levelsAbove: ReadonlySet<string> = new Set(['deposition', 'dataset', 'run']);
