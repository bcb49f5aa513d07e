import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

interface StoredObject {
  readonly bytes: Buffer;
  readonly modified: number;
  readonly etag: string;
}

/** An object store of one bucket in memory whose client can be killed at a change it asks for. */
export interface MemoryBucket {
  readonly endpoint: string;
  /** `s3://bucket/prefix` of what is written. */
  readonly url: string;
  objects: ReadonlyMap<string, StoredObject>;
  /** Refuses that change and all later ones, and calls `onKill`; counts from now on. */
  killAt(change: number, onKill: () => void): void;
  /**
   * Holds up the answer to that change until `meanwhile` has ended, and refuses what the same client, by the name of
   * the host that it asks, wants to change until then, as if it stood still; counts from now on.
   */
  holdAt(change: number, meanwhile: () => Promise<void>): void;
  /** Changes since the last call of `killAt`. */
  readonly changes: number;
  /** Writes all objects below a directory. */
  copyTo(directory: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts one on a free port of this host. */
export async function openMemoryBucket(): Promise<MemoryBucket> {
  let objects = new Map<string, StoredObject>();
  let [changes, last]: [number, number] = [0, Number.POSITIVE_INFINITY];
  let onKill = () => {};
  let hold: { readonly at: number; readonly meanwhile: () => Promise<void> } | null = null;
  let holding: { readonly host: string | undefined; readonly end: Promise<void> } | null = null;
  const isAlive = () => {
    if (changes >= last) {
      onKill();
      return false;
    }
    changes += 1;
    return true;
  };
  const store = (key: string, bytes: Buffer) => {
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    objects.set(key, { bytes, modified: Math.floor(Date.now() / 1000) * 1000, etag });
    return etag;
  };
  /** Waits for what is meant to happen before the answer to a change that was just made. */
  const untilHeld = async ({ headers: { host } }: IncomingMessage) => {
    if (changes - 1 !== hold?.at) return;
    holding = { host, end: hold.meanwhile() };
    hold = null;
    await holding.end;
    holding = null;
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const key = decodeURIComponent(url.pathname).replace(/^\/bucket\/?/, '');
    const answer = (xml: string) => response.end(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
    const refuse = (status: number, code: string) => {
      response.writeHead(status);
      answer(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
    };
    const dead = () => refuse(403, 'AccessDenied');
    if (
      holding !== null &&
      /PUT|POST|DELETE/.test(request.method ?? '') &&
      holding.host === request.headers.host
    ) {
      await holding.end;
      return dead();
    }
    if (request.method === 'GET' && key === '') {
      if (url.searchParams.has('uploads')) return answer('<ListMultipartUploadsResult/>');
      return answer(list(objects, url.searchParams));
    }
    if (request.method === 'GET' || request.method === 'HEAD')
      return give(request, response, objects.get(key));
    if (request.method === 'DELETE') {
      if (!isAlive()) return dead();
      objects.delete(key);
      await untilHeld(request);
      return response.writeHead(204).end();
    }
    if (request.method === 'POST' && url.searchParams.has('delete')) {
      const keys = [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, name = '']) =>
        unescaped(name),
      );
      for (const each of keys) {
        if (!isAlive()) return dead();
        objects.delete(each);
      }
      await untilHeld(request);
      return answer('<DeleteResult/>');
    }
    if (request.method !== 'PUT' || url.searchParams.has('uploadId')) return refuse(501, 'NotImplemented');
    if (request.headers['if-none-match'] === '*' && objects.has(key))
      return refuse(412, 'PreconditionFailed');
    if (!isAlive()) return dead();
    const from = request.headers['x-amz-copy-source'];
    const source = from === undefined ? null : decodeURIComponent(String(from)).replace(/^\/?bucket\//, '');
    const bytes = source === null ? body : objects.get(source)?.bytes;
    if (bytes === undefined) return refuse(404, 'NoSuchKey');
    const etag = store(key, bytes);
    await untilHeld(request);
    response.setHeader('etag', etag);
    return source === null
      ? response.end()
      : answer(`<CopyObjectResult><ETag>${etag}</ETag></CopyObjectResult>`);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    url: 's3://bucket/out',
    get objects() {
      return new Map(objects);
    },
    set objects(next) {
      objects = new Map(next);
    },
    killAt(change, kill) {
      [changes, last, onKill] = [0, change, kill];
    },
    holdAt(change, meanwhile) {
      [changes, hold] = [0, { at: change, meanwhile }];
    },
    get changes() {
      return changes;
    },
    async copyTo(directory) {
      for (const [key, { bytes }] of objects) {
        const path = join(directory, key.replace(/^out\//, ''));
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, bytes);
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function give(request: IncomingMessage, response: ServerResponse, object: StoredObject | undefined): void {
  if (object === undefined) {
    response.writeHead(404);
    response.end(request.method === 'HEAD' ? undefined : '<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const { bytes, modified, etag } = object;
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const [start, end] = [Number(from ?? 0), Math.min(bytes.length, Number(to || bytes.length - 1) + 1)];
  response.setHeader('etag', etag);
  response.setHeader('last-modified', new Date(modified).toUTCString());
  response.setHeader('content-length', end - start);
  if (from !== undefined)
    response.writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` });
  response.end(request.method === 'HEAD' ? undefined : bytes.subarray(start, end));
}

/** A listing in one page. */
function list(objects: ReadonlyMap<string, StoredObject>, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const isFlat = query.get('delimiter') === null;
  const after = query.get('start-after') ?? '';
  const contents: string[] = [];
  const below = new Set<string>();
  for (const key of [...objects.keys()].sort()) {
    if (!key.startsWith(prefix) || key <= after) continue;
    const next = key.indexOf('/', prefix.length);
    if (!isFlat && next >= 0) below.add(key.slice(0, next + 1));
    else {
      const { bytes, modified, etag } = objects.get(key) as StoredObject;
      contents.push(
        `<Contents><Key>${escaped(key)}</Key><LastModified>${new Date(modified).toISOString()}</LastModified><ETag>${etag}</ETag><Size>${bytes.length}</Size></Contents>`,
      );
    }
  }
  const prefixes = [...below].map(
    (key) => `<CommonPrefixes><Prefix>${escaped(key)}</Prefix></CommonPrefixes>`,
  );
  return `<ListBucketResult><KeyCount>${contents.length + below.size}</KeyCount><IsTruncated>false</IsTruncated>${contents.join('')}${prefixes.join('')}</ListBucketResult>`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  return String(request.headers['content-encoding'] ?? '').includes('aws-chunked') ? unchunked(body) : body;
}

/** The payload of `aws-chunked` transfer: lengths in hexadecimal, then as many bytes. */
function unchunked(body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (!(length > 0)) return Buffer.concat(pieces);
    pieces.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"');
}
