import { availableParallelism } from 'node:os';
import { NotReachedError, StorageError } from '../base/errors.js';
import { countOf, describeError } from '../base/messages.js';
import { toolVersion } from '../base/version.js';
import { defaultAlgorithm, type ManifestAlgorithm, manifestAlgorithms } from '../storage/digest-algorithm.js';
import { createDigester } from '../storage/digester.js';
import { systemCode } from '../storage/local/fs-error.js';
import { isOver } from '../storage/s3/failed-requests.js';
import { FirstObjects } from '../storage/s3/s3-options.js';
import { seeWrites } from '../storage/seen-writes.js';
import { ancestorTypes } from '../tree/entities/entity-type.js';
import { leaseDirectory } from '../tree/layout/own-files.js';
import { KernelPool } from '../volume/kernels/load-kernels.js';
import type { IngestContext, IngestOptions } from './context.js';
import { createLineThread } from './convert/line-thread.js';
import { lineWork } from './convert/line-work.js';
import { writeManifest, writeProvenance } from './publish/manifest.js';
import type { PublishedDocument } from './publish/published-documents.js';
import { PublishingStorage } from './publish/publishing-storage.js';
import { SummedInput } from './publish/summed-input.js';
import { TreeLedger } from './publish/tree-ledger.js';
import type { EventListener, IngestEvent } from './walk/events.js';
import { createReportBuilder, type IngestReport } from './walk/ingest-report.js';
import { stoppedBy, warnBy } from './walk/item-log.js';
import { PackedRecords } from './walk/packed-records.js';
import { type IngestRequest, ingestAll, openContext } from './walk-deposition.js';

export type { IngestRequest };

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
    records: new PackedRecords(),
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
  const published = new PublishingStorage({
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
    if (!signal.aborted && digester !== null && options.manifest === true && options.share !== 'runs') {
      await writeManifest(output, digester, manifestAlgorithm(options));
      await writeProvenance(output, header);
    }
    warnOfUnchecked(request.unchecked ?? new Set(), warn);
  } finally {
    await Promise.all([lines?.close(), digester?.close()]);
  }
  return report.finish(signal.aborted ? stoppedBy(signal) : null);
}

/** Warns once of the objects whose bytes nothing could be compared with. */
function warnOfUnchecked(objects: ReadonlySet<string>, warn: (message: string, about: null) => void): void {
  const [first] = objects;
  if (first === undefined) return;
  const count = countOf(objects.size, 'object') + (objects.size < FirstObjects.most ? '' : ' or more');
  const message = `${count}, such as ${first}: the bucket keeps no checksum with which the bytes that were read could be compared`;
  warn(message, null);
}

/** Returns the algorithm of the manifest: that of the ledger, if manifests may have it, to avoid hashing twice. */
function manifestAlgorithm({ digest }: IngestOptions): ManifestAlgorithm {
  return manifestAlgorithms.find((name) => name === digest) ?? manifestAlgorithms[0];
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

/** True if this ingest writes a run's metadata file again: selected, not filtered, of this deposition. */
async function writesAnew({ type, value }: PublishedDocument, { options, find }: IngestContext) {
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
