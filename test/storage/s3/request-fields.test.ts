import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openStorage, type StorageOptions } from '../../../src/storage/open-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { operationOf } from '../../support/object-store/operation.js';
import { noise } from '../support/noise.js';
import { utf8 } from '../support/text.js';
import { withEnvironment } from '../support/with-environment.js';

const credentials = { AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' };
const mebibyte = 1024 * 1024;
/** Beyond what one request copies. */
const largeBytes = 2 * 1024 * mebibyte;

/** Headers that the options have brought about, of the last request of every operation. */
type Asked = Readonly<Record<string, readonly string[]>>;

/** Does every kind of request with a server that only answers. */
async function ask(options: StorageOptions): Promise<Asked> {
  const asked: Record<string, string[]> = {};
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { operation, body, headers } = answerTo(request);
      asked[operation] = wanted(request.headers);
      response.writeHead(200, { etag: '"1"', 'last-modified': new Date(0).toUTCString(), ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await withEnvironment(credentials, async () => {
    const storage = await openStorage('s3://bucket/tree', {
      endpointUrl: `http://127.0.0.1:${port}`,
      ...options,
    });
    try {
      await exercise(storage);
    } finally {
      await storage.close();
      server.close();
      server.closeAllConnections();
    }
  });
  return asked;
}

async function exercise(storage: Storage): Promise<void> {
  for await (const { key } of storage.list('')) assert.is(key, 'f');
  await storage.get('f');
  await storage.put('f', utf8('x'));
  const writer = await storage.createFile('g');
  await writer.write(0, noise(9 * mebibyte));
  await writer.commit();
  await storage.copyFrom(storage, 'f', 'h');
  await storage.copyFrom(storage, 'large', 'h');
  await storage.delete('f');
  await storage.deleteDirectory('d');
  await storage.removeLeftovers('d');
}

function answerTo(request: IncomingMessage) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const operation = operationOf(request.method ?? '', url, 'x-amz-copy-source' in request.headers);
  const upload = '<Upload><Key>tree/d/x</Key><UploadId>1</UploadId></Upload>';
  const bodies: Record<string, string> = {
    ListObjectsV2: '<ListBucketResult><Contents><Key>tree/f</Key></Contents></ListBucketResult>',
    ListMultipartUploads: `<ListMultipartUploadsResult>${upload}</ListMultipartUploadsResult>`,
    CreateMultipartUpload: '<R><UploadId>1</UploadId></R>',
    CopyObject: '<CopyObjectResult><ETag>"1"</ETag></CopyObjectResult>',
    UploadPartCopy: '<CopyPartResult><ETag>"1"</ETag></CopyPartResult>',
    CompleteMultipartUpload: '<R><ETag>"1"</ETag></R>',
    DeleteObjects: '<DeleteResult/>',
  };
  const isLarge = url.pathname.endsWith('/large');
  const headers = operation === 'HeadObject' ? { 'content-length': isLarge ? largeBytes : 1 } : {};
  return {
    operation,
    body: bodies[operation] ?? 'x',
    headers: operation === 'GetObject' ? { 'content-length': 1 } : headers,
  };
}

const names = [
  'x-amz-request-payer',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
];

function wanted(headers: IncomingHttpHeaders): string[] {
  return names.filter((name) => name in headers).map((name) => `${name.slice(6)}: ${headers[name]}`);
}

/** What is asked of a server, by what it does. */
const makes = ['PutObject', 'CreateMultipartUpload', 'CopyObject'];
const others = [
  ...['ListObjectsV2', 'GetObject', 'HeadObject', 'UploadPart', 'UploadPartCopy', 'CompleteMultipartUpload'],
  ...['DeleteObject', 'DeleteObjects', 'ListMultipartUploads', 'AbortMultipartUpload'],
];

function assertAsked(asked: Asked, ofMakers: readonly string[], ofOthers: readonly string[]): void {
  assert.equal(Object.keys(asked).sort(), [...makes, ...others].sort());
  for (const operation of makes) assert.equal(asked[operation], ofMakers, operation);
  for (const operation of others) assert.equal(asked[operation], ofOthers, operation);
}

test('an encryption key goes with every request that makes an object', async () => {
  const header = 'server-side-encryption';
  const key = 'arn:aws:kms:us-east-1:123456789012:key/k';
  assertAsked(
    await ask({ sseKmsKeyId: key }),
    [`${header}: aws:kms`, `${header}-aws-kms-key-id: ${key}`],
    [],
  );
});

test('a storage class goes with every request that makes an object', async () => {
  assertAsked(await ask({ storageClass: 'STANDARD_IA' }), ['storage-class: STANDARD_IA'], []);
});

test('whoever accepts to pay says so in every request', async () => {
  const payer = ['request-payer: requester'];
  assertAsked(await ask({ requesterPays: true }), payer, payer);
});

test('nothing of it is said unasked', async () => {
  assertAsked(await ask({}), [], []);
});

test.run();
