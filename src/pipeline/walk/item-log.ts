import { defined } from '../../base/collections.js';
import { Superseded } from '../../base/errors.js';
import { type Issue, interruption, notSelected, type Warning } from '../../base/issue.js';
import { describeError, describeFacts } from '../../base/messages.js';
import { ancestor, type Item, shortName } from '../../deposition/item.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { EventListener, ItemLabel, ItemRecord, ItemStatus } from './events.js';
import { describeFailure, issuesOf, reasonNotReached } from './failures.js';

/** Collects what happens to an item into its record, whose time ends with `close`, and emits it as events. */
export class ItemLog {
  sources: ItemRecord['sources'] = [];
  metadata: string | null = null;
  /** Files that a dry run would remove. */
  removed: NonNullable<ItemRecord['removed']> = [];
  /** Status of an item that is neither written nor unchanged. */
  status: Exclude<ItemStatus, 'written' | 'unchanged' | 'failed' | 'not reached'> | null = null;
  /** True if data or metadata are up to date. */
  isUnchanged = false;
  readonly notes: string[] = [];
  readonly #item: Item;
  readonly #context: IngestContext;
  readonly #label: ItemLabel;
  readonly #started = performance.now();
  readonly #issues: Issue[] = [];
  #outputs: ItemRecord['outputs'] = [];
  #bytesWritten = 0;
  #isWritten = false;
  #failure: { readonly error: unknown } | null = null;

  constructor(item: Item, context: IngestContext) {
    this.#item = item;
    this.#context = context;
    this.#label = labelOf(item);
  }

  /** True if the item failed, or has nothing for its run: no further step is needed. */
  get isOver(): boolean {
    return this.#failure !== null || this.status === 'skipped';
  }

  /** True if the item or something that it needs failed. */
  get isFailed(): boolean {
    return this.#failure !== null && !this.#context.signal.aborted;
  }

  outputs(planned: readonly PlannedOutput[]): void {
    this.#outputs = planned.map(({ path, bytes, how }) => ({ path, bytes, ...defined({ how }) }));
    const isKnown = planned.every(({ bytes }) => bytes !== null);
    const bytes = isKnown ? planned.reduce((sum, output) => sum + (output.bytes ?? 0), 0) : null;
    this.#context.emit({ kind: 'item-started', item: this.#label, bytes });
  }

  /** Records that data or metadata were written. */
  wrote(bytes: number): void {
    this.#isWritten = true;
    this.#bytesWritten += bytes;
  }

  /** Adds issues that do not make the item fail. */
  issues(found: readonly Issue[]): void {
    this.#issues.push(...found);
    for (const { message, severity: _, ...facts } of found) this.warn(describeFacts(message, facts));
  }

  /** Adds a note, and emits it as a warning. */
  warn(warning: Warning): void {
    const { text: message, ...mark } = typeof warning === 'string' ? { text: warning } : warning;
    this.notes.push(message);
    this.#context.emit({ kind: 'warning', item: this.#label, message, ...mark });
  }

  progress(bytesDone: number, bytesTotal: number): void {
    this.#context.emit({ kind: 'item-progress', item: this.#label, bytesDone, bytesTotal });
  }

  fail(error: unknown): void {
    const { signal, failures } = this.#context;
    this.#failure ??= { error: signal.aborted ? error : failures.firstOf(error, this.#item) };
  }

  /** Runs a step; its error becomes the failure of the item, unless another ingest has taken the run. */
  async attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      // Whoever took over may have removed what the step needed, long before the next renewal of the lease.
      await this.#context.lease?.check();
      this.fail(error);
    }
  }

  close(): void {
    const { signal, options, emit } = this.#context;
    const superseded = [this.#failure?.error, signal.reason].find((error) => error instanceof Superseded);
    if (superseded !== undefined) {
      this.#failure ??= { error: superseded };
      this.warn(describeError(superseded));
    }
    const failure = this.#failure;
    const own = superseded === undefined ? failure : null;
    const because = own === null ? null : signal.aborted ? stoppedBy(signal) : reasonNotReached(own.error);
    const left = this.#isWritten ? 'written' : this.isUnchanged ? 'unchanged' : 'skipped';
    const unmade = because === null ? 'failed' : 'not reached';
    const status =
      superseded !== undefined ? 'superseded' : failure !== null ? unmade : (this.status ?? left);
    const selected = [options.importTypes, options.metadataTypes];
    const isSelected = selected.some((types) => types.has(this.#item.type));
    emit({
      kind: 'item-finished',
      item: this.#label,
      error: failure?.error ?? null,
      record: {
        ...this.#label,
        id: this.#item.id,
        status,
        sources: this.sources,
        outputs: this.#outputs,
        metadata: this.metadata,
        ...(this.removed.length === 0 ? {} : { removed: this.removed }),
        bytesWritten: this.#bytesWritten,
        seconds: Math.round(performance.now() - this.#started) / 1000,
        ...issuesOf(this.#issues, status === 'failed' ? failure : null, this.#item, this.sources),
        notes: status === 'skipped' && !isSelected ? [...this.notes, notSelected] : this.notes,
        because,
        error: own === null || signal.aborted ? null : describeFailure(own.error, this.#item),
      },
    });
  }
}

/** Reports an item that failed or, without an error, that was not reached before the ingest ended. */
export async function failItem(item: Item, error: unknown, context: IngestContext): Promise<void> {
  const log = new ItemLog(item, context);
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
