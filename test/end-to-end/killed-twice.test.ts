import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type IngestOptions, ingest } from '../../src/api/ingest.js';
import { openMemoryBucket } from '../support/kill-points/memory-bucket.js';
import { assertWhole, inBucket } from '../support/kill-points/places.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';

test('an ingest of metadata removes what two killed ingests left of a replaced volume', () =>
  inTemporaryDirectory(async (directory) => {
    const [old, other] = [
      await makeTinyDeposition(`${directory}/old`, { seed: 1 }),
      await makeTinyDeposition(`${directory}/other`, { seed: 7 }),
    ];
    process.env.AWS_ACCESS_KEY_ID ??= 'test';
    process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
    const bucket = await openMemoryBucket();
    const place = inBucket(bucket, directory);
    const usual = { ...place.options, jobs: 1, memory: 256, spaceCheck: false, filter: ['run=TS_002'] };
    const ingestOf = ({ config, input }: TinyDeposition, options: IngestOptions, signal?: AbortSignal) =>
      ingest({
        ...{ config, input, output: place.output, options: { ...usual, ...options } },
        ...(signal === undefined ? {} : { signal }),
      });
    const replace = (signal: AbortSignal) => ingestOf(other, { import: ['tomogram'] }, signal);
    try {
      assertWhole(await ingestOf(old, { import: ['tomogram'] }));
      const restore = await place.keep();
      const left: string[] = [];
      for (const second of [8, 13, 18]) {
        await restore();
        for (const point of [13, second]) await place.killedAt(point, replace);
        assertWhole(await ingestOf(other, { metadataOnly: true, metadata: ['tomogram'] }));
        const { files } = await place.read();
        const volumes = Object.keys(files).flatMap((path) => /^.*?\.zarr(?=\/)/.exec(path) ?? []);
        left.push(...volumes.filter((zarr) => files[`${zarr}/.zattrs`] === undefined));
      }
      assert.equal(left, []);
    } finally {
      await bucket.close();
    }
  }));

test.run();
