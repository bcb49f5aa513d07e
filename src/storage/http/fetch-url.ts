import type { IncomingMessage } from 'node:http';
import { StorageError } from '../../errors/index.js';
import { readLimited } from './read-limited.js';
import { redactUrl } from './redact-url.js';
import { request } from './request.js';

export interface FetchLimits {
  /** Bytes. */
  readonly limit: number;
  /** Milliseconds, for all attempts and redirects together. */
  readonly timeout: number;
  /** Whether hosts of private networks and of this machine may be asked; after every redirect too. */
  readonly allowPrivateAddresses: boolean;
  /** What is wrong with the answer, by its Content-Type (empty when it has none) and bytes; null when it is fine. */
  readonly check?: (type: string, bytes: Uint8Array) => string | null;
}

const redirectLimit = 5;
/** Milliseconds before the second and third attempt. */
const waits = [500, 1000];

/**
 * The bytes at an http(s) address. Busy servers and broken connections are tried again twice. Fails with a
 * StorageError that names the address: no such page, a time-out, too many redirects or bytes, a failed check.
 */
export async function fetchUrl(url: string, limits: FetchLimits): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(limits.timeout);
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(url, limits, signal);
    } catch (cause) {
      const error = toStorageError(url, limits, cause);
      const wait = waits[attempt];
      if (error.reason !== 'busy' || wait === undefined || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function fetchOnce(url: string, limits: FetchLimits, signal: AbortSignal): Promise<Uint8Array> {
  const response = await followRedirects(url, limits, signal);
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.destroy();
    throw new StorageError(reasonOf(status), 'the server refuses the address', {
      path: redactUrl(url),
      expected: 'status 200',
      found: `${status} ${response.statusMessage}`.trimEnd(),
    });
  }
  const bytes = await readLimited(response, limits.limit, url);
  const wrong = limits.check?.(response.headers['content-type'] ?? '', bytes) ?? null;
  if (wrong !== null) throw new StorageError('failed', wrong, { path: redactUrl(url) });
  return bytes;
}

async function followRedirects(
  url: string,
  { allowPrivateAddresses }: FetchLimits,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let address = url;
  for (let redirects = 0; redirects <= redirectLimit; redirects++) {
    const protocol = URL.canParse(address) ? new URL(address).protocol : null;
    if (protocol !== 'http:' && protocol !== 'https:') {
      throw new StorageError('failed', 'not an http(s) address', {
        path: redactUrl(url),
        ...(address === url ? {} : { found: `a redirect to ${redactUrl(address)}` }),
      });
    }
    const response = await request(address, { signal, allowPrivateAddresses });
    const next = response.headers.location;
    const status = response.statusCode ?? 0;
    if (status < 300 || status > 399 || next === undefined) return response;
    response.destroy();
    address = URL.canParse(next, address) ? new URL(next, address).href : next;
  }
  throw new StorageError('failed', 'too many redirects', {
    path: redactUrl(url),
    expected: `at most ${redirectLimit}`,
  });
}

function reasonOf(status: number): StorageError['reason'] {
  if (status === 404 || status === 410) return 'missing';
  if (status === 401 || status === 403) return 'denied';
  return status === 429 || status >= 500 ? 'busy' : 'failed';
}

function toStorageError(url: string, { timeout }: FetchLimits, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  if (cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError')) {
    return new StorageError('busy', 'no answer in time', {
      path: redactUrl(url),
      expected: `one within ${timeout / 1000} s`,
      cause,
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StorageError('busy', 'the connection failed', { path: redactUrl(url), found: reason, cause });
}
