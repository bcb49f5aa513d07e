import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assertWhole, withVersions } from '../support/kill-points/places.js';

test('an ingest of metadata removes what two killed ingests left of a replaced volume', () =>
  withVersions(async ({ old, other, place, ingestOf }) => {
    const replace = (signal: AbortSignal) => ingestOf(other, { import: ['tomogram'] }, { signal });
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
  }));

test.run();
