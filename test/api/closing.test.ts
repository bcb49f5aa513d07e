import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingest } from '../../src/api/ingest.js';
import { CryoetError } from '../../src/base/errors.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { until } from '../support/until.js';

const test = suite('what a refused ingest leaves open');

const listing = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix>in/</Prefix>
<KeyCount>1</KeyCount><MaxKeys>1</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>in/x</Key>
<LastModified>2025-01-01T00:00:00.000Z</LastModified><ETag>"a"</ETag><Size>1</Size></Contents></ListBucketResult>`;

test('no connection to the bucket that it was to read', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/xml' }).end(listing);
    });
    // A connection that is kept alive stays for longer than this test.
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const sockets = () =>
      new Promise<number>((resolve) => {
        server.getConnections((_, count) => resolve(count));
      });
    let connected = 0;
    server.on('connection', () => {
      connected += 1;
    });
    const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const request = { config: tiny.config, input: 's3://bucket/in' };
    const options = { endpointUrl, noSignRequest: true };
    const refusals = [
      { ...request, output: join(tiny.config, 'below-a-file'), options },
      { ...request, output: tiny.output, options: { ...options, resume: tiny.config } },
      {
        ...request,
        output: tiny.output,
        options: { ...options, part: '1/2', plan: join(directory, 'none') },
      },
    ];
    try {
      for (const refused of refusals) {
        await ingest(refused).then(
          () => assert.unreachable(),
          (error) => assert.ok(error instanceof CryoetError, String(error)),
        );
        await until('every connection is closed', async () => (await sockets()) === 0);
      }
      assert.ok(connected >= refusals.length, `${connected} connections`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }));

test.run();
