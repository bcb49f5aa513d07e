import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStorage } from '../../../src/storage/open-storage.js';
import { rejection } from '../support/rejection.js';
import { withDirectory } from '../support/with-directory.js';

const mebibyte = 1024 ** 2;

const test = suite('parts of uploads on disk');

test(
  'go to the directory that was named, once memory is full',
  withDirectory(async (directory) => {
    const stagingDirectory = join(directory, 'none');
    const storage = await openStorage('s3://bucket/tree', {
      stagingDirectory,
      endpointUrl: 'http://127.0.0.1:9',
    });
    const writer = await storage.createFile('volume');
    // Eight parts of 8 MiB are held in memory; none is whole, so that none is sent.
    for (let part = 0; part < 8; part++) await writer.write(part * 8 * mebibyte, new Uint8Array(1));
    const error = await rejection(() => writer.write(64 * mebibyte, new Uint8Array(1)));
    assert.is(error.facts.path, stagingDirectory);
    await writer.abort();
    await storage.close();
  }),
);

test.run();
