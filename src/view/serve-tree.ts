// Serves files of a tree that may come from anybody: a browser must never run them, and a link must not lead out
// of the tree.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { closing } from '../base/closing.js';
import { StorageError } from '../base/errors.js';
import type { RandomReader, Storage } from '../storage/storage.js';
import { parseRange, typeHeaders } from './tree-answers.js';

/** Bytes that are read at once, so that large files need little memory. */
const pieceBytes = 4 * 1024 * 1024;

/** Other sites whose pages may read the tree: `*` for all, an origin for one, null for none. */
export type AllowedOrigin = string | null;

/** Serves a file of the tree or a range of it; 404 for a missing file, 403 for a link out of the tree. */
export async function serveTree(
  { storage, allowedOrigin }: { readonly storage: Storage; readonly allowedOrigin: AllowedOrigin },
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of corsHeaders(allowedOrigin)) response.setHeader(name, value);
  if (request.method === 'OPTIONS') {
    response.writeHead(204);
    response.end();
    return;
  }
  const opened = await openTreeFile(storage, key);
  if (typeof opened === 'string') return refuseFile(response, opened);
  await closing(opened, async (reader) => {
    const range = parseRange(request.headers.range, reader.size);
    if (range === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${reader.size}`);
      return refuse(response, 416, 'no such part');
    }
    const { start, end } = range ?? { start: 0, end: reader.size };
    response.writeHead(range === null ? 200 : 206, {
      ...securityHeaders('data'),
      ...(allowedOrigin === null ? {} : { 'Cross-Origin-Resource-Policy': 'cross-origin' }),
      ...typeHeaders(key),
      'Content-Length': end - start,
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'no-cache',
      ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${reader.size}` }),
    });
    if (request.method !== 'HEAD') await send(reader, start, end, response);
    response.end();
  });
}

function corsHeaders(allowedOrigin: AllowedOrigin): [string, string][] {
  if (allowedOrigin === null) return [];
  return [
    ['Access-Control-Allow-Origin', allowedOrigin],
    ['Access-Control-Allow-Methods', 'GET, HEAD'],
    ['Access-Control-Allow-Headers', 'Range'],
    ['Access-Control-Expose-Headers', 'Accept-Ranges, Content-Length, Content-Range'],
  ];
}

const refusals: Readonly<Record<NotServed, readonly [number, string]>> = {
  missing: [404, 'no such file'],
  outside: [403, 'a link that leaves the tree'],
  unreadable: [503, 'the file cannot be read now'],
};

/** Answers that a file is not served, with the reason. */
export function refuseFile(response: ServerResponse, reason: NotServed): void {
  refuse(response, ...refusals[reason]);
}

/** Answers with a status and a line of text. */
export function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...securityHeaders('data'), 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

async function send(reader: RandomReader, start: number, end: number, response: ServerResponse) {
  for (let at = start; at < end && !response.destroyed; at += pieceBytes) {
    const piece = await reader.read(at, Math.min(pieceBytes, end - at));
    if (piece.length === 0) break;
    if (!response.write(piece)) await untilDrained(response);
  }
}

function untilDrained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

type NotServed = 'missing' | 'outside' | 'unreadable';

/** Opens a file of the tree, which the caller closes; returns the reason if it is not served. */
export async function openTreeFile(storage: Storage, key: string): Promise<RandomReader | NotServed> {
  try {
    return (await storage.stat(key)) === null ? 'missing' : await storage.open(key);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    if (error.reason === 'missing' || error.reason === 'unsafe-name') return 'missing';
    return error.reason === 'link' ? 'outside' : 'unreadable';
  }
}

/** The kind of a response, which decides what a browser may do with it. */
type ResponseKind = 'page' | 'viewer' | 'web' | 'data';

const policies: Readonly<Record<ResponseKind, (nonce: string) => readonly string[]>> = {
  page: (nonce) => [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
  ],
  // Neuroglancer sets styles, decodes in workers, and compiles its Blosc decoder from text.
  viewer: () => [
    "default-src 'none'",
    "script-src 'self' 'unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data: blob:",
    "connect-src 'self' data: blob:",
  ],
  // As web/index.html says itself: it reads folders of the user, and trees at addresses that the user gives.
  web: () => [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "img-src 'self' blob: data: https: http://127.0.0.1:*",
    "connect-src 'self' https: http://127.0.0.1:*",
    "object-src 'none'",
  ],
  // A browser may show a file of the tree but never run it.
  data: () => ["default-src 'none'", 'sandbox'],
};

/** Returns headers that keep other sites from a response, and browsers from running it; `nonce` allows its scripts. */
export function securityHeaders(kind: ResponseKind, nonce = ''): Record<string, string> {
  const policy = [
    ...policies[kind](nonce),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
