import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import { gatherSmall, smallFileBytes } from '../../src/storage/gather-small.js';
import type { FileWriter } from '../../src/storage/storage.js';
import { rejection } from './support/rejection.js';

const test = suite('small files that are gathered');

/** A writer that gathers, and what reaches the place it writes to. */
function gathered(): { readonly writer: FileWriter; readonly calls: string[] } {
  const calls: string[] = [];
  const writer = gatherSmall({
    location: 'dir/f',
    put: async (bytes) => {
      calls.push(`put ${bytes.join()}`);
      return {};
    },
    create: async () => {
      calls.push('create');
      return {
        write: async (offset, bytes) => {
          calls.push(`write ${offset} ${bytes.length}`);
        },
        commit: async () => {
          calls.push('commit');
          return {};
        },
        abort: async () => {
          calls.push('abort');
        },
      };
    },
  });
  return { writer, calls };
}

test('are written whole at commit, with zeros where nothing was written', async () => {
  const { writer, calls } = gathered();
  const bytes = Uint8Array.of(1, 2);
  await writer.write(4, bytes);
  bytes.fill(9);
  await writer.write(0, Uint8Array.of(3));
  assert.equal(calls, []);
  await writer.commit();
  assert.equal(calls, ['put 3,0,0,0,1,2']);
  assert.is((await rejection(() => writer.commit())).reason, 'failed');
  assert.is((await rejection(() => writer.write(0, bytes))).reason, 'failed');
});

test('are kept as they were written, whatever the memory of the caller becomes, of a Buffer too', async () => {
  const { writer, calls } = gathered();
  const bytes = Buffer.from([5, 6]);
  await writer.write(0, bytes);
  bytes.fill(9);
  await writer.commit();
  assert.equal(calls, ['put 5,6']);
});

test('that grow and then cannot be written leave nothing open', async () => {
  const calls: string[] = [];
  const writer = gatherSmall({
    location: 'dir/f',
    put: async () => ({}),
    create: async () => ({
      write: async () => {
        throw new StorageError('no-space', 'the disk is full');
      },
      commit: async () => ({}),
      abort: async () => {
        calls.push('abort');
      },
    }),
  });
  await writer.write(0, Uint8Array.of(1));
  assert.is((await rejection(() => writer.write(1, new Uint8Array(smallFileBytes)))).reason, 'no-space');
  assert.equal(calls, ['abort']);
  await writer.abort();
});

test('that are not small are written as they come', async () => {
  const { writer, calls } = gathered();
  await writer.write(0, Uint8Array.of(1));
  await writer.write(1, new Uint8Array(smallFileBytes));
  await writer.write(0, Uint8Array.of(2));
  await writer.commit();
  assert.equal(calls, ['create', 'write 0 1', `write 1 ${smallFileBytes}`, 'write 0 1', 'commit']);
});

test('leave nothing after an abort', async () => {
  const { writer, calls } = gathered();
  await writer.write(0, Uint8Array.of(1));
  await writer.abort();
  assert.equal(calls, []);
});

test.run();
