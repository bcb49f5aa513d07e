import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { redactUrl } from '../../src/base/messages.js';
import { fetchUrl, isPublicAddress } from '../../src/storage/fetch-url.js';
import { rejection } from './support/rejection.js';
import { text } from './support/text.js';

const test = suite('fetchUrl');

function withServer(
  listener: RequestListener,
  body: (address: string) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
}

const limits = { limit: 100, timeout: 120_000, allowPrivateAddresses: true };

test(
  'gives the bytes, after redirects',
  withServer(
    (request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/here' }).end();
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('content');
    },
    async (address) => {
      const types: string[] = [];
      const bytes = await fetchUrl(`${address}/moved`, {
        ...limits,
        check(type) {
          types.push(type);
          return null;
        },
      });
      assert.is(text(bytes), 'content');
      assert.equal(types, ['text/plain']);
    },
  ),
);

test(
  'names the address when something is wrong with the answer',
  withServer(
    (request, response) => {
      if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (request.url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      else if (request.url === '/none') response.writeHead(404).end('no');
      else if (request.url === '/private') response.writeHead(403).end();
      else if (request.url === '/large') response.end('x'.repeat(101));
      else if (request.url === '/stream') {
        for (let index = 0; index < 20; index++) response.write('x'.repeat(10));
        response.end();
      } else response.end('fine');
    },
    async (address) => {
      const fails = async (path: string) => {
        const error = await rejection(() => fetchUrl(`${address}${path}`, limits));
        assert.is(error.facts.path, `${address}${path}`);
        return error;
      };
      assert.is((await fails('/none')).reason, 'missing');
      assert.is((await fails('/private')).reason, 'denied');
      assert.is((await fails('/large')).reason, 'too-large');
      assert.is((await fails('/stream')).reason, 'too-large');
      assert.match((await fails('/loop')).message, 'too many redirects');
      assert.is((await fails('/file')).facts.found, 'a redirect to file:///etc/passwd');
      const checked = await rejection(() => fetchUrl(address, { ...limits, check: () => 'not a picture' }));
      assert.is(checked.message, 'not a picture');
    },
  ),
);

let attempts = 0;
test(
  'tries a busy server and a broken body again',
  withServer(
    (_request, response) => {
      attempts++;
      if (attempts === 1) response.writeHead(503).end();
      else if (attempts === 2) {
        response.writeHead(200, { 'content-length': '50' });
        response.write('only this', () => response.destroy());
      } else response.end('at last');
    },
    async (address) => {
      assert.is(text(await fetchUrl(address, limits)), 'at last');
      assert.is(attempts, 3);
    },
  ),
);

test(
  'gives up on a server that is silent',
  withServer(
    () => {},
    async (address) => {
      const error = await rejection(() => fetchUrl(address, { ...limits, limit: 10, timeout: 50 }));
      assert.is(error.message, 'no answer in time');
    },
  ),
);

test('refuses what is no http address', async () => {
  for (const address of ['file:///etc/passwd', 'ftp://x/y', 'nonsense']) {
    assert.is((await rejection(() => fetchUrl(address, limits))).message, 'not an http(s) address');
  }
});

test(
  'asks no host of this machine or a private network unless told to, after a redirect either',
  withServer(
    (_request, response) => response.end('secret'),
    async (address) => {
      const guarded = { ...limits, allowPrivateAddresses: false };
      const { port } = new URL(address);
      for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433']) {
        const error = await rejection(() => fetchUrl(`http://${host}:${port}/x`, guarded));
        assert.equal([error.reason, error.message], ['denied', 'an address inside a private network'], host);
        assert.match(error.facts.hint ?? '', '--allow-private-addresses');
      }
    },
  ),
);

test('tells no password and no token of an address', () => {
  assert.is(redactUrl('https://me:secret@host/a.png?token=secret#secret'), 'https://host/a.png?…');
  assert.is(redactUrl('https://host/a.png#secret'), 'https://host/a.png#…');
  assert.is(redactUrl('photos/a?b.png'), 'photos/a?b.png');
});

test('knows public addresses', () => {
  for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8']) {
    assert.ok(isPublicAddress(address), address);
  }
  for (const address of [
    '10.1.2.3',
    '169.254.169.254',
    '100.64.0.1',
    'fe80::1',
    'fd00::1',
    '::1',
    '::',
    '64:ff9b::a00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'nonsense',
  ]) {
    assert.not(isPublicAddress(address), address);
  }
});

test.run();
