import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  RecordingStorage,
  type WriteHashing,
  type WrittenFile,
} from '../../../src/pipeline/publish/record-writes.js';
import { SummedInput } from '../../../src/pipeline/publish/summed-input.js';
import { hashBytes } from '../../../src/storage/hash-file.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { createVolumeEngine } from '../../../src/volume/engine/create-volume-engine.js';
import { openRows } from '../../../src/volume/source/open-volume.js';
import type { Shape, VolumeKind, ZarrForm } from '../../../src/volume/volume.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeMrc } from '../../volume/support/make-mrc.js';
import { hashAt } from '../../volume/support/random.js';

const test = suite('digests in the pass');
const hash = hashAt(11);
const crc: WriteHashing = { algorithm: 'crc64nvme', manifest: null, hashesFiles: true };

/** What is recorded of the files that are written, by path. */
function recorded(storage: Storage, hashing: WriteHashing = crc) {
  const files = new Map<string, WrittenFile>();
  const listener = {
    wrote: (file: WrittenFile) => void files.set(file.path, file),
    removed: (path: string) => void files.delete(path),
  };
  return { files, output: new RecordingStorage(storage, listener, hashing) };
}

interface Case {
  readonly shape: Shape;
  readonly mode: 0 | 1 | 2 | 6;
  readonly kind: VolumeKind;
  readonly zarrForm?: ZarrForm;
  readonly jobs?: number;
}

const cases: readonly Case[] = [
  // In place, with more than one block of rows and a part of planes; by workers and not.
  { shape: [18, 530, 270], mode: 2, kind: 'tomogram', jobs: 1 },
  { shape: [18, 530, 270], mode: 2, kind: 'tomogram', jobs: 2 },
  {
    shape: [18, 530, 270],
    mode: 2,
    kind: 'tomogram',
    zarrForm: { version: '0.5', compression: { codec: 'lz4' } },
  },
  // Rows that are cut into tiles.
  { shape: [5, 7, 4101], mode: 2, kind: 'tomogram' },
  { shape: [5, 7, 4101], mode: 1, kind: 'tomogram' },
  { shape: [2, 3, 8200], mode: 6, kind: 'tiltseries' },
  {
    shape: [3, 40, 50],
    mode: 1,
    kind: 'tiltseries',
    zarrForm: { version: '0.4', compression: { codec: 'zstd', level: 1 } },
  },
  { shape: [9, 300, 33], mode: 0, kind: 'semantic-mask' },
  { shape: [9, 300, 33], mode: 1, kind: 'instance-mask' },
];

for (const { shape, mode, kind, zarrForm, jobs = 1 } of cases) {
  const how = `${kind} of mode ${mode}, ${shape.join(' × ')}, OME-Zarr ${zarrForm?.version ?? '0.4'}, ${jobs} jobs`;
  test(`${how}: source, MRC and every file of the OME-Zarr are summed while they are converted`, () =>
    inTemporaryDirectory(async (directory) => {
      const isMask = kind.endsWith('mask');
      const value = (index: number) => (isMask ? hash(index) % 3 : (hash(index) % 200) - 100);
      const mrc = makeMrc({ shape, mode, value });
      // What lies behind the samples counts too.
      const bytes = Buffer.concat([mrc, Buffer.from('trailing')]);
      writeFileSync(join(directory, 'in.mrc'), bytes);
      const storage = createLocalStorage(directory);
      const input = new SummedInput(storage, true);
      const { files, output } = recorded(storage);
      const engine = createVolumeEngine({ jobs, memory: 2 ** 30 });
      const source = await openRows(input, 'in.mrc');
      try {
        const { bytesWritten } = await engine.convert({
          ...{ source, kind, voxelSpacing: 10, edge: 'mean', compatible: 'none', timestamp: new Date(0) },
          mrc: { storage: output, key: 'out.mrc' },
          zarr: { storage: output, key: 'out.zarr' },
          zarrForm,
        });
        assert.ok(bytesWritten > 0);
      } finally {
        await source.close();
        await engine.close();
      }
      assert.equal(await input.takeDigest('in.mrc'), {
        bytes: bytes.length,
        digest: hashBytes(bytes, 'crc64nvme'),
      });
      const written: string[] = [];
      for await (const { key } of storage.list('')) if (key.startsWith('out')) written.push(key);
      assert.equal([...files.keys()].sort(), written.sort());
      for (const path of written) {
        const content = await storage.get(path);
        const expected = { path, bytes: content.length, digest: hashBytes(content, 'crc64nvme') };
        assert.equal(files.get(path), expected, path);
      }
    }));
}

test('a source that is read in parts, some of them again, is summed once; the rest is read where it is little', () =>
  inTemporaryDirectory(async (directory) => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => hash(index));
    writeFileSync(join(directory, 'f'), bytes);
    const input = new SummedInput(createLocalStorage(directory), true);
    const expected = { bytes: bytes.length, digest: hashBytes(bytes, 'crc64nvme') };
    await input.get('f');
    assert.equal(await input.takeDigest('f'), expected);
    assert.is(await input.takeDigest('f'), null, 'told once');
    const read = async (...pieces: readonly (readonly [number, number])[]) => {
      const reader = await input.open('f');
      for (const [offset, length] of pieces) await reader.read(offset, length);
      await reader.close();
      return input.takeDigest('f');
    };
    assert.equal(await read([0, 1000], [500, 2_000_000], [1_999_000, 1_001_000]), expected);
    assert.equal(await read([100, 2_500_000]), expected);
    assert.is(await read([0, 1_000_000]), null, 'most of it was not read');
    assert.is(await read(), null);
    await (await input.open('f')).close();
    writeFileSync(join(directory, 'f'), bytes.subarray(1));
    const other = await input.open('f');
    await other.read(0, 10_000_000);
    await other.close();
    assert.is((await input.takeDigest('f'))?.bytes, bytes.length - 1);
    const silent = new SummedInput(createLocalStorage(directory), false);
    await silent.get('f');
    assert.is(await silent.takeDigest('f'), null);
  }));

test('a file that comes in its order has the digests of ledger and manifest; one that does not has the first alone', () =>
  inTemporaryDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const bytes = Uint8Array.from({ length: 900_000 }, (_, index) => hash(index));
    for (const algorithm of ['crc64nvme', 'sha256'] as const) {
      const { files, output } = recorded(storage, { algorithm, manifest: 'sha256', hashesFiles: true });
      const [ledger, manifest] = [hashBytes(bytes, algorithm), hashBytes(bytes, 'sha256')];
      const write = async (path: string, ...offsets: readonly number[]) => {
        const writer = await output.createFile(path);
        for (const offset of offsets) await writer.write(offset, bytes.subarray(offset, offset + 300_000));
        await writer.commit();
        const { digest, manifestDigest } = files.get(path) ?? {};
        return [digest, manifestDigest];
      };
      const second = algorithm === 'sha256' ? undefined : manifest;
      assert.equal(await write('in-order', 0, 300_000, 600_000), [ledger, second]);
      assert.equal(await write('backwards', 600_000, 300_000, 0), [
        algorithm === 'sha256' ? null : ledger,
        undefined,
      ]);
      await output.put('small', bytes.subarray(0, 100));
      assert.is(files.get('small')?.digest, hashBytes(bytes.subarray(0, 100), algorithm));
      assert.is(
        files.get('small')?.manifestDigest,
        algorithm === 'sha256' ? undefined : hashBytes(bytes.subarray(0, 100), 'sha256'),
      );
    }
  }));

test('a file that others write at its place has no digest of what they wrote, but by their sums', () =>
  inTemporaryDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => hash(index));
    for (const [hashing, digest] of [
      [crc, hashBytes(bytes, 'crc64nvme')],
      [{ algorithm: 'sha256', manifest: null, hashesFiles: true }, null],
    ] as const) {
      const { files, output } = recorded(storage, hashing);
      const writer = await output.createFile('f');
      writeFileSync(writer.localPath ?? '', bytes);
      const { Crc64 } = await import('../../../src/storage/crc64.js');
      writer.sums?.add(1000, 4000, Crc64.shared().remainder(bytes.subarray(1000)));
      await writer.write(0, bytes.subarray(0, 1000));
      await writer.commit();
      assert.equal(files.get('f'), { path: 'f', bytes: 5000, digest });
    }
  }));

test('a copy says what it is a copy of; nothing is hashed where nothing is wanted', () =>
  inTemporaryDirectory(async (directory) => {
    const storage = createLocalStorage(directory);
    await storage.put('in/f', Uint8Array.of(1, 2, 3));
    const { files, output } = recorded(storage);
    await output.copyFrom(storage, 'in/f', 'out/f');
    assert.equal(files.get('out/f'), {
      path: 'out/f',
      bytes: 3,
      digest: null,
      copyOf: storage.location('in/f'),
    });
    const none = recorded(storage, { ...crc, hashesFiles: false });
    await none.output.put('g', Uint8Array.of(1));
    const writer = await none.output.createFile('h');
    assert.is(writer.sums, undefined);
    await writer.write(0, Uint8Array.of(1, 2));
    await writer.commit();
    assert.is((await none.output.stageDirectory('d')).takesRemainders, undefined);
    assert.equal(
      [...none.files.values()].map(({ path, bytes, digest }) => [path, bytes, digest]),
      [
        ['g', 1, null],
        ['h', 2, null],
      ],
    );
  }));

test.run();
