import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/base/messages.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { isFinal, toStorageError } from '../../../src/storage/s3/failed-requests.js';
import type { Storage } from '../../../src/storage/storage.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { noise } from '../support/noise.js';
import { rejection } from '../support/rejection.js';
import { withEnvironment } from '../support/with-environment.js';

const credentials = { AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' };
const retry = { attempts: 3, firstWait: 1, longestWait: 1 };
const mebibyte = 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const refusal = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

/** Lets a server that answers as it is told stand in for an object store. */
async function withServer(
  answer: (request: IncomingMessage) => Answer,
  work: (place: { storage: Storage; port: number; asked: () => readonly string[] }) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => {
      asked.push(`${request.method} ${request.url}`);
      const { status, body = '', headers = {} } = answer(request);
      response.writeHead(status, { 'content-type': 'application/xml', ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await withEnvironment(credentials, async () => {
    const storage = await openStorage('s3://bucket/tree', { endpointUrl: `http://127.0.0.1:${port}`, retry });
    try {
      await work({ storage, port, asked: () => asked });
    } finally {
      await storage.close();
      server.close();
      server.closeAllConnections();
    }
  });
}

const refusedBy = (endpointUrl: string) =>
  rejection(() => openStorage('s3://bucket/tree', { endpointUrl, retry, check: 'source' })).then(
    describeError,
  );

test('a server without TLS is told at once', async () => {
  await withServer(
    () => ({ status: 200 }),
    async ({ port, asked }) => {
      assert.is(
        await refusedBy(`https://127.0.0.1:${port}`),
        's3://bucket/tree: ListObjectsV2: the server does not speak TLS: expected http:// in --endpoint-url, ' +
          'found EPROTO',
      );
      assert.equal(asked(), []);
    },
  );
});

test('a certificate that nobody vouches for is told at once', () => {
  const request = { operation: 'GetObject', location: 's3://bucket/x', signed: true };
  for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
    const error = Object.assign(new Error('self-signed certificate'), { code });
    assert.ok(isFinal(error), code);
    assert.is(
      describeError(toStorageError(error, request, 1)),
      's3://bucket/x: GetObject: the certificate of the server is not trusted: expected its authority in ' +
        `NODE_EXTRA_CA_CERTS, found ${code}`,
    );
  }
});

test('an endpoint that is no web address is told at once', async () => {
  await withEnvironment(credentials, async () => {
    assert.is(
      await refusedBy('ftp://127.0.0.1:1'),
      's3://bucket/tree: ListObjectsV2: unknown host: expected a reachable --endpoint-url, ' +
        'found EndpointError',
    );
  });
});

test('a port that nobody listens at is told with what to look at', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await withEnvironment(credentials, async () => {
    assert.is(
      await refusedBy(`http://127.0.0.1:${port}`),
      's3://bucket/tree: ListObjectsV2: gave up after 3 attempts: expected a server that answers at --endpoint-url, ' +
        'found ECONNREFUSED',
    );
  });
});

test('credentials that expire meanwhile are told as that, where the answer has no body too', async () => {
  await withServer(
    () => refusal(400, 'ExpiredToken'),
    async ({ storage, asked }) => {
      const error = await rejection(() => storage.get('f'));
      assert.is(error.reason, 'denied');
      assert.is(
        describeError(error),
        's3://bucket/tree/f: GetObject: the credentials have expired: expected new ones, found 400 ExpiredToken',
      );
      assert.is(
        describeError(await rejection(() => storage.stat('f'))),
        's3://bucket/tree/f: HeadObject: refused without a reason: expected credentials that have not expired, ' +
          'and the region of the bucket, found 400',
      );
      assert.is(asked().length, 2);
    },
  );
});

test('a profile without credentials is named, and a single sign-on that is over', async () => {
  await inTemporaryDirectory(async (directory) => {
    const config = join(directory, 'config');
    await writeFile(
      config,
      '[profile lab]\nsso_start_url = https://example.org/start\nsso_region = us-east-1\n' +
        'sso_account_id = 123456789012\nsso_role_name = reader\n',
    );
    const refused = (profile: string) =>
      withEnvironment(
        {
          AWS_ACCESS_KEY_ID: undefined,
          AWS_SECRET_ACCESS_KEY: undefined,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_CONFIG_FILE: config,
          AWS_SHARED_CREDENTIALS_FILE: join(directory, 'none'),
          AWS_PROFILE: profile,
          HOME: directory,
        },
        () => refusedBy('http://127.0.0.1:1'),
      );
    assert.is(
      await refused('other'),
      's3://bucket/tree: ListObjectsV2: no credentials: expected AWS_PROFILE, or AWS_ACCESS_KEY_ID with ' +
        'AWS_SECRET_ACCESS_KEY, or --no-sign-request for a public bucket, found none for AWS_PROFILE other',
    );
    assert.is(
      await refused('lab'),
      's3://bucket/tree: ListObjectsV2: the single sign-on session is over: expected aws sso login before, ' +
        'found none for AWS_PROFILE lab',
    );
  });
});

test('the region of a bucket that is asked for in another is named', async () => {
  const malformed = {
    status: 400,
    body:
      '<?xml version="1.0"?><Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is ' +
      "malformed; the region 'us-east-1' is wrong; expecting 'eu-west-3'</Message><Region>eu-west-3</Region></Error>",
  };
  await withServer(
    () => malformed,
    async ({ storage }) => {
      assert.is(
        describeError(await rejection(() => storage.get('f'))),
        's3://bucket/tree/f: GetObject: the bucket is in another region: expected --region eu-west-3, ' +
          'found 400 AuthorizationHeaderMalformed',
      );
    },
  );
});

test('the region that a redirect has in a header or an address is named', async () => {
  const body = (facts: string) =>
    `<?xml version="1.0"?><Error><Code>PermanentRedirect</Code><Message>elsewhere</Message>${facts}</Error>`;
  const redirects: readonly Answer[] = [
    { status: 301, body: body(''), headers: { 'x-amz-bucket-region': 'eu-west-3' } },
    { status: 301, body: body('<Endpoint>bucket.s3-eu-west-3.amazonaws.com</Endpoint>') },
    { status: 301, body: body('<Endpoint>bucket.s3.eu-west-3.amazonaws.com</Endpoint>') },
  ];
  for (const redirect of redirects) {
    await withServer(
      () => redirect,
      async ({ storage }) => {
        const message = describeError(await rejection(() => storage.put('f', new Uint8Array(1))));
        assert.match(message, /the bucket is in another region: expected --region eu-west-3/);
      },
    );
  }
});

test('keys that are too long are refused before a request', async () => {
  await withServer(
    () => ({ status: 200, headers: { etag: '"1"' } }),
    async ({ storage, asked }) => {
      const key = (bytes: number) => `${'é'.repeat((bytes - 'tree/'.length - 1) / 2)}a`;
      await storage.put(key(1024), new Uint8Array(1));
      assert.is(asked().length, 1);
      const refused = [
        () => storage.put(key(1026), new Uint8Array(1)),
        () => storage.createFile(key(1026)),
        () => storage.createExclusive(key(1026), new Uint8Array(1)),
        () => storage.stageDirectory(key(978)),
      ];
      for (const write of refused)
        assert.match(
          describeError(await rejection(write)),
          /the key is too long for an object store: expected at most 1024 bytes after the bucket, found 1026 bytes/,
        );
      assert.is(asked().length, 1);
    },
  );
});

test('an upload that may not be aborted does not hide why it failed', async () => {
  const answer = ({ method, url = '' }: IncomingMessage): Answer => {
    if (method === 'DELETE') return refusal(403, 'AccessDenied');
    if (method === 'PUT') return { status: 200, headers: { etag: '"1"' } };
    if (!url.includes('uploadId=')) {
      return {
        status: 200,
        body: '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>',
      };
    }
    return refusal(400, 'InvalidPart');
  };
  await withServer(answer, async ({ storage, asked }) => {
    const writer = await storage.createFile('f');
    await writer.write(0, noise(9 * mebibyte));
    assert.is(
      describeError(await rejection(() => writer.commit())),
      's3://bucket/tree/f: CompleteMultipartUpload: InvalidPart: found 400 InvalidPart',
    );
    assert.is(asked().filter((request) => request.startsWith('DELETE')).length, 1);
    const staged = await storage.stageDirectory('d');
    await staged.abort();
    assert.match(asked().at(-1) ?? '', /^DELETE .*\/d\/\.cryoet-partial-directory/);
  });
});

test('a directory whose last step is refused leaves nothing that could be taken for one', async () => {
  const listing = (keys: readonly string[]) =>
    `<?xml version="1.0"?><ListBucketResult>${keys.map((key) => `<Contents><Key>tree/${key}</Key><Size>1</Size></Contents>`).join('')}</ListBucketResult>`;
  const answer = ({ method, url = '' }: IncomingMessage): Answer => {
    if (method === 'PUT' && url.includes('.zattrs')) return refusal(403, 'AccessDenied');
    if (method === 'GET') return { status: 200, body: listing(['d/.cryoet-partial-directory', 'd/0']) };
    if (method === 'POST') return { status: 200, body: '<?xml version="1.0"?><DeleteResult/>' };
    return { status: 200 };
  };
  await withServer(answer, async ({ storage, asked }) => {
    const staged = await storage.stageDirectory('d');
    await staged.put('0', noise(1));
    await staged.put('.zattrs', noise(1));
    assert.match(describeError(await rejection(() => staged.commit())), 'access denied');
    const before = asked().length;
    await staged.abort();
    const then = asked().slice(before);
    assert.ok(then.some((request) => request.startsWith('POST') && request.includes('delete')));
    assert.match(then.at(-1) ?? '', /^DELETE .*\/d\/\.cryoet-partial-directory/);
  });
});

test('a new directory has its root file last, and a marker if it cannot be discarded', async () => {
  const answer = ({ method, url = '' }: IncomingMessage): Answer => {
    if (method === 'PUT' && url.includes('/d/info')) return refusal(403, 'AccessDenied');
    return method === 'GET' ? refusal(403, 'AccessDenied') : { status: 200 };
  };
  await withServer(answer, async ({ storage, asked }) => {
    const staged = await storage.stageDirectory('d', []);
    for (const name of ['info', 'mesh/info', 'properties/info', '0']) await staged.put(name, noise(1));
    assert.match(describeError(await rejection(() => staged.commit())), 'access denied');
    await staged.abort();
    const puts = asked().filter((request) => request.startsWith('PUT'));
    assert.match(puts[0] ?? '', '/d/0');
    assert.match(puts.at(-2) ?? '', '/d/info');
    assert.match(puts.at(-1) ?? '', '/d/.cryoet-partial-directory');
    assert.is(puts.length, 5);
  });
});

test('a directory is discarded once nothing is written to it any more', async () => {
  let tries = 0;
  const answer = ({ method, url = '' }: IncomingMessage): Answer => {
    if (method === 'PUT' && url.includes('/d/0/.zarray')) return refusal(403, 'AccessDenied');
    if (method === 'PUT' && url.includes('/d/1/.zarray') && ++tries < 3) return refusal(503, 'SlowDown');
    if (method === 'GET') return { status: 200, body: '<?xml version="1.0"?><ListBucketResult/>' };
    return { status: 200, ...(method === 'POST' && { body: '<?xml version="1.0"?><DeleteResult/>' }) };
  };
  await withServer(answer, async ({ storage, asked }) => {
    const staged = await storage.stageDirectory('d', []);
    for (const name of ['0/.zarray', '1/.zarray', '.zattrs']) await staged.put(name, noise(1));
    await rejection(() => staged.commit());
    await staged.abort();
    const isSlow = (request: string) => request.startsWith('PUT') && request.includes('/d/1/.zarray');
    assert.is(asked().filter(isSlow).length, 3);
    const first = asked().findIndex((request) => request.startsWith('POST'));
    assert.ok(first > asked().findLastIndex(isSlow));
  });
});

test('a new directory is discarded in a bucket that takes no more objects', async () => {
  const listing =
    '<?xml version="1.0"?><ListBucketResult><Contents><Key>tree/d/0</Key><Size>1</Size></Contents></ListBucketResult>';
  let isFull = false;
  const answer = ({ method }: IncomingMessage): Answer => {
    if (method === 'PUT' && isFull) return refusal(403, 'QuotaExceeded');
    if (method === 'GET') return { status: 200, body: listing };
    return { status: 200, ...(method === 'POST' && { body: '<?xml version="1.0"?><DeleteResult/>' }) };
  };
  await withServer(answer, async ({ storage, asked }) => {
    const staged = await storage.stageDirectory('d', []);
    await staged.put('0', noise(1));
    isFull = true;
    await staged.put('.zattrs', noise(1));
    await rejection(() => staged.commit());
    await staged.abort();
    assert.match(asked().at(-1) ?? '', /^POST .*delete/);
  });
});

test('a directory of which nothing was sent leaves what was there before', async () => {
  await withServer(
    () => ({ status: 200 }),
    async ({ storage, asked }) => {
      const staged = await storage.stageDirectory('d');
      await staged.put('.zattrs', noise(1));
      await staged.abort();
      const [first = '', last = '', ...others] = asked();
      assert.match(first, /^PUT .*\/d\/\.cryoet-partial-directory/);
      assert.match(last, /^DELETE .*\/d\/\.cryoet-partial-directory/);
      assert.equal(others, []);
    },
  );
});

test.run();
