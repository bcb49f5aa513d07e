// The service worker: it lets the viewer read a tree that is open in a page. Addresses below `at/ID/` are answered by
// the page that the browser knows by ID; the page asks its worker, which has the files.

import type { FileAnswer, FileRequest } from './messages.js';

/** The part of a service worker that this one uses; the types of browsers have only that of pages. */
interface ServiceWorkerScope {
  readonly registration: { readonly scope: string };
  readonly clients: {
    get(id: string): Promise<Pick<Worker, 'postMessage'> | undefined>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listener: (event: WaitingEvent) => void): void;
  addEventListener(
    name: 'message',
    listener: (event: MessageEvent & { source: { id: string } }) => void,
  ): void;
  addEventListener(name: 'fetch', listener: (event: FetchedEvent) => void): void;
}

interface WaitingEvent {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchedEvent {
  readonly request: Request;
  respondWith(response: Response | Promise<Response>): void;
}

const scope = globalThis as unknown as ServiceWorkerScope;

/** Milliseconds for which a page may take to answer. */
const patience = 60_000;

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
// A page asks for the ID that the browser gave it.
scope.addEventListener('message', ({ source, ports }) => ports[0]?.postMessage(source.id));

scope.addEventListener('fetch', (event) => {
  const { url, mode, headers } = event.request;
  const { scope: folder } = scope.registration;
  const [, id, kind, path = '', query = ''] =
    /^at\/([^/]+)\/(tree|state|viewer)\/([^?#]*)([^#]*)/.exec(url.slice(folder.length)) ?? [];
  if (!url.startsWith(folder) || id === undefined) return;
  if (kind === 'viewer') return event.respondWith(Response.redirect(`${folder}viewer/${path}`));
  // What is in a tree may come from anybody: it is data for the viewer, and never a page of its own.
  if (mode === 'navigate') return event.respondWith(new Response('not a page', { status: 403 }));
  event.respondWith(
    answer(id, {
      isState: kind === 'state',
      path: decodeURIComponent(path),
      query,
      range: headers.get('Range'),
      base: `${folder}at/${id}`,
    }),
  );
});

async function answer(id: string, request: FileRequest): Promise<Response> {
  const page = await scope.clients.get(id);
  if (page === undefined) return new Response('the page with this tree was closed', { status: 404 });
  const { port1, port2 } = new MessageChannel();
  const { status, headers, body } = await new Promise<FileAnswer>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<FileAnswer>) => resolve(data);
    setTimeout(() => resolve({ status: 504, headers: {}, body: null }), patience);
    page.postMessage(request, [port2]);
  });
  return new Response(body, { status, headers });
}
