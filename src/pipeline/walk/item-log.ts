import { CryoetError, describeError, describeFacts } from '../../errors/index.js';
import type { Issue } from '../../issues/index.js';
import { Contradiction } from '../../sources/contradiction.js';
import { ancestor, describeItem, type Item, shortName } from '../../sources/item.js';
import { codeOf } from '../../sources/rules/index.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import { Superseded } from '../publish/lease/index.js';
import type { ItemLabel, ItemRecord, ItemStatus } from './events.js';

/** How the note begins that says why finished data are made again. */
export const madeAgain = 'made again: ';

/** What happens to one item, written down as it happens and told to the listener. */
export interface ItemLog {
  readonly label: ItemLabel;
  /** Nothing more is to be done for the item: it failed, or holds nothing for its run. */
  readonly isOver: boolean;
  /** Something failed. */
  readonly isFailed: boolean;
  sources(files: ItemRecord['sources']): void;
  outputs(outputs: readonly PlannedOutput[]): void;
  metadata(path: string): void;
  status(status: ItemStatus): void;
  wrote(bytes: number): void;
  note(text: string): void;
  /** What sources or configuration contradict of it, and is no failure. */
  issues(issues: readonly Issue[]): void;
  /** A note that is shown at once as well. */
  warn(message: string): void;
  progress(bytesDone: number, bytesTotal: number): void;
  fail(error: unknown): void;
  /** Run a step; what it throws becomes the item's failure. */
  attempt(step: () => Promise<void>): Promise<void>;
  close(): void;
}

/** Begins the record of one item, whose time runs from now to `close`. */
export function openItemLog(item: Item, context: IngestContext): ItemLog {
  const label = labelOf(item);
  const started = performance.now();
  const notes: string[] = [];
  const issues: Issue[] = [];
  let sources: ItemRecord['sources'] = [];
  let outputs: ItemRecord['outputs'] = [];
  let metadata: string | null = null;
  let bytesWritten = 0;
  let status: ItemStatus = 'done';
  let failure: { readonly error: unknown } | null = null;

  const log: ItemLog = {
    label,
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
    status(next) {
      status = next;
    },
    wrote(bytes) {
      bytesWritten += bytes;
    },
    note(text) {
      notes.push(text);
    },
    issues(found) {
      issues.push(...found);
      for (const { message, severity: _, ...facts } of found) log.warn(describeFacts(message, facts));
    },
    warn(message) {
      notes.push(message);
      context.emit({ kind: 'warning', item: label, message });
    },
    progress(bytesDone, bytesTotal) {
      context.emit({ kind: 'item-progress', item: label, bytesDone, bytesTotal });
    },
    fail(error) {
      failure ??= { error };
    },
    async attempt(step) {
      try {
        await step();
      } catch (error) {
        log.fail(error);
      }
    },
    close() {
      const superseded = failure?.error instanceof Superseded ? failure.error : supersededBy(context);
      if (superseded !== null) {
        failure ??= { error: superseded };
        log.warn(describeError(superseded));
      }
      const wasAborted = failure !== null && context.signal.aborted;
      context.emit({
        kind: 'item-finished',
        item: label,
        error: failure?.error ?? null,
        record: {
          ...label,
          id: item.id,
          status:
            superseded !== null
              ? 'superseded'
              : failure === null
                ? status
                : wasAborted
                  ? 'skipped'
                  : 'failed',
          sources,
          outputs,
          metadata,
          bytesWritten,
          seconds: Math.round(performance.now() - started) / 1000,
          ...issuesOf(issues, wasAborted || superseded !== null ? null : failure, item, sources),
          notes: wasAborted && superseded === null ? [...notes, 'interrupted'] : notes,
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

/** Why the run is left to another ingest; null where it is not. */
function supersededBy({ signal }: IngestContext): Superseded | null {
  const reason: unknown = signal.aborted ? signal.reason : null;
  return reason instanceof Superseded ? reason : null;
}

/** How events name an item. */
export function labelOf(item: Item): ItemLabel {
  return {
    type: item.type,
    name: shortName(item),
    dataset: ancestor(item, 'dataset')?.name ?? null,
    run: ancestor(item, 'run')?.name ?? null,
  };
}

function addBytes(sum: number | null, bytes: number | null): number | null {
  return sum === null || bytes === null ? null : sum + bytes;
}

function describeFailure(error: unknown, item: Item): ItemRecord['error'] {
  const message = describeError(error);
  const isOurs = error instanceof CryoetError;
  const namesItem = isOurs && error.facts.entity !== undefined;
  return {
    tag: isOurs ? error.tag : 'internal',
    message: namesItem ? message : `${describeItem(item)}: ${message}`,
    hint: isOurs ? (error.facts.hint ?? null) : null,
  };
}

/** What is wrong with an item, as issues: that for which it fails, and what was let pass. */
function issuesOf(
  warnings: readonly Issue[],
  failure: { readonly error: unknown } | null,
  item: Item,
  sources: ItemRecord['sources'],
): Pick<ItemRecord, 'issues'> {
  const issues = [...(failure === null ? [] : failuresOf(failure.error, item, sources)), ...warnings];
  return issues.length === 0 ? {} : { issues };
}

function failuresOf(error: unknown, item: Item, sources: ItemRecord['sources']): readonly Issue[] {
  if (error instanceof Contradiction) return error.issues;
  const { cause: _, ...facts } = error instanceof CryoetError ? error.facts : {};
  const message = error instanceof Error ? error.message : String(error);
  const path = sources[0]?.path ?? item.entry?.location.file ?? '';
  return [{ path, entity: describeItem(item), ...facts, code: codeOf(error), severity: 'error', message }];
}
