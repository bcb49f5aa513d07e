import { realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { relative, sep } from 'node:path';
import { StorageError } from '../errors/index.js';
import { contentType, type RandomReader, type Storage } from '../storage/index.js';
import { parseRange } from './byte-range.js';

/** Bytes read at a time, so that large files need little memory. */
const pieceBytes = 4 * 1024 * 1024;

/**
 * Answers with a file of the tree, or the part of it that is asked for; 404 for what is not there. Files that a link
 * leads to outside of `root` (the tree's real path; null for a bucket) are not served.
 */
export async function serveTree(
  storage: Storage,
  root: string | null,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*');
  const reader = await openFile(storage, key);
  if (reader === null) return refuse(response, 404, 'no such file');
  try {
    if (!(await isInside(reader, root))) return refuse(response, 403, 'a link that leaves the tree');
    const range = parseRange(request.headers.range, reader.size);
    if (range === 'unsatisfiable') {
      response.setHeader('Content-Range', `bytes */${reader.size}`);
      return refuse(response, 416, 'no such part');
    }
    const { start, end } = range ?? { start: 0, end: reader.size };
    response.writeHead(range === null ? 200 : 206, {
      'Content-Type': contentType(key),
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

/** Ends a request with a status and a line of text. */
export function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

async function openFile(storage: Storage, key: string): Promise<RandomReader | null> {
  try {
    return (await storage.stat(key)) === null ? null : await storage.open(key);
  } catch (error) {
    if (error instanceof StorageError) return null;
    throw error;
  }
}

async function isInside({ localPath }: RandomReader, root: string | null): Promise<boolean> {
  if (localPath === null || root === null) return true;
  const below = relative(root, await realpath(localPath));
  return below !== '..' && !below.startsWith(`..${sep}`);
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
