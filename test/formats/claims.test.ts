import { File, ready } from 'h5wasm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { describeError } from '../../src/base/messages.js';
import { checkClaim, withHdf5File } from '../../src/formats/hdf5.js';
import { buildHff } from './support/build-meshes.js';

const test = suite('what HDF5 files may claim');

/** Bytes of a file with one data set of 16-bit integers. */
async function built(chunks: number[] | null): Promise<Uint8Array> {
  const { FS } = await ready;
  const file = new File('/claims.h5', 'w', { libver: ['earliest', 'v108'] });
  const data = Int16Array.from({ length: 60 }, (_, index) => index);
  const options = { name: 'image', data, shape: [3, 4, 5] };
  file.create_dataset(
    chunks === null ? options : { ...options, chunks, compression: 'gzip', compression_opts: 6 },
  );
  file.close();
  return Uint8Array.from(FS.readFile('/claims.h5') as Uint8Array);
}

/** The same file whose data set claims `extent` instead of 4 along y. */
function stretched(bytes: Uint8Array, extent: number): Uint8Array {
  const found = Buffer.from(bytes);
  const shape = Buffer.from(BigUint64Array.of(3n, 4n, 5n).buffer);
  for (let at = found.indexOf(shape); at >= 0; at = found.indexOf(shape, at + 1))
    found.writeBigUInt64LE(BigInt(extent), at + 8);
  return found;
}

const read = (bytes: Uint8Array) =>
  withHdf5File(bytes, 'a.h5', 'a test file', (file, { Dataset }) => {
    const data = file.get('image');
    if (!(data instanceof Dataset)) throw new Error('no data set');
    checkClaim(data, '/image', bytes.length, 'a.h5');
    return data.value as Int16Array;
  });

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.instance(error, FormatError);
    return describeError(error);
  }
  return 'no error';
}

test('a data set without filters takes no more than its file has, a packed one what deflate can pack', async () => {
  for (const [chunks, fits, claims] of [
    [null, 4, 4000],
    [[3, 4, 5], 4000, 4e9],
  ] as const) {
    const bytes = await built(chunks === null ? null : [...chunks]);
    assert.is((await read(bytes)).length, 60);
    assert.is((await read(stretched(bytes, fits))).length, 15 * fits);
    assert.match(
      await failure(read(stretched(bytes, claims))),
      /the file is too short for a data set: expected at most|invalid dataset size/,
    );
  }
});

test('a text that claims 600 MiB is refused before memory is taken, and the next file is read', async () => {
  const list = { data: 'AAAA', mode: 'float32' };
  const bytes = await buildHff([{ name: 'a', meshes: [{ vertices: list, triangles: list }] }]);
  const damaged = Buffer.from(bytes);
  const heap = Buffer.from(BigUint64Array.of(BigInt(damaged.indexOf('GCOL'))).buffer);
  // A text is its length, the place of the heap that it lies in and its number there.
  for (let at = damaged.indexOf(heap); at >= 0; at = damaged.indexOf(heap, at + 1))
    damaged.writeUInt32LE(600 * 2 ** 20, at - 4);
  const text = (content: Uint8Array) =>
    withHdf5File(content, 'a.hff', 'a test file', (file) => {
      const entity = file.get('segment_list/0/biological_annotation/name');
      return entity !== null && 'value' in entity ? entity.value : null;
    });
  assert.match(await failure(text(damaged)), 'a.hff: the HDF5 file claims more than it can hold');
  const { HEAPU8 } = await ready;
  assert.ok(HEAPU8.length < 128 * 2 ** 20, `${HEAPU8.length}`);
  assert.is(await text(bytes), 'a');
});

test('what trapped is read once more with another library, and so is what comes next', async () => {
  const bytes = await built(null);
  let traps = 0;
  const trapping = (times: number) =>
    withHdf5File(bytes, 'a.h5', 'a test file', (file, { Dataset }) => {
      // As WebAssembly has it where a file led the library out of its memory.
      if (traps++ < times)
        throw Object.assign(new Error('memory access out of bounds'), { name: 'RuntimeError' });
      return [file instanceof File, file.get('image') instanceof Dataset];
    });
  assert.equal(await trapping(1), [false, true]);
  traps = 0;
  assert.match(
    await failure(trapping(2)),
    'a.h5: not a readable HDF5 file: expected a test file, found memory access out of bounds',
  );
  assert.is((await read(bytes)).length, 60);
});

test.run();
