import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStorage } from '../../src/storage/open-storage.js';
import { startViewServer, type ViewServer } from '../../src/view/view-server.js';
import { openWebglPage, testInBrowser } from '../support/browser.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('who may read what cryoet view serves');

const { directory, remove } = temporaryDirectory();
const tree = join(directory, 'tree');
const viewer = pathToFileURL(`${directory}/viewer/`);
const servers: ViewServer[] = [];

async function start(allowedOrigin: string | null): Promise<ViewServer> {
  const server = await startViewServer({
    storage: await openStorage(tree),
    port: 0,
    viewer,
    allowedOrigin,
    passes: () => true,
    check: null,
  });
  servers.push(server);
  return server;
}

/** Sends a request as typed; HTTP clients normalise paths. */
function ask(server: ViewServer, path: string, method = 'GET') {
  const { hostname, port } = new URL(server.url);
  return new Promise<{ status: number; headers: Readonly<Record<string, unknown>> }>((resolve, reject) => {
    const call = request({ hostname, port, path, method }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    call.on('error', reject);
    call.end();
  });
}

const below = (server: ViewServer, path: string) => new URL(server.url).pathname + path;

test.before(async () => {
  await mkdir(join(tree, '10000'), { recursive: true });
  await mkdir(join(directory, 'viewer'));
  await writeFile(join(directory, 'viewer', 'index.html'), '<p>viewer</p>');
  await writeFile(join(tree, '10000', 'dataset_metadata.json'), '{"dataset_title":"Cells"}');
  await writeFile(join(tree, 'page.html'), '<script>alert(1)</script>');
  await writeFile(join(tree, 'drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(tree, 'state.json'), '{"layers":[]}');
  await writeFile(join(tree, 'deep.json'), `${'['.repeat(200_000)}`);
  await writeFile(join(directory, 'secret.json'), '{"layers":[{"secret":1}]}');
  await symlink(join(directory, 'secret.json'), join(tree, 'link.json'));
});

test.after(async () => {
  for (const server of servers) await server.close();
  remove();
});

test('a request without the token is refused', async () => {
  const server = await start(null);
  for (const path of [
    '/',
    '/tree/state.json',
    '/state/state.json',
    '/viewer/',
    `/${'x'.repeat(32)}/`,
    '/favicon.ico',
  ]) {
    assert.is((await ask(server, path)).status, 403, path);
  }
  assert.is((await ask(server, below(server, ''))).status, 200);
  assert.ok(new URL(server.url).pathname.length >= 32);
});

test('every response says that it is not sniffed, framed or read from elsewhere', async () => {
  const server = await start(null);
  for (const path of ['', 'tree/state.json', 'state/state.json', 'viewer/', 'nothing']) {
    const { headers } = await ask(server, below(server, path));
    assert.is(headers['x-content-type-options'], 'nosniff', path);
    assert.is(headers['cross-origin-resource-policy'], 'same-origin', path);
    assert.match(String(headers['content-security-policy']), "frame-ancestors 'none'", path);
    assert.is(headers['access-control-allow-origin'], undefined, path);
  }
});

test('what a browser could run is for downloading only', async () => {
  const server = await start(null);
  for (const name of ['page.html', 'drawing.svg']) {
    const { headers } = await ask(server, below(server, `tree/${name}`));
    assert.is(headers['content-type'], 'application/octet-stream');
    assert.is(headers['content-disposition'], 'attachment');
  }
  const { headers } = await ask(server, below(server, 'tree/state.json'));
  assert.equal([headers['content-type'], headers['content-disposition']], ['application/json', undefined]);
});

test('a state behind a link that leaves the tree is not served', async () => {
  const server = await start(null);
  assert.is((await ask(server, below(server, 'state/state.json'))).status, 200);
  assert.is((await ask(server, below(server, 'state/link.json'))).status, 403);
});

test('no request makes the server fail', async () => {
  const server = await start(null);
  const odd = [
    'state/deep.json',
    'state/10000',
    'state/',
    `state/${'a'.repeat(5000)}`,
    `tree/${'a/'.repeat(3000)}`,
    'tree/%00',
    'tree/%ed%a0%80',
    'tree/10000/dataset_metadata.json/x',
    'viewer/%2e%2e%2fsecret.json',
    'viewer/%2f%2fhost/share',
    'viewer//host/share',
    'viewer/http:%2f%2fhost',
    'viewer/%25',
    'check',
    '%',
    '?token=',
  ];
  for (const path of odd) {
    const { status } = await ask(server, below(server, path));
    assert.ok(status < 500, `${path}: ${status}`);
  }
});

test('another site may read the tree only where it was allowed to', async () => {
  const server = await start('https://viewer.example');
  const { headers } = await ask(server, below(server, 'tree/state.json'));
  assert.is(headers['access-control-allow-origin'], 'https://viewer.example');
  assert.is(headers['cross-origin-resource-policy'], 'cross-origin');
  assert.is((await ask(server, below(server, 'tree/state.json'), 'OPTIONS')).status, 204);
  const page = await ask(server, below(server, ''));
  assert.is(page.headers['access-control-allow-origin'], undefined);
});

testInBrowser(test, 'a page of another origin reads not a byte, even with the address', async () => {
  const server = await start(null);
  const other = await serveOther();
  const { page, close } = await openWebglPage({ width: 300, height: 200 });
  try {
    await page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
    const paths = ['', 'tree/state.json', 'tree/page.html', 'state/state.json', 'viewer/'];
    const addresses = JSON.stringify(paths.map((path) => server.url + path));
    const outcome = await page.evaluate(`(${tryToRead})(${addresses})`);
    assert.equal(
      outcome,
      paths.map(() => ({ fetched: 'refused', image: 'refused', script: 'refused' })),
    );
  } finally {
    await close();
    other.close();
  }
});

function serveOther(): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<p>another site</p>');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Script of the other site's page for each URL, as text, since this program has no DOM types. */
const tryToRead = `async (addresses) => {
  const byElement = (name, address) =>
    new Promise((resolve) => {
      const element = document.createElement(name);
      element.onload = () => resolve('loaded');
      element.onerror = () => resolve('refused');
      element.src = address;
      document.body.append(element);
    });
  const outcome = [];
  for (const address of addresses) {
    outcome.push({
      fetched: await fetch(address).then(() => 'read', () => 'refused'),
      image: await byElement('img', address),
      script: await byElement('script', address),
    });
  }
  return outcome;
}`;

testInBrowser(test, 'the page breaks no rule of its own policy', async () => {
  const server = await start(null);
  const { page, close } = await openWebglPage({ width: 300, height: 200 });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  try {
    await page.goto(server.url);
    await page.fill('#filter', 'x');
    assert.equal(complaints, []);
  } finally {
    await close();
  }
});

test.run();
