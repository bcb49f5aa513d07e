import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import { openStorage } from '../../src/storage/open-storage.js';
import type { CheckState } from '../../src/view/check-state.js';
import { layoutOf } from '../../src/view/tree-contents.js';
import { startViewServer, type ViewServer } from '../../src/view/view-server.js';
import { openWebglPage, testInBrowser } from '../support/browser.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { goodTree } from '../validate/support/good-tree.js';
import { memoryStorage } from '../validate/support/memory-storage.js';
import { inPortalLayout } from '../validate/support/portal-layout.js';

const test = suite('view server');

const { directory, remove } = temporaryDirectory();
const tree = join(directory, 'tree');
const run = '10000/TS 1';
const precomputed = `${run}/Reconstructions/VoxelSpacing13.480/NeuroglancerPrecompute`;
const state = {
  layers: [
    { type: 'image', source: { url: `zarr://https://files.example/x/${run}/a.zarr`, transform: {} } },
    { type: 'annotation', source: [{ url: `precomputed://s3://bucket/${run}/p` }] },
    { type: 'image', source: { url: 'zarr://https://elsewhere/other.zarr' } },
    { type: 'image', source: { url: 'zarr://https://files.example/x/10000/TS%201/TS%201.zarr' } },
  ],
};
let server: ViewServer;
let check: CheckState = { kind: 'running', runs: 3, errors: 1, warnings: 0 };

async function put(path: string, content: string): Promise<void> {
  await mkdir(join(tree, path, '..'), { recursive: true });
  await writeFile(join(tree, path), content);
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port, pathname } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path: pathname + path.slice(1), method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(pieces).toString(),
        }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}

test.before(async () => {
  await put('10000/dataset_metadata.json', JSON.stringify({ dataset_title: 'Cells & <b>ribosomes</b>' }));
  await put(`${run}/run_metadata.json`, '{}');
  await put('10000/TS_2/run_metadata.json', '{}');
  await put(`${precomputed}/100-neuroglancer-config.json`, JSON.stringify(state));
  await put(`${run}/Reconstructions/VoxelSpacing13.480/Images/100/key-photo-snapshot.png`, 'picture');
  await put('digits.txt', '0123456789');
  await writeFile(join(directory, 'secret.txt'), 'secret');
  await symlink(join(directory, 'secret.txt'), join(tree, 'link.txt'));
  await symlink(join(tree, 'digits.txt'), join(tree, 'inner-link.txt'));
  await mkdir(join(directory, 'viewer'));
  await writeFile(join(directory, 'viewer', 'index.html'), '<p>viewer</p>');
  server = await startViewServer({
    storage: await openStorage(tree),
    port: 0,
    viewer: pathToFileURL(`${directory}/viewer/`),
    allowedOrigin: null,
    passes: () => true,
    check: () => check,
  });
});

test.after(async () => {
  await server.close();
  remove();
});

test('the page names datasets and runs, and links each tomogram to the viewer', async () => {
  const { status, text } = await ask('/');
  assert.is(status, 200);
  assert.match(text, 'Cells &amp; &lt;b&gt;ribosomes&lt;/b&gt;');
  assert.match(text, '1 dataset, 2 runs');
  assert.match(text, 'nothing to view');
  const place = `${precomputed}/100-neuroglancer-config.json`.replace(' ', '%20');
  assert.match(text, `href="${server.url}viewer/#!${server.url}state/${place}"`);
  assert.match(
    text,
    'src="tree/10000/TS%201/Reconstructions/VoxelSpacing13.480/Images/100/key-photo-snapshot.png"',
  );
});

test('the page for folders is served and linked where it is built', async () => {
  assert.is((await ask('/web/')).status, 404);
  assert.not.match((await ask('/')).text, 'href="web/"');
  const other = await startViewServer({
    storage: await openStorage(tree),
    port: 0,
    viewer: pathToFileURL(`${directory}/nothing/`),
    web: pathToFileURL(`${directory}/viewer/`),
    allowedOrigin: null,
    passes: () => true,
    check: null,
  });
  try {
    assert.match(await (await fetch(other.url)).text(), 'href="web/"');
    const page = await fetch(`${other.url}web/`);
    assert.is(await page.text(), '<p>viewer</p>');
    assert.match(page.headers.get('content-security-policy') ?? '', "default-src 'self'");
    assert.is((await fetch(`${other.url}web/..%2f..%2fsecret.txt`)).status, 400);
  } finally {
    await other.close();
  }
});

test('the page tells how far a check is, then what it found; every text of it is escaped', async () => {
  const running =
    '<section id="check" class="check" data-running><p>Checking… 3 runs so far, 1 error, 0 warnings</p></section>';
  assert.match((await ask('/')).text, running);
  const fragment = await ask('/check');
  assert.equal([fragment.status, fragment.text], [200, running]);
  assert.match(String(fragment.headers['content-type']), 'text/html');
  check = { kind: 'failed', reason: 'no <access>' };
  assert.match((await ask('/')).text, 'The check could not be made: no &lt;access&gt;</p>');
  check = {
    kind: 'done',
    verdict: 'invalid: 3 errors & 0 warnings',
    isValid: false,
    broken: [
      {
        code: 'MRC_MODE',
        severity: 'error',
        title: 'Modes "fit"',
        fix: 'Write <it> again.',
        count: 3,
        examples: ['10000/<script>alert(1)</script>.mrc: odd', 'b'],
      },
    ],
    notChecked: ['the voxels of <2> volumes'],
  };
  const { text } = await ask('/');
  assert.match(
    text,
    '<section id="check" class="check bad">\n<p><b>invalid: 3 errors &amp; 0 warnings</b></p>',
  );
  assert.match(
    text,
    '<span class="error">error</span> MRC_MODE × 3, broken rule: Modes &quot;fit&quot;</summary>',
  );
  assert.match(text, '<li>10000/&lt;script&gt;alert(1)&lt;/script&gt;.mrc: odd</li>');
  assert.match(text, '<li>… and 1 more</li>');
  assert.match(text, '<p>Write &lt;it&gt; again.</p>');
  assert.match(text, 'not checked: the voxels of &lt;2&gt; volumes');
  assert.not.match(text, 'section id="check" class="check" data-running');
  check = { kind: 'done', verdict: 'valid: 0 errors, 0 warnings', isValid: true, broken: [], notChecked: [] };
  assert.match((await ask('/check')).text, 'class="check good"');
});

test('a viewer configuration reads the tree from here', async () => {
  const { text, headers } = await ask(
    `/state/${precomputed.replace(' ', '%20')}/100-neuroglancer-config.json`,
  );
  assert.is(headers['content-type'], 'application/json');
  const urls = JSON.parse(text).layers.map(({ source }: { source: unknown }) => source);
  assert.is(urls[0].url, `zarr://${server.url}tree/10000/TS%201/a.zarr`);
  assert.is(urls[1][0].url, `precomputed://${server.url}tree/10000/TS%201/p`);
  assert.is(urls[2].url, 'zarr://https://elsewhere/other.zarr');
  assert.is(urls[3].url, `zarr://${server.url}tree/10000/TS%201/TS%201.zarr`);
});

test('files whole, in part, and by their head', async () => {
  const whole = await ask('/tree/digits.txt');
  assert.equal([whole.status, whole.text], [200, '0123456789']);
  assert.is(whole.headers['access-control-allow-origin'], undefined);
  const rows = [
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-20', 206, '89', 'bytes 8-9/10'],
    ['lines=1-2', 200, '0123456789', undefined],
  ] as const;
  for (const [range, status, text, contentRange] of rows) {
    const answer = await ask('/tree/digits.txt', { range });
    assert.equal([answer.status, answer.text, answer.headers['content-range']], [status, text, contentRange]);
  }
  const beyond = await ask('/tree/digits.txt', { range: 'bytes=10-' });
  assert.equal([beyond.status, beyond.headers['content-range']], [416, 'bytes */10']);
  const head = await ask('/tree/digits.txt', {}, 'HEAD');
  assert.equal([head.status, head.text, head.headers['content-length']], [200, '', '10']);
});

test('what is not there is a 404', async () => {
  const { status } = await ask(`/tree/${run.replace(' ', '%20')}/a.zarr/zarr.json`);
  assert.is(status, 404);
  assert.is((await ask('/tree/10000')).status, 404);
  assert.is((await ask('/elsewhere')).status, 404);
  assert.is((await ask('/run/./TS_001')).status, 404);
});

test('nothing outside of the tree is served', async () => {
  for (const path of [
    '/tree/../secret.txt',
    '/tree/%2e%2e/secret.txt',
    '/tree/..%2fsecret.txt',
    '/viewer/%2e%2e/secret.txt',
  ]) {
    const { status, text } = await ask(path);
    assert.ok(status >= 400, path);
    assert.not.match(text, 'secret\n');
  }
  assert.is((await ask('/tree/link.txt')).status, 403);
  assert.is((await ask('/tree/inner-link.txt')).text, '0123456789');
  assert.is((await ask('/tree//etc/passwd')).status, 404);
});

test('requests in the name of another host, or to change anything, are refused', async () => {
  assert.is((await ask('/', { host: 'attacker.example' })).status, 403);
  assert.is((await ask('/tree/digits.txt', { host: 'attacker.example:80' })).status, 403);
  assert.is((await ask('/', {}, 'POST')).status, 405);
});

test('a tree of the other layout has its layout, one that cannot be read has the first', async () => {
  const storage = memoryStorage(inPortalLayout(await goodTree()));
  assert.is(await layoutOf(storage), 'portal');
  const broken = {
    ...storage,
    readDirectory: () => Promise.reject(new StorageError('denied', 'no permission')),
  };
  assert.is(await layoutOf(broken), 'documented');
});

test('the viewer', async () => {
  const { text, headers } = await ask('/viewer/');
  assert.is(text, '<p>viewer</p>');
  assert.match(String(headers['content-type']), 'text/html');
});

testInBrowser(test, 'the page shows by itself what a check found once it is done', async () => {
  check = { kind: 'running', runs: 0, errors: 0, warnings: 0 };
  const { page, close } = await openWebglPage({ width: 600, height: 400 });
  try {
    await page.goto(server.url);
    await page.waitForSelector('#check[data-running]');
    check = { kind: 'done', verdict: 'valid: 0 errors', isValid: true, broken: [], notChecked: [] };
    await page.waitForSelector('#check.good');
    assert.is(await page.textContent('#check b'), 'valid: 0 errors');
    await page.fill('#filter', 'ts_2');
    assert.equal(await page.locator('article:visible').allTextContents(), ['nothing to viewTS_2']);
  } finally {
    await close();
  }
});

test('without a check there is nothing of it', async () => {
  const other = await startViewServer({
    storage: await openStorage(tree),
    port: 0,
    viewer: pathToFileURL(`${directory}/viewer/`),
    allowedOrigin: null,
    passes: () => true,
    check: null,
  });
  try {
    assert.not.match(await (await fetch(other.url)).text(), 'id="check"');
    assert.is((await fetch(`${other.url}check`)).status, 404);
  } finally {
    await other.close();
  }
});

test('a port in use is one clear error', async () => {
  try {
    await startViewServer({
      storage: await openStorage(tree),
      port: Number(new URL(server.url).port),
      viewer: pathToFileURL(`${directory}/viewer/`),
      allowedOrigin: null,
      passes: () => true,
      check: null,
    });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'cannot serve');
  }
});

test.run();
