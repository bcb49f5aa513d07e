import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isStoredAlike } from '../../src/diff/same-bytes.js';
import type { Digest } from '../../src/storage/digest-algorithm.js';
import type { Storage } from '../../src/storage/storage.js';

const test = suite('objects that are the same by what their stores say');

interface Stored {
  readonly size: number;
  readonly etag?: string;
  readonly digest?: Digest;
}

const asked: string[] = [];

function store(stored: Stored | null, flat = true): Storage {
  const { size = 0, etag, digest } = stored ?? {};
  const facts = { key: 'a', size, modified: 0, ...(etag === undefined ? {} : { etag }) };
  return {
    flat,
    stat: async () => (stored === null ? null : facts),
    async storedDigests() {
      asked.push('digests');
      return digest === undefined ? [] : [digest];
    },
  } as unknown as Storage;
}

const large = 2 ** 20;
const crc = 'crc64nvme:ae8b14860a799888';

for (const [name, a, b, expected, requests] of [
  ['equal sizes and ETags', { size: 3, etag: 'x' }, { size: 3, etag: 'x' }, true, 0],
  [
    'other ETags of small objects',
    { size: 3, etag: 'x', digest: crc },
    { size: 3, etag: 'y', digest: crc },
    false,
    0,
  ],
  ['other sizes', { size: 3, etag: 'x' }, { size: 4, etag: 'x' }, false, 0],
  ['no ETags', { size: 3 }, { size: 3 }, false, 0],
  ['nothing on one side', { size: 3, etag: 'x' }, null, false, 0],
  [
    'parts of other sizes',
    { size: large, etag: 'x-2', digest: crc },
    { size: large, etag: 'x-3', digest: crc },
    true,
    2,
  ],
  [
    'other checksums',
    { size: large, etag: 'x', digest: crc },
    { size: large, etag: 'y', digest: 'crc64nvme:00' },
    false,
    2,
  ],
  ['no checksums', { size: large, etag: 'x' }, { size: large, etag: 'y' }, false, 2],
] satisfies [string, Stored, Stored | null, boolean, number][]) {
  test(name, async () => {
    asked.length = 0;
    const keys = [{ a: 'a', b: 'a' }];
    assert.is(await isStoredAlike({ a: store(a), b: store(b) }, keys), expected);
    assert.is(asked.length, requests);
    assert.is(await isStoredAlike({ a: store(a), b: store(b, false) }, keys), false);
  });
}

test.run();
