import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StorageError } from '../../src/base/errors.js';
import type { RandomReader } from '../../src/storage/storage.js';
import { securityHeaders } from '../../src/view/serve-tree.js';
import { bundleForBrowser, checkoutFile } from '../support/browser-bundle.js';

/** The part of a source that the tests use. */
interface Source {
  readonly listing: readonly { readonly key: string }[];
  open(path: string): Promise<RandomReader>;
}

const test = suite('trees at an address');

const { code } = await bundleForBrowser("export { remoteSource } from './web/remote-source.ts'");
const bundle = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
const { remoteSource }: { remoteSource(address: string, task: object): Promise<Source> } = await import(
  bundle
);

const page = (key: string, next = '') =>
  `<ListBucketResult><Contents><Key>${key}</Key><Size>${2 ** 23}</Size></Contents>${next}</ListBucketResult>`;
const firstPage = () => new Response(page('a', '<NextContinuationToken>t</NextContinuationToken>'));

const { fetch } = globalThis;
test.after.each(() => {
  globalThis.fetch = fetch;
  Reflect.deleteProperty(globalThis, 'location');
});

/** Opens a bucket whose requests `answer` answers. */
async function opened(answer: (address: string) => Response): Promise<Source> {
  Object.assign(globalThis, { location: { href: 'https://page.test/' } });
  globalThis.fetch = async (address) => answer(String(address));
  const task = { signal: new AbortController().signal, progress: () => undefined };
  return remoteSource('https://trees.test/bucket', task);
}

const failure = (work: Promise<unknown>): Promise<StorageError | null> =>
  work.then(
    () => null,
    (error: StorageError) => error,
  );

test('a later page of a listing is asked for again, and its failure is that of the listing', async () => {
  const answers = [firstPage(), new Response('', { status: 503 }), new Response(page('b'))];
  const { listing } = await opened(() => answers.shift() ?? Response.error());
  assert.equal(
    listing.map(({ key }) => key),
    ['a', 'b'],
  );
  for (const status of [403, 404]) {
    const refused = opened((address) =>
      address.includes('continuation-token') ? new Response('', { status }) : firstPage(),
    );
    assert.is((await failure(refused))?.facts.found, `status ${status}`);
  }
});

test('a server without ranges does not send a large file for each read', async () => {
  let cancelled = 0;
  const cancel = () => {
    cancelled += 1;
  };
  const body = () => new ReadableStream({ cancel });
  const source = await opened((address) => new Response(address.includes('list-type') ? page('a') : body()));
  const file = await source.open('a');
  assert.is((await failure(file.read(0, 100)))?.message, 'the server sends whole files only');
  assert.is(cancelled, 1);
});

test('the page states the policy that its server sends', () => {
  const stated = /Policy" content="([^"]*)"/.exec(checkoutFile('web/index.html').toString())?.[1] ?? '';
  const sent = securityHeaders('web')['Content-Security-Policy'] ?? '';
  const directive = (policy: string, name: string) =>
    policy.split('; ').find((each) => each.startsWith(name));
  for (const name of ['default-src', 'script-src', 'img-src', 'connect-src'])
    assert.is(directive(sent, name), directive(stated, name));
});

test.run();
