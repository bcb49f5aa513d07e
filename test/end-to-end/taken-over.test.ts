import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assertWhole, withVersions } from '../support/kill-points/places.js';
import { isWhole } from '../support/long.js';
import { tinyEpoch } from '../support/tiny-deposition.js';

/** Changes at which the first ingest stands still; with `CRYOET_STOPS=all` every one. */
const { CRYOET_STOPS: wanted = isWhole ? '5' : '3' } = process.env;
const now = () => new Date(Number(tinyEpoch) * 1000);

test('an ingest that stood still while another took over its run removes nothing of what that has published', () =>
  withVersions(async ({ old, other, bucket, place, ingestOf }) => {
    const first = () => ingestOf(old, { import: ['tomogram'] }, { now });
    const elsewhere = { endpointUrl: bucket.endpoint.replace('127.0.0.1', 'localhost') };
    const second = () => ingestOf(other, { import: ['tomogram'], noResume: true, ...elsewhere }, { now });
    const clock = Date.now;
    try {
      assertWhole(await ingestOf(other, {}, { now }));
      const restore = await place.keep();
      bucket.holdAt(Number.POSITIVE_INFINITY, async () => undefined);
      await first();
      const points = bucket.changes;
      await restore();
      assertWhole(await second());
      const complete = await place.read();
      const count = wanted === 'all' ? points : Number(wanted);
      const mistakes: string[] = [];
      let held = 0;
      for (let index = 0; index < count; index++) {
        const point = Math.floor(((index + 0.5) * points) / count);
        let isHeld = false;
        await restore();
        bucket.holdAt(point, async () => {
          const lease = [...bucket.objects.keys()].find((key) => key.includes('/lease/'));
          // Before it has the run, or after, nothing is taken over.
          if (lease === undefined) return;
          isHeld = true;
          const objects = new Map(bucket.objects);
          const object = objects.get(lease) as NonNullable<ReturnType<typeof objects.get>>;
          const record = JSON.parse(object.bytes.toString()) as object;
          const stale = { ...record, host: 'elsewhere', renewed: '2025-01-01T00:00:00.000Z' };
          const bytes = Buffer.from(JSON.stringify(stale));
          const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
          objects.set(lease, { ...object, bytes, etag });
          bucket.objects = objects;
          assertWhole(await second());
          // So long must one stand still for another to take over.
          Date.now = () => clock() + 200_000;
        });
        const report = await first();
        Date.now = clock;
        if (!isHeld) continue;
        held++;
        const { files } = await place.read();
        const gone = Object.keys(complete.files).filter((path) => files[path] === undefined);
        const added = Object.keys(files).filter((path) => complete.files[path] === undefined);
        if (gone.length + added.length > 0) mistakes.push(`at ${point}: gone ${gone}, added ${added}`);
        // One more change that is on its way as it stands still may arrive, with what the same step goes on to do.
        const changed = Object.keys(files).filter((path) => files[path] !== complete.files[path]);
        if (changed.length > 3) mistakes.push(`at ${point}: changed ${changed}`);
        assert.ok(
          report.items.every(({ status }) => status !== 'failed'),
          JSON.stringify(report.items),
        );
      }
      process.stdout.write(`${held} of ${points} changes held up, ${mistakes.length} mistakes\n`);
      assert.ok(held > count / 2, `${held} of ${count}`);
      assert.equal(mistakes, []);
    } finally {
      Date.now = clock;
    }
  }));

test.run();
