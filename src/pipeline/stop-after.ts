import { NotReachedError, StorageError } from '../errors/index.js';
import type { IngestOptions } from './options.js';
import type { IngestEvent } from './walk/events.js';

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
