import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentType, type RandomReader, type Storage } from '../storage/index.js';
import { parseRange } from './byte-range.js';
import { type NotServed, openTreeFile } from './open-tree-file.js';
import { securityHeaders } from './security-headers.js';

/** Bytes read at a time, so that large files need little memory. */
const pieceBytes = 4 * 1024 * 1024;

/** What a browser shows and never runs; any other file of a tree is for downloading only. */
const passiveTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/x-ndjson',
  'image/png',
  'image/jpeg',
  'model/gltf-binary',
]);

/** Which pages of other sites may read the tree: `*` for all, an origin for one, null for none. */
export type AllowedOrigin = string | null;

/**
 * Answers with a file of the tree, or the part of it that is asked for; 404 for what is not there; files that a link
 * leads to outside of the tree are not served.
 */
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
  const reader = await openTreeFile(storage, key);
  if (typeof reader === 'string') return refuseFile(response, reader);
  try {
    const range = parseRange(request.headers.range, reader.size);
    if (range === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${reader.size}`);
      return refuse(response, 416, 'no such part');
    }
    const { start, end } = range ?? { start: 0, end: reader.size };
    const type = contentType(key);
    response.writeHead(range === null ? 200 : 206, {
      ...securityHeaders('data'),
      ...(allowedOrigin === null ? {} : { 'Cross-Origin-Resource-Policy': 'cross-origin' }),
      ...(passiveTypes.has(type)
        ? { 'Content-Type': type }
        : { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' }),
      'Content-Length': end - start,
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'no-cache',
      ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${reader.size}` }),
    });
    if (request.method !== 'HEAD') await send(reader, start, end, response);
    response.end();
  } finally {
    await reader.close();
  }
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

/** Ends a request for a file that is not served, with the reason. */
export function refuseFile(response: ServerResponse, reason: NotServed): void {
  refuse(response, ...refusals[reason]);
}

/** Ends a request with a status and a line of text. */
export function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...securityHeaders('data'), 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

async function send(
  reader: RandomReader,
  start: number,
  end: number,
  response: ServerResponse,
): Promise<void> {
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
