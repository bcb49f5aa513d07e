import { StorageError } from '../../base/errors.js';

/** A request to the object store, for messages. */
export interface Request {
  readonly operation: string;
  /** Bucket and key, as the user would name them. */
  readonly location: string;
  readonly signed: boolean;
}

/** Error codes of a server that received other bytes than were sent. */
const corrupted = ['BadDigest', 'XAmzContentChecksumMismatch', 'XAmzContentSHA256Mismatch', 'IncompleteBody'];
const retryableClientErrors = [
  ...['RequestTimeout', 'RequestTimeTooSkewed', 'Throttling', 'OperationAborted'],
  ...corrupted,
];
/** Codes of a server that does not support a header or element; `Unknown` is a response without body. */
const notUnderstood = [
  ...['InvalidArgument', 'InvalidRequest', 'MalformedXML', 'NotImplemented', 'BadRequest'],
  'Unknown',
];
const expired = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'];
const ways = 'AWS_PROFILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY';

/** Returns the HTTP status of a refused request, or null without a response. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const metadata = error.$metadata as { httpStatusCode?: number } | undefined;
  return metadata?.httpStatusCode ?? null;
}

/** True if the same request would fail again: it was refused, or the cause is on this side. */
export function isFinal(error: unknown): boolean {
  if (error instanceof StorageError) return error.reason !== 'busy';
  const name = nameOf(error);
  if (name === 'CredentialsProviderError' || name === 'ENOTFOUND' || isWrongAddress(error)) return true;
  if (isPlainServer(error) || isUntrusted(error)) return true;
  const status = statusOf(error);
  if (status === null || retryableClientErrors.includes(name)) return false;
  return (status >= 300 && status < 500 && status !== 408 && status !== 429) || status === 501;
}

/**
 * True if the server asks for fewer requests. Errors in responses with status 200 get the status 503 too (see
 * create-client.ts), so InternalError does not count.
 */
export function isThrottling(error: unknown): boolean {
  const status = statusOf(error);
  return (status === 503 && nameOf(error) !== 'InternalError') || status === 429;
}

/** True if a request was refused, possibly because the server does not support checksums. */
export function isNotUnderstood(error: unknown): boolean {
  if (!(error instanceof StorageError) || error.reason !== 'failed') return false;
  const { cause } = error;
  const status = statusOf(cause);
  return status === 501 || (status === 400 && notUnderstood.includes(nameOf(cause)));
}

/** True if a request was refused because the credentials have ended: every later one will be. */
export function isOver(error: unknown): boolean {
  if (!(error instanceof StorageError)) return false;
  return expired.includes(nameOf(error.cause)) || isSignedOut(error.cause);
}

/** True if there is no such object, bucket or upload. */
export function isNotFound(error: unknown): boolean {
  return error instanceof StorageError ? error.reason === 'missing' : statusOf(error) === 404;
}

/** Converts a failed request to a StorageError that names operation, bucket and key, and the number of attempts. */
export function toStorageError(cause: unknown, request: Request, attempts: number): StorageError {
  if (cause instanceof StorageError && (cause.reason !== 'busy' || attempts === 1)) return cause;
  const { operation, location, signed } = request;
  const status = statusOf(cause);
  const name = nameOf(cause);
  const isRead = /^(Get|Head|List)/.test(operation);
  const waysToCredentials = isRead ? `${ways}, or --no-sign-request for a public bucket` : ways;
  const found = [status, name].filter((part) => part !== null && part !== '').join(' ');
  const fail = (reason: StorageError['reason'], message: string, expected?: string, facts = found) =>
    new StorageError(reason, `${operation}: ${message}`, {
      path: location,
      ...(expected === undefined ? {} : { expected }),
      found: facts,
      cause,
    });
  if (cause instanceof StorageError) {
    return fail(cause.reason, `${cause.message}, in ${attempts} attempts`, cause.facts.expected);
  }
  if (name === 'CredentialsProviderError') {
    const { AWS_PROFILE: profile } = process.env;
    const source = profile ? `none for AWS_PROFILE ${profile}` : found;
    return isSignedOut(cause)
      ? fail('denied', 'the single sign-on session is over', 'aws sso login before', source)
      : fail('denied', 'no credentials', waysToCredentials, source);
  }
  if (expired.includes(name)) return fail('denied', 'the credentials have expired', 'new ones');
  if (name === 'NoSuchBucket') return fail('missing', 'no such bucket');
  if (status === 404) return fail('missing', 'no such object');
  if (status === 401 || status === 403) {
    return signed
      ? fail('denied', 'access denied', `credentials that may do this: ${waysToCredentials}`)
      : fail('denied', 'access denied without credentials', 'a public bucket, or no --no-sign-request');
  }
  if (status === 412) return fail('changed', 'the object changed during the read');
  if (status === 301 || name === 'PermanentRedirect' || name === 'AuthorizationHeaderMalformed') {
    const region = regionOf(cause);
    return region === null
      ? fail('failed', 'the bucket is in another --region')
      : fail('failed', 'the bucket is in another region', `--region ${region}`);
  }
  if (name === 'ENOTFOUND' || isWrongAddress(cause))
    return fail('failed', 'unknown host', 'a reachable --endpoint-url');
  if (isPlainServer(cause))
    return fail('failed', 'the server does not speak TLS', 'http:// in --endpoint-url');
  if (isUntrusted(cause)) {
    return fail(
      'failed',
      'the certificate of the server is not trusted',
      'its authority in NODE_EXTRA_CA_CERTS',
    );
  }
  // The response to a HEAD has no body with the reason.
  if (status === 400 && operation.startsWith('Head')) {
    const expected = 'credentials that have not expired, and the region of the bucket';
    return fail('failed', 'refused without a reason', expected, '400');
  }
  if (corrupted.includes(name)) {
    return fail('failed', `the server received other bytes than were sent, in ${attempts} attempts`);
  }
  if (attempts > 1) {
    const expected = name === 'ECONNREFUSED' ? 'a server that answers at --endpoint-url' : undefined;
    return fail('busy', `gave up after ${attempts} attempts`, expected);
  }
  return fail('failed', cause instanceof Error ? cause.message : String(cause));
}

/** Returns the region of the bucket that the server names in its refusal, or null. */
function regionOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { Region, Endpoint, $response } = error as {
    Region?: unknown;
    Endpoint?: unknown;
    $response?: { headers?: Record<string, string | undefined> };
  };
  const named = Region ?? $response?.headers?.['x-amz-bucket-region'];
  if (typeof named === 'string' && named !== '') return named;
  const [, region = null] =
    /expecting '([a-z0-9-]+)'/.exec(error.message) ??
    /\bs3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(String(Endpoint)) ??
    [];
  return region;
}

/** Returns the error code of the server or the system; the message often lacks it. */
function nameOf(error: unknown): string {
  if (error instanceof StorageError) return error.facts.found ?? '';
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name === 'Error' ? error.message : error.name;
}

function isWrongAddress(error: unknown): boolean {
  return ['ERR_INVALID_URL', 'EndpointError'].includes(nameOf(error));
}

function isPlainServer(error: unknown): boolean {
  if (!['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'].includes(nameOf(error)))
    return false;
  return error instanceof Error && /wrong version number|packet length too long/i.test(error.message);
}

/** True if the certificate has an unknown issuer, another host name, or is not valid now. */
function isUntrusted(error: unknown): boolean {
  return /SELF_SIGNED_CERT|^UNABLE_TO_(GET_ISSUER|VERIFY)|^CERT_|ALTNAME_INVALID$/.test(nameOf(error));
}

/** True if a single sign-on session is over. The SDK's message names the command; it has no error code for it. */
function isSignedOut(error: unknown): boolean {
  return error instanceof Error && error.message.includes('aws sso login');
}
