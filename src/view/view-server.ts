import { readFile, realpath } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { FormatError, StorageError } from '../errors/index.js';
import { decodeJson, formatJson, isJsonObject } from '../json/index.js';
import type { Storage } from '../storage/index.js';
import { checkSection } from './check-section.js';
import type { CheckState } from './check-state.js';
import { contentType } from './content-type.js';
import { indexPage } from './index-page.js';
import { localState } from './local-state.js';
import { refuse, serveTree } from './serve-tree.js';
import { type IndexedTomogram, readTreeIndex } from './tree-index.js';

/** What is viewed, and how. */
export interface ViewOptions {
  readonly storage: Storage;
  /** Directory of the tree on a local disk; null for a bucket. */
  readonly localRoot: string | null;
  /** 0: any free port. */
  readonly port: number;
  /** Directory of the bundled viewer. */
  readonly viewer: URL;
  passes(run: string): boolean;
  /** How far a check of the tree is, asked for anew by every page; null when none was wanted. */
  readonly check: (() => CheckState) | null;
}

export interface ViewServer {
  /** Address of the first page. */
  readonly url: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const stateLimit = 16 * 1024 * 1024;

/**
 * Serves a tree with its viewer on the loopback address only, to requests that name it as their host. Fails with a
 * StorageError when the port is taken.
 */
export async function startViewServer(options: ViewOptions): Promise<ViewServer> {
  const root = options.localRoot === null ? null : await realpath(options.localRoot);
  let origin = '';
  const server = createServer((request, response) => {
    answer(request, response, { ...options, root, origin }).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'the tree cannot be read');
      else response.destroy();
    });
  });
  const port = await listen(server, options.port);
  origin = `http://${host}:${port}`;
  return {
    url: `${origin}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Site extends ViewOptions {
  readonly root: string | null;
  readonly origin: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  if (!isOurHost(request.headers.host, site.origin)) return refuse(response, 403, 'another host');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'GET only');
  const path = decodePath(request.url ?? '/');
  if (path === null) return refuse(response, 400, 'not a path');
  if (path === '/') return servePage(response, site);
  if (path === '/check' && site.check !== null) return serveHtml(response, checkSection(site.check()));
  if (path.startsWith('/tree/')) return serveTree(site.storage, site.root, path.slice(6), request, response);
  if (path.startsWith('/state/')) return serveState(path.slice(7), response, site);
  if (path.startsWith('/viewer/')) return serveViewer(path.slice(8) || 'index.html', response, site);
  return refuse(response, 404, 'no such page');
}

/** A page of another site that resolves to this address may not read the tree. */
function isOurHost(header: string | undefined, origin: string): boolean {
  const port = new URL(origin).port;
  return [`${host}:${port}`, `localhost:${port}`].includes(header ?? '');
}

/** The path of a request, decoded; null when it is none, or leads upwards. */
function decodePath(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split(/[?#]/)[0] ?? '');
    return path.includes('\0') || path.split('/').includes('..') ? null : path;
  } catch {
    return null;
  }
}

async function servePage(response: ServerResponse, site: Site): Promise<void> {
  const page = indexPage({
    tree: site.storage.url,
    datasets: await readTreeIndex(site.storage, site.passes),
    viewerUrl: (tomogram) => viewerUrl(tomogram, site.origin),
    check: site.check?.() ?? null,
  });
  serveHtml(response, page);
}

function serveHtml(response: ServerResponse, html: string): void {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
  response.end(html);
}

/** The viewer loads its state from the address behind `#!`. */
export function viewerUrl({ state }: Pick<IndexedTomogram, 'state'>, origin: string): string {
  return `${origin}/viewer/#!${origin}/state/${state.split('/').map(encodeURIComponent).join('/')}`;
}

async function serveState(key: string, response: ServerResponse, { storage, origin }: Site): Promise<void> {
  const state = await readState(storage, key);
  if (state === null) return refuse(response, 404, 'no such viewer state');
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' });
  response.end(formatJson(localState(state, key, `${origin}/tree/`)));
}

async function readState(storage: Storage, key: string) {
  try {
    const value = decodeJson(await storage.get(key, stateLimit), key);
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (error instanceof StorageError || error instanceof FormatError) return null;
    throw error;
  }
}

async function serveViewer(path: string, response: ServerResponse, { viewer }: Site): Promise<void> {
  const file = fileURLToPath(new URL(path, viewer));
  if (!file.startsWith(fileURLToPath(viewer))) return refuse(response, 403, 'not a part of the viewer');
  try {
    const bytes = await readFile(file);
    response.writeHead(200, { 'Content-Type': contentType(file), 'Cache-Control': 'max-age=3600' });
    response.end(bytes);
  } catch {
    refuse(response, 404, 'not a part of the viewer');
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new StorageError('failed', 'the viewer cannot be served', {
          path: `${host}:${port}`,
          expected: 'a free port',
          found: cause.code === 'EADDRINUSE' ? 'one that is in use' : cause.message,
          hint: 'choose another with --port',
          cause,
        }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
