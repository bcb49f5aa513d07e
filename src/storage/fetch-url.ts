import { type LookupAddress, lookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { joinBytes } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { redactUrl } from '../base/messages.js';
import { tooLarge } from './storage.js';

interface FetchLimits {
  /** Size limit in bytes. */
  readonly limit: number;
  /** Time limit in milliseconds for all attempts and redirects together. */
  readonly timeout: number;
  /** Allow addresses of private networks and of this machine, also after redirects. */
  readonly allowPrivateAddresses: boolean;
  /** Returns what is wrong with the response by its Content-Type (may be empty) and bytes, or null. */
  readonly check?: (type: string, bytes: Uint8Array) => string | null;
}

const redirectLimit = 5;
/** Milliseconds before the second and third attempt. */
const waits = [500, 1000];

/**
 * Downloads an http(s) address. Retries twice if the server is busy or the connection breaks. Fails with a StorageError
 * that names the address: page not found, timeout, too many redirects or bytes, failed check, private address.
 *
 * @example
 * const bytes = await fetchUrl(url, { limit: 2 ** 20, timeout: 30_000, allowPrivateAddresses: false });
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

async function followRedirects(url: string, limits: FetchLimits, signal: AbortSignal) {
  let address = url;
  for (let redirects = 0; redirects <= redirectLimit; redirects++) {
    const protocol = URL.canParse(address) ? new URL(address).protocol : null;
    if (protocol !== 'http:' && protocol !== 'https:') {
      throw new StorageError('failed', 'not an http(s) address', {
        path: redactUrl(url),
        ...(address === url ? {} : { found: `a redirect to ${redactUrl(address)}` }),
      });
    }
    const response = await request(address, limits, signal);
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

/** Reads the body of a response. Fails with a StorageError (`too-large`) as soon as it exceeds `limit` bytes. */
async function readLimited(response: IncomingMessage, limit: number, url: string): Promise<Uint8Array> {
  const promised = Number(response.headers['content-length'] ?? 0);
  if (promised > limit) {
    response.destroy();
    throw tooLarge(redactUrl(url), limit, `${promised} bytes`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(redactUrl(url), limit, 'more');
    chunks.push(chunk);
  }
  return joinBytes(chunks);
}

/**
 * Requests an http(s) address once, without following redirects. Fails with a StorageError if the host is private and
 * private addresses are not allowed, else with the error of the connection or the signal's reason.
 */
async function request(address: string, { allowPrivateAddresses }: FetchLimits, signal: AbortSignal) {
  const { hostname, protocol } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  // An IP address in the URL is used without a DNS lookup.
  if (!allowPrivateAddresses && isIP(host) !== 0 && !isPublicAddress(host)) {
    throw privateAddress(hostname, host);
  }
  // Loaded on demand: most depositions have no URL.
  const { request: ask } = await (protocol === 'https:' ? import('node:https') : import('node:http'));
  return new Promise<IncomingMessage>((resolve, reject) => {
    const call = ask(
      address,
      {
        signal,
        agent: false,
        headers: { 'user-agent': 'cryoet-ingest' },
        ...(allowPrivateAddresses ? {} : { lookup: lookupPublic }),
      },
      resolve,
    );
    call.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    call.end();
  });
}

/** Address ranges outside the public internet: IANA's special-purpose address registries for IPv4 and IPv6. */
const special = subnets(
  'ipv4',
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3',
);
/** Public IPv6 addresses are allocated from 2000::/3, except ranges for transition from IPv4 and for documentation. */
const globalUnicast = subnets('ipv6', '2000::/3');
const notPublic = subnets('ipv6', '2001::/23 2001:db8::/32 2002::/16 3fff::/20');

function subnets(family: 'ipv4' | 'ipv6', ...ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges.join(' ').split(' ')) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

/** True if an IP address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPublicAddress(mapped);
  if (isIP(address) === 4) return !special.check(address, 'ipv4');
  return isIP(address) === 6 && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/**
 * Resolves a host name for a connection. Fails with a StorageError if one of its addresses is not public. The check is
 * here, in the lookup of the connection itself, so that no second lookup can return another address.
 */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '');
    const [first] = addresses;
    const inside = addresses.find(({ address }) => !isPublicAddress(address));
    if (inside !== undefined || first === undefined) {
      return callback(privateAddress(hostname, inside?.address ?? 'no address'), '');
    }
    return options.all === true
      ? callback(null, addresses as LookupAddress[])
      : callback(null, first.address, first.family);
  });
};

function privateAddress(host: string, address: string): StorageError {
  return new StorageError('denied', 'an address inside a private network', {
    path: host,
    expected: 'a host with public addresses only',
    found: address,
    hint: 'use --allow-private-addresses if the configuration is to be trusted with it',
  });
}
