import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startUpload } from '../../../src/storage/s3/multipart-upload.js';
import { deleteObjects, putObject } from '../../../src/storage/s3/objects.js';
import { S3Connection } from '../../../src/storage/s3/s3-connection.js';
import { createObject } from '../../../src/storage/s3/s3-storage.js';
import { utf8 } from '../support/text.js';
import { withEnvironment } from '../support/with-environment.js';

const credentials = { AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-east-1' };

/** A request as it would go out, signed. */
interface Signed {
  readonly command: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names of the headers that the signature covers. */
  readonly covered: readonly string[];
}

/** Makes every kind of request with a body over a connection of which nothing goes out. */
async function sign(endpointUrl: string, refusesChecksums = false): Promise<readonly Signed[]> {
  const signed: Signed[] = [];
  const xml = { CreateMultipartUploadCommand: { UploadId: '1' } } as const;
  await withEnvironment(credentials, async () => {
    const connection = await S3Connection.open('s3://bucket/tree', { endpointUrl });
    const client = await connection.request('any', '', async (itself) => itself);
    client.middlewareStack.add(
      (_next, { commandName = '' }: { readonly commandName?: string }) =>
        async ({ request }: { readonly request: unknown }) => {
          const { headers } = request as Pick<Signed, 'headers'>;
          const [, names = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
          signed.push({ command: commandName, headers: { ...headers }, covered: names.split(';') });
          const hasChecksum = Object.keys(headers).some((name) =>
            /^x-amz-checksum-(crc64nvme|algorithm)$/.test(name),
          );
          if (refusesChecksums && hasChecksum)
            throw Object.assign(new Error('no'), { $metadata: { httpStatusCode: 501 } });
          const output = { ETag: '"1"', $metadata: {}, ...xml[commandName as keyof typeof xml] };
          return { output: output as never, response: {} };
        },
      { step: 'finalizeRequest', priority: 'low', name: 'stopBeforeItGoesOut' },
    );
    await putObject(connection, 'f', utf8('123456789'));
    const upload = await startUpload(connection, 'g');
    await upload.complete([await upload.send(1, utf8('123456789'))]);
    await createObject(connection, 'h', utf8('123456789'));
    await deleteObjects(connection, '', ['f']);
    connection.close();
  });
  return signed;
}

const digitsSha256 = '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225';

test('over TLS uploads with a checksum are signed without their bodies, and with the checksum', async () => {
  const signed = await sign('https://127.0.0.1:1');
  const unsigned = signed.filter(({ headers }) => headers['x-amz-content-sha256'] === 'UNSIGNED-PAYLOAD');
  assert.equal(
    unsigned.map(({ command }) => command),
    ['PutObjectCommand', 'UploadPartCommand'],
  );
  for (const { headers, covered } of unsigned) {
    assert.is(headers['x-amz-checksum-crc64nvme'], 'rosUhgp5mIg=');
    for (const name of ['x-amz-checksum-crc64nvme', 'x-amz-content-sha256'])
      assert.ok(covered.includes(name), name);
  }
  // Its checksum is that of the object, not of the list of parts that it sends.
  const complete = signed.find(({ command }) => command === 'CompleteMultipartUploadCommand');
  assert.is(complete?.headers['x-amz-checksum-crc64nvme'], 'rosUhgp5mIg=');
  assert.match(complete?.headers['x-amz-content-sha256'] ?? '', /^[0-9a-f]{64}$/);
  const [, exclusive, ...others] = signed.filter(({ command }) => command === 'PutObjectCommand');
  assert.is(exclusive?.headers['if-none-match'], '*');
  assert.is(exclusive?.headers['x-amz-content-sha256'], digitsSha256);
  assert.equal(others, []);
  const deletion = signed.find(({ command }) => command === 'DeleteObjectsCommand');
  assert.match(deletion?.headers['x-amz-content-sha256'] ?? '', /^[0-9a-f]{64}$/);
});

test('over TLS uploads are signed with their bodies once the server has refused checksums', async () => {
  const signed = await sign('https://127.0.0.1:1', true);
  const uploads = signed.filter(({ command }) => /^(PutObject|UploadPart)Command$/.test(command));
  const [refused, ...taken] = uploads.map(({ headers }) => headers['x-amz-content-sha256']);
  assert.is(refused, 'UNSIGNED-PAYLOAD');
  assert.equal(taken, [digitsSha256, digitsSha256, digitsSha256]);
});

test('without TLS every upload is signed with its body', async () => {
  const signed = await sign('http://127.0.0.1:1');
  assert.is(signed.length, 6);
  for (const { headers, covered, command } of signed) {
    assert.match(headers['x-amz-content-sha256'] ?? '', /^[0-9a-f]{64}$/, command);
    assert.ok(covered.includes('x-amz-content-sha256'), command);
  }
});

test.run();
