import { defined } from '../../base/collections.js';
import { Superseded } from '../../base/errors.js';
import { type Issue, interruption, notSelected, type Warning } from '../../base/issue.js';
import { describeError, describeFacts } from '../../base/messages.js';
import { ancestor, type Item, shortName } from '../../deposition/item.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { EventListener, ItemLabel, ItemRecord, ItemStatus } from './events.js';
import { describeFailure, issuesOf, reasonNotReached } from './failures.js';

/** Collects what happens to an item into its record, and emits it as events. */
export interface ItemLog {
  /** True if the item failed, or has nothing for its run: no further step is needed. */
  readonly isOver: boolean;
  /** True if the item or something that it needs failed. */
  readonly isFailed: boolean;
  sources(files: ItemRecord['sources']): void;
  outputs(outputs: readonly PlannedOutput[]): void;
  metadata(path: string): void;
  /** Records what a dry run would remove. */
  removed(files: NonNullable<ItemRecord['removed']>): void;
  /** Sets the status of an item that is neither written nor unchanged. */
  status(status: Exclude<ItemStatus, 'written' | 'unchanged' | 'failed' | 'not reached'>): void;
  /** Records that data or metadata were written. */
  wrote(bytes: number): void;
  /** Records that data or metadata are up to date. */
  stays(): void;
  note(text: string): void;
  /** Adds issues that do not make the item fail. */
  issues(issues: readonly Issue[]): void;
  /** Adds a note, and emits it as a warning. */
  warn(warning: Warning): void;
  progress(bytesDone: number, bytesTotal: number): void;
  fail(error: unknown): void;
  /** Runs a step; its error becomes the failure of the item, unless another ingest has taken the run. */
  attempt(step: () => Promise<void>): Promise<void>;
  close(): void;
}

/** Starts the record of an item. Its time ends with `close`, which emits the record. */
export function openItemLog(item: Item, context: IngestContext): ItemLog {
  const label = labelOf(item);
  const started = performance.now();
  const notes: string[] = [];
  const issues: Issue[] = [];
  let sources: ItemRecord['sources'] = [];
  let outputs: ItemRecord['outputs'] = [];
  let metadata: string | null = null;
  let removed: NonNullable<ItemRecord['removed']> = [];
  let bytesWritten = 0;
  let [isWritten, isUnchanged] = [false, false];
  let status: ItemStatus | null = null;
  let failure: { readonly error: unknown } | null = null;

  const log: ItemLog = {
    get isOver() {
      return failure !== null || status === 'skipped';
    },
    get isFailed() {
      return failure !== null && !context.signal.aborted;
    },
    sources(files) {
      sources = files;
    },
    outputs(planned) {
      outputs = planned.map(({ path, bytes, how }) => ({
        path,
        bytes,
        ...(how === undefined ? {} : { how }),
      }));
      const bytes = planned.reduce<number | null>((sum, output) => addBytes(sum, output.bytes), 0);
      context.emit({ kind: 'item-started', item: label, bytes });
    },
    metadata(path) {
      metadata = path;
    },
    removed(files) {
      removed = files;
    },
    status(next) {
      status = next;
    },
    wrote(bytes) {
      isWritten = true;
      bytesWritten += bytes;
    },
    stays() {
      isUnchanged = true;
    },
    note(text) {
      notes.push(text);
    },
    issues(found) {
      issues.push(...found);
      for (const { message, severity: _, ...facts } of found) log.warn(describeFacts(message, facts));
    },
    warn(warning) {
      const { text: message, ...mark } = typeof warning === 'string' ? { text: warning } : warning;
      notes.push(message);
      context.emit({ kind: 'warning', item: label, message, ...mark });
    },
    progress(bytesDone, bytesTotal) {
      context.emit({ kind: 'item-progress', item: label, bytesDone, bytesTotal });
    },
    fail(error) {
      failure ??= { error: context.signal.aborted ? error : context.failures.firstOf(error, item) };
    },
    async attempt(step) {
      try {
        await step();
      } catch (error) {
        // Whoever took over may have removed what the step needed, long before the next renewal of the lease.
        await context.lease?.check();
        log.fail(error);
      }
    },
    close() {
      const superseded = failure?.error instanceof Superseded ? failure.error : supersededBy(context);
      if (superseded !== null) {
        failure ??= { error: superseded };
        log.warn(describeError(superseded));
      }
      const because = superseded === null ? becauseOf(failure, context) : null;
      const outcome = (): ItemStatus => {
        if (superseded !== null) return 'superseded';
        if (because !== null) return 'not reached';
        if (failure !== null) return 'failed';
        return status ?? (isWritten ? 'written' : isUnchanged ? 'unchanged' : 'skipped');
      };
      const { importTypes, metadataTypes } = context.options;
      const isNotSelected = !importTypes.has(item.type) && !metadataTypes.has(item.type);
      const wasAborted = failure !== null && superseded === null && context.signal.aborted;
      context.emit({
        kind: 'item-finished',
        item: label,
        error: failure?.error ?? null,
        record: {
          ...label,
          id: item.id,
          status: outcome(),
          sources,
          outputs,
          metadata,
          ...(removed.length === 0 ? {} : { removed }),
          bytesWritten,
          seconds: Math.round(performance.now() - started) / 1000,
          ...issuesOf(
            issues,
            wasAborted || superseded !== null || because !== null ? null : failure,
            item,
            sources,
          ),
          notes: isNotSelected && outcome() === 'skipped' ? [...notes, notSelected] : notes,
          because,
          error:
            failure === null || wasAborted || superseded !== null
              ? null
              : describeFailure(failure.error, item),
        },
      });
    },
  };
  return log;
}

/** Reports an item that failed or, without an error, that was not reached before the ingest ended. */
export async function failItem(item: Item, error: unknown, context: IngestContext): Promise<void> {
  const log = openItemLog(item, context);
  await log.attempt(() => Promise.reject(error));
  log.close();
}

/** Returns the record of an item that failed before anything was done. */
export function recordFailure(item: Item, error: unknown): ItemRecord {
  return {
    ...labelOf(item),
    id: item.id,
    status: 'failed',
    sources: [],
    outputs: [],
    ...nothingWritten,
    error: describeFailure(error, item),
  };
}

/** The end of the record of an item for which nothing was written. */
export const nothingWritten = {
  metadata: null,
  bytesWritten: 0,
  seconds: 0,
  notes: [],
  because: null,
  error: null,
} as const satisfies Partial<ItemRecord>;

/** Returns the error if the run is left to another ingest, else null. */
function supersededBy({ signal }: IngestContext): Superseded | null {
  const reason: unknown = signal.aborted ? signal.reason : null;
  return reason instanceof Superseded ? reason : null;
}

/** Returns why an item was not made, if that is not its own failure. */
function becauseOf(failure: { readonly error: unknown } | null, { signal }: IngestContext): string | null {
  if (failure === null) return null;
  if (signal.aborted) return stoppedBy(signal);
  return reasonNotReached(failure.error);
}

/** Returns why an ingest ended early. */
export function stoppedBy({ reason }: AbortSignal): string {
  return reasonNotReached(reason) ?? interruption;
}

/** Returns the names of an item for events. */
export function labelOf(item: Item): ItemLabel {
  return {
    type: item.type,
    name: shortName(item),
    dataset: ancestor(item, 'dataset')?.name ?? null,
    run: ancestor(item, 'run')?.name ?? null,
  };
}

/** Returns the `warn` of a context, which emits warnings by `emit`. */
export function warnBy(emit: EventListener): IngestContext['warn'] {
  return (message, about, code, sought) =>
    emit({
      kind: 'warning',
      item: about === null ? null : labelOf(about),
      message,
      ...defined({ code, sought }),
    });
}

function addBytes(sum: number | null, bytes: number | null): number | null {
  return sum === null || bytes === null ? null : sum + bytes;
}
