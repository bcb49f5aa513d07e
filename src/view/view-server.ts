// The HTTP server of `cryoet view`: pages, the tree's files, and viewer states whose sources are rewritten to this
// server.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { closing } from '../base/closing.js';
import { StorageError } from '../base/errors.js';
import { formatJson } from '../base/json-text.js';
import type { JsonObject } from '../base/json-value.js';
import { contentType } from '../storage/content-type.js';
import type { Storage } from '../storage/storage.js';
import { urlPath } from '../tree/layout/build-path.js';
import type { Layout } from '../tree/layout/path-templates.js';
import type { PublishedTree } from '../tree/open-tree.js';
import { type CheckState, checkSection } from './check-state.js';
import { indexPage } from './index-page.js';
import { runPage } from './run-page.js';
import {
  type AllowedOrigin,
  openTreeFile,
  refuse,
  refuseFile,
  securityHeaders,
  serveTree,
} from './serve-tree.js';
import { type AskedView, askedView, localState, stateLimit, viewerUrl, volumeUrl } from './tree-answers.js';
import { layoutOf, readRunContents, readTreeIndex } from './tree-contents.js';

interface ViewOptions {
  readonly storage: Storage;
  /** Port; 0 for any free port. */
  readonly port: number;
  /** Directory of the viewer's bundle. */
  readonly viewer: URL;
  /** Directory of the page that checks and compares folders; absent if it is not built. */
  readonly web?: URL;
  /** Other sites whose pages may read the tree. */
  readonly allowedOrigin: AllowedOrigin;
  passes(run: string): boolean;
  /** Returns the state of a validation, for every page; null without one. */
  readonly check: (() => CheckState) | null;
  /** Returns the state for the URL of a single volume, whose OME-Zarr is the storage, shown without a page. */
  readonly volumeState?: (url: string) => JsonObject;
}

/** A running server. */
export interface ViewServer {
  /** URL of the first page, with the token that every request needs. */
  readonly url: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const tokenBytes = 24;
const volumeState = 'volume.json';

/**
 * Serves a tree and the viewer on the loopback address. A request must name that address as its host and begin with a
 * random token, so that neither other sites nor other users of the machine can read the tree. Fails with a
 * StorageError if the port is taken.
 */
export async function startViewServer(options: ViewOptions): Promise<ViewServer> {
  const token = randomBytes(tokenBytes).toString('base64url');
  let origin = '';
  let layout: Layout | null = null;
  const tree = async () => {
    layout ??= await layoutOf(options.storage);
    return { storage: options.storage, layout };
  };
  const server = createServer((request, response) => {
    answer(request, response, { ...options, origin, token, tree }).catch((error) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof StorageError && error.reason === 'unsafe-name') {
        refuse(response, 404, 'no such page');
      } else if (error instanceof StorageError) refuse(response, 503, 'the tree cannot be read now');
      else refuse(response, 400, 'this request cannot be answered');
    });
  });
  const port = await listen(server, options.port);
  origin = `http://${host}:${port}`;
  return {
    url: `${origin}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Site extends ViewOptions {
  readonly origin: string;
  readonly token: string;
  /** Returns the tree, whose layout is detected for the first page. */
  tree(): Promise<PublishedTree>;
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  if (!isOurHost(request.headers.host, site.origin)) return refuse(response, 403, 'another host');
  const decoded = decodePath(request.url ?? '/');
  if (decoded === null) return refuse(response, 400, 'not a path');
  const path = withoutToken(decoded, site.token);
  if (path === null) return refuse(response, 403, 'open the address that cryoet view printed');
  const isPreflight =
    request.method === 'OPTIONS' && site.allowedOrigin !== null && path.startsWith('/tree/');
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isPreflight)
    return refuse(response, 405, 'GET only');
  if (site.volumeState !== undefined) {
    if (path === '/') return redirect(response, viewerUrl({ state: volumeState }, baseUrl(site)));
    if (path === `/state/${volumeState}`)
      return serveJson(response, site.volumeState(`${baseUrl(site)}/tree`));
  }
  if (path === '/') return servePage(response, site);
  if (path.startsWith('/run/')) return serveRun(path.slice(5), response, site);
  if (path === '/check' && site.check !== null) return serveHtml(response, checkSection(site.check()), '');
  if (path.startsWith('/tree/')) return serveTree(site, path.slice(6), request, response);
  if (path.startsWith('/state/')) return serveState(path.slice(7), askedView(request.url), response, site);
  if (path.startsWith('/viewer/')) return serveBundle(path.slice(8), site.viewer, 'viewer', response);
  // The page shows folders in this very viewer.
  if (path.startsWith('/web/viewer/')) return serveBundle(path.slice(12), site.viewer, 'viewer', response);
  if (path.startsWith('/web/') && site.web !== undefined)
    return serveBundle(path.slice(5), site.web, 'web', response);
  return refuse(response, 404, 'no such page');
}

/** True for our own host name: another may be made to resolve to this address (DNS rebinding). */
function isOurHost(header: string | undefined, origin: string): boolean {
  const port = new URL(origin).port;
  return [`${host}:${port}`, `localhost:${port}`].includes(header ?? '');
}

/** Decodes the path of a request; null if it is invalid or contains `..`. */
function decodePath(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split(/[?#]/)[0] ?? '');
    return path.includes('\0') || path.split('/').includes('..') ? null : path;
  } catch {
    return null;
  }
}

/** Returns the path after the token; null without the right token. */
function withoutToken(path: string, token: string): string | null {
  const given = Buffer.from(path.slice(1, token.length + 1));
  const expected = Buffer.from(token);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const rest = path.slice(token.length + 1);
  return rest.startsWith('/') ? rest : null;
}

async function servePage(response: ServerResponse, site: Site): Promise<void> {
  const nonce = randomBytes(tokenBytes).toString('base64url');
  const page = indexPage({
    tree: site.storage.url,
    nonce,
    datasets: await readTreeIndex(await site.tree(), site.passes),
    webUrl: site.web === undefined ? null : 'web/',
    links: {
      runUrl: (dataset, run) => `run/${urlPath(`${dataset}/${run}`)}`,
      fileUrl: (path) => `tree/${urlPath(path)}`,
      viewerUrl: (tomogram) => viewerUrl(tomogram, baseUrl(site)),
    },
    check: site.check?.() ?? null,
  });
  serveHtml(response, page, nonce);
}

async function serveRun(path: string, response: ServerResponse, site: Site): Promise<void> {
  const [dataset = '', run = '', ...more] = path.split('/');
  const isNamed = dataset !== '' && run !== '' && more.length === 0 && site.passes(run);
  const contents = isNamed ? await readRunContents(await site.tree(), dataset, run) : null;
  if (contents === null) return refuse(response, 404, 'no such run');
  const nonce = randomBytes(tokenBytes).toString('base64url');
  const page = runPage({
    dataset,
    run,
    nonce,
    contents,
    check: site.check?.() ?? null,
    links: {
      indexUrl: '../../',
      fileUrl: (path) => `../../tree/${urlPath(path)}`,
      viewerUrl: (tomogram) => viewerUrl(tomogram, baseUrl(site)),
      volumeUrl: (path, name) => volumeUrl(path, name, baseUrl(site)),
    },
  });
  serveHtml(response, page, nonce);
}

function serveHtml(response: ServerResponse, html: string, nonce: string): void {
  serve(response, securityHeaders('page', nonce), 'text/html; charset=utf-8', html);
}

function serve(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  type: string,
  content: string | Uint8Array,
  caching = 'no-cache',
): void {
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Cache-Control': caching });
  response.end(content);
}

function baseUrl({ origin, token }: Site): string {
  return `${origin}/${token}`;
}

async function serveState(key: string, view: AskedView, response: ServerResponse, site: Site): Promise<void> {
  const reader = await openTreeFile(site.storage, key);
  if (typeof reader === 'string') return refuseFile(response, reader);
  const state = await closing(reader, async () =>
    reader.size > stateLimit
      ? null
      : localState(await reader.read(0, reader.size), key, `${baseUrl(site)}/tree/`, view),
  );
  if (state === null) return refuse(response, 404, 'no such viewer configuration');
  serveJson(response, state);
}

function serveJson(response: ServerResponse, value: JsonObject): void {
  serve(response, securityHeaders('data'), 'application/json', formatJson(value));
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { ...securityHeaders('data'), Location: location });
  response.end();
}

async function serveBundle(path: string, directory: URL, kind: 'viewer' | 'web', response: ServerResponse) {
  try {
    const file = fileURLToPath(new URL(path || 'index.html', directory));
    if (!file.startsWith(fileURLToPath(directory))) return refuse(response, 403, `not a part of the ${kind}`);
    const bytes = await readFile(file);
    serve(response, securityHeaders(kind), contentType(file), bytes, 'max-age=3600');
  } catch {
    refuse(response, 404, `not a part of the ${kind}`);
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new StorageError('failed', 'cannot serve the viewer', {
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
