import type { Config } from '../config/index.js';
import { directories, otherLayout } from '../layout/index.js';
import type { Item } from '../sources/item.js';
import { openSources } from '../sources/open-sources.js';
import { rememberLast } from '../sources/remember.js';
import type { Storage } from '../storage/index.js';
import type { VolumeEngine } from '../volume/engine/index.js';
import { KernelPool } from '../volume/kernels/index.js';
import type { IngestContext } from './context.js';
import { readScene } from './convert/key-image/read-scene.js';
import type { Scene } from './convert/key-image/scene.js';
import type { IngestOptions } from './options.js';
import { createClaims } from './publish/claims.js';
import type { Ledger } from './publish/ledger.js';
import type { EventListener } from './walk/events.js';
import { createReportBuilder, type IngestReport } from './walk/ingest-report.js';
import { labelOf } from './walk/item-log.js';
import { walk } from './walk/walk.js';

export interface IngestRequest {
  readonly config: Config;
  readonly input: Storage;
  readonly output: Storage;
  readonly engine: VolumeEngine;
  readonly options: IngestOptions;
  /** The time written into metadata and labels. */
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly listener: EventListener;
  /** What earlier ingests finished and need not be done again; null when all is to be made anew. */
  readonly ledger: Ledger | null;
  /** The command's options, for the report. */
  readonly describedOptions: Readonly<Record<string, unknown>>;
}

/**
 * Ingests a deposition. Items that fail are in the report, the others are done all the same; only what concerns
 * the whole (map files that cannot be read) is thrown.
 */
export async function ingest(request: IngestRequest): Promise<IngestReport> {
  const { config, input, output, options } = request;
  const report = createReportBuilder({
    config: config.file,
    input: input.url,
    output: output.url,
    options: request.describedOptions,
    started: request.now(),
  });
  const stop = new AbortController();
  const emit: EventListener = (event) => {
    report.listen(event);
    request.listener(event);
    if (options.failFast && event.kind === 'item-finished' && event.record.status === 'failed') stop.abort();
  };
  const sources = await openSources({
    config,
    input,
    output,
    options,
    kernels: new KernelPool(),
    signal: AbortSignal.any([request.signal, stop.signal]),
    warn: (message, about) =>
      emit({ kind: 'warning', item: about === null ? null : labelOf(about), message }),
  });
  const context: IngestContext = Object.assign(sources, {
    options,
    engine: request.engine,
    claims: createClaims(),
    ledger: request.ledger,
    now: request.now,
    emit,
    scene: rememberLast(
      options.concurrency,
      (tomogram: Item) => tomogram,
      (tomogram): Promise<Scene> => readScene(tomogram, context),
    ),
  });
  await warnOfOtherLayout(context);
  await walk(context);
  if (!context.signal.aborted && options.filters.size === 0 && options.excludes.size === 0) {
    for (const message of context.usage.unusedSources()) context.warn(message, null);
  }
  return report.finish({ interrupted: context.signal.aborted });
}

/** Files of the other layout stay beside those that are written, and are no input of what either describes. */
async function warnOfOtherLayout({ output, options: { layout }, warn }: IngestContext): Promise<void> {
  const other = otherLayout(layout);
  const [place = ''] = directories.deposition[other].split('/');
  if ((await output.kind(place)) === null) return;
  const message = `${output.location(place)}: the output holds a tree in the ${other} layout, this ingest writes the ${layout} layout: what is named otherwise stays beside it (--layout ${other} goes on with what is there)`;
  warn(message, null);
}
