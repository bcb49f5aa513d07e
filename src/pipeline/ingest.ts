import { availableParallelism } from 'node:os';
import type { Config } from '../config/index.js';
import { describeError } from '../errors/index.js';
import { directories, otherLayout } from '../layout/index.js';
import type { Item } from '../sources/item.js';
import type { KnownRuns } from '../sources/known-runs.js';
import { openSources } from '../sources/open-sources.js';
import { rememberLast } from '../sources/remember.js';
import {
  createDigester,
  type Digester,
  type ManifestAlgorithm,
  manifestAlgorithms,
  type Storage,
  usualAlgorithm,
} from '../storage/index.js';
import { toolVersion } from '../version.js';
import type { VolumeEngine } from '../volume/engine/index.js';
import { KernelPool } from '../volume/kernels/index.js';
import type { IngestContext } from './context.js';
import { ObjectCounts } from './convert/annotation/object-counts.js';
import { readScene } from './convert/key-image/read-scene.js';
import type { Scene } from './convert/key-image/scene.js';
import { createLineThread } from './convert/lines/line-thread.js';
import { lineWork } from './convert/lines/line-work.js';
import { createVolumePreviews } from './convert/volume-previews.js';
import type { IngestOptions } from './options.js';
import { createClaims } from './publish/claims.js';
import { type ResumeFile, SummedInput, TreeLedger } from './publish/ledger/index.js';
import { writeManifest, writeProvenance } from './publish/manifest/index.js';
import { createPublishingStorage } from './publish/publishing-storage.js';
import { writesAnew } from './publish/writes-anew.js';
import { stopAfter } from './stop-after.js';
import type { EventListener } from './walk/events.js';
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
