import { StorageError } from '../../../errors/index.js';

/** What was asked of the object store, for messages. */
export interface Request {
  readonly operation: string;
  /** As the user would name it. */
  readonly location: string;
  readonly signed: boolean;
}

const retryableClientErrors = ['RequestTimeout', 'RequestTimeTooSkewed', 'Throttling', 'OperationAborted'];
const ways = 'AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY';

/** HTTP status of a refused request; null when no answer came. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const metadata = error.$metadata as { httpStatusCode?: number } | undefined;
  return metadata?.httpStatusCode ?? null;
}

/** Whether the same request would fail again: refusals, and what is wrong on this side. */
export function isFinal(error: unknown): boolean {
  if (error instanceof StorageError) return error.reason !== 'busy';
  const name = nameOf(error);
  if (name === 'CredentialsProviderError' || name === 'ENOTFOUND' || isWrongAddress(error)) return true;
  const status = statusOf(error);
  if (status === null || retryableClientErrors.includes(name)) return false;
  return (status >= 300 && status < 500 && status !== 408 && status !== 429) || status === 501;
}

/** Whether the server asks for fewer requests. */
export function isThrottling(error: unknown): boolean {
  const status = statusOf(error);
  return status === 503 || status === 429;
}

/** Whether there is no such object, bucket or upload. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StorageError ? error.reason === 'missing' : statusOf(error) === 404;
}

/** Says in a StorageError what a failed request means, with bucket, key and operation. */
export function toStorageError(cause: unknown, request: Request, attempts: number): StorageError {
  if (cause instanceof StorageError && (cause.reason !== 'busy' || attempts === 1)) return cause;
  const { operation, location, signed } = request;
  const status = statusOf(cause);
  const name = nameOf(cause);
  const isRead = /^(Get|Head|List)/.test(operation);
  const waysToCredentials = isRead ? `${ways}, or --no-sign-request for a public bucket` : ways;
  const found = [status, name].filter((part) => part !== null && part !== '').join(' ');
  const fail = (reason: StorageError['reason'], message: string, expected?: string) =>
    new StorageError(reason, `${operation}: ${message}`, {
      path: location,
      ...(expected === undefined ? {} : { expected }),
      found,
      cause,
    });
  if (cause instanceof StorageError) {
    return fail(cause.reason, `${cause.message}, in ${attempts} attempts`, cause.facts.expected);
  }
  if (name === 'CredentialsProviderError') return fail('denied', 'no credentials', waysToCredentials);
  if (name === 'NoSuchBucket') return fail('missing', 'no such bucket');
  if (status === 404) return fail('missing', 'no such object');
  if (status === 401 || status === 403) {
    return signed
      ? fail('denied', 'access denied', `credentials that may do this: ${waysToCredentials}`)
      : fail('denied', 'access denied without credentials', 'a public bucket, or no --no-sign-request');
  }
  if (status === 412) return fail('failed', 'the object changed while it was read');
  if (status === 301 || name === 'PermanentRedirect')
    return fail('failed', 'the bucket is in another --region');
  if (name === 'ENOTFOUND' || isWrongAddress(cause))
    return fail('failed', 'no server of that name', 'a reachable --endpoint-url');
  if (attempts > 1) return fail('busy', `gave up after ${attempts} attempts`);
  return fail('failed', cause instanceof Error ? cause.message : String(cause));
}

/** The code that a server or the system gave an error, which its message often lacks. */
function nameOf(error: unknown): string {
  if (error instanceof StorageError) return error.facts.found ?? '';
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name === 'Error' ? error.message : error.name;
}

function isWrongAddress(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_URL';
}
