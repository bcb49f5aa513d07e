import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Crc64, FileSum } from '../../src/storage/crc64.js';
import { FilePieces, keysOfPieces, pieceBytes, readInto, sumOf } from '../../web/file-pieces.js';

const test = suite('files in pieces');

/** Bytes that no two places of the file share. */
const bytes = new Uint8Array(new Uint32Array(300_000).map((_, index) => index * 2_654_435_761).buffer);
const file = new File([bytes], 'a.mrc');

function checksum(content: Uint8Array): bigint | null {
  const sum = new FileSum();
  sum.addBytes(0, content);
  return sum.finish(content.length);
}

const partOf = (start: number, end: number, last = end) => ({ path: 'a.mrc', file, start, end, last });

test('parts are read in any order, over the ends of pieces, and few pieces are kept', async () => {
  const pieces = new FilePieces(2, 1);
  const read = async (start: number, end: number) => {
    await pieces.load([partOf(start, end)]);
    const target = new Uint8Array(end - start);
    pieces.read('a.mrc', file, target, start);
    return target;
  };
  for (const [start, end] of [
    [400_000, 720_000],
    [0, 10],
    [pieceBytes - 1, pieceBytes + 1],
    [1_199_990, 1_200_000],
    [pieceBytes, 2 * pieceBytes],
  ] as const) {
    assert.equal(await read(start, end), bytes.slice(start, end));
  }
  const sums = pieces.takeSums().map(({ offset, length }) => [offset / pieceBytes, length]);
  assert.equal(sums, [
    [1, pieceBytes],
    [2, pieceBytes],
    [0, pieceBytes],
    [1, pieceBytes],
    [4, 1_200_000 - 4 * pieceBytes],
  ]);
  assert.equal(pieces.takeSums(), []);
});

test('a piece that is read whole is summed where it is copied to, others where they lie', async () => {
  const summed: [isCopy: boolean, length: number][] = [];
  const target = new Uint8Array(2 * pieceBytes);
  const pieces = new FilePieces(4, 1, (each) => {
    summed.push([each.buffer === target.buffer, each.length]);
    return Crc64.shared().remainder(each);
  });
  await pieces.load([partOf(0, 4 * pieceBytes)]);
  for (const at of [pieceBytes - 9, pieceBytes - 9, pieceBytes]) {
    pieces.read('a.mrc', file, target, at);
    assert.equal(target, bytes.slice(at, at + target.length));
  }
  assert.equal(summed, [
    [true, pieceBytes],
    [true, pieceBytes],
  ]);
  const sum = new FileSum();
  for (const { offset, length, remainder } of pieces.takeSums()) sum.addPiece(offset, length, remainder);
  assert.equal(summed.slice(2), [
    [false, pieceBytes],
    [false, pieceBytes],
  ]);
  assert.is(sum.finish(4 * pieceBytes), checksum(bytes.subarray(0, 4 * pieceBytes)));
});

/** A file that notes the pieces, from and to, of each stream that is begun. */
class NotedFile extends File {
  readonly begun: number[][] = [];

  override slice(start = 0, end = this.size): Blob {
    this.begun.push([start / pieceBytes, end / pieceBytes]);
    return super.slice(start, end);
  }
}

test('parts that follow each other are one stream, up to the last one', async () => {
  const noted = new NotedFile([bytes], 'a.mrc');
  const pieces = new FilePieces(8, 1);
  const part = (start: number, end: number) => ({ path: 'a.mrc', file: noted, start, end, last: 900_000 });
  await pieces.load([part(pieceBytes, pieceBytes + 9)]);
  await pieces.load([part(pieceBytes + 9, 2 * pieceBytes + 1)]);
  await pieces.load([part(800_000, 900_000), part(2 * pieceBytes, 800_000)]);
  assert.equal(noted.begun, [[1, 4]]);
  const target = new Uint8Array(900_000 - pieceBytes);
  pieces.read('a.mrc', noted, target, pieceBytes);
  assert.equal(target, bytes.slice(pieceBytes, 900_000));
  await pieces.load([part(0, 1)]);
  assert.equal(noted.begun, [
    [1, 4],
    [0, 4],
  ]);
});

test('buffers of pieces that are no longer kept are used again, also where files are read at once', async () => {
  let made = 0;
  const usual = globalThis.ArrayBuffer;
  globalThis.ArrayBuffer = new Proxy(usual, {
    construct(target, [length]) {
      if (length === pieceBytes) made += 1;
      return new target(length);
    },
  });
  try {
    const pieces = new FilePieces(3, 3);
    for (let at = 0; at < 4; at += 1) {
      const [start, end] = [at * pieceBytes, (at + 1) * pieceBytes];
      await pieces.load(['a', 'b', 'c'].map((path) => ({ ...partOf(start, end, file.size), path })));
    }
    assert.is(pieces.takeSums().length, 12);
  } finally {
    globalThis.ArrayBuffer = usual;
  }
  assert.is(made, 6);
});

/** A file that gives few bytes at a time, as a browser does. */
class SlowFile extends File {
  #asked = 0;

  /** How often bytes were asked for. */
  get asked(): number {
    return this.#asked;
  }

  override slice(start = 0, end = this.size): Blob {
    const part = super.slice(start, end);
    let at = start;
    const stream = new ReadableStream({
      type: 'bytes',
      pull(controller) {
        controller.enqueue(bytes.slice(at, Math.min(at + pieceBytes / 4, end)));
        at += pieceBytes / 4;
        if (at >= end) controller.close();
      },
    });
    const usual = stream.getReader.bind(stream);
    const getReader = () => {
      const reader = usual({ mode: 'byob' });
      return {
        cancel: () => reader.cancel(),
        read: (...wanted: Parameters<typeof reader.read>) => {
          this.#asked += 1;
          return reader.read(...wanted);
        },
      };
    };
    return Object.assign(part, { stream: () => ({ getReader }) });
  }
}

test('a piece that comes bit by bit is asked for once', async () => {
  const slow = new SlowFile([bytes], 'a.mrc');
  const pieces = new FilePieces(8, 1);
  await pieces.load([{ ...partOf(0, file.size), file: slow }]);
  assert.is(slow.asked, Math.ceil(file.size / pieceBytes));
  const target = new Uint8Array(file.size);
  pieces.read('a.mrc', slow, target, 0);
  assert.equal(target, bytes);
});

test('a stream that is read to its end is closed', async () => {
  const noted = new NotedFile([bytes], 'a.mrc');
  const closed = new Set<object>();
  const slice = noted.slice.bind(noted);
  noted.slice = (...bounds) => {
    const part = slice(...bounds);
    const reader = part.stream().getReader({ mode: 'byob' });
    const cancel = async () => {
      closed.add(reader);
      await reader.cancel();
    };
    const read = reader.read.bind(reader);
    return Object.assign(part, { stream: () => ({ getReader: () => ({ read, cancel }) }) });
  };
  const pieces = new FilePieces(8, 1);
  await pieces.load([{ ...partOf(0, pieceBytes, 2 * pieceBytes), file: noted }]);
  assert.is(closed.size, 0);
  await pieces.load([{ ...partOf(pieceBytes, 2 * pieceBytes), file: noted }]);
  assert.is(closed.size, 1);
  await pieces.load([{ ...partOf(file.size - 1, file.size), file: noted }]);
  assert.is(closed.size, 2);
});

test('only the streams that were used last stay open', async () => {
  const files = ['a', 'b', 'c'].map((path) => ({ path, file: new NotedFile([bytes], path) }));
  const pieces = new FilePieces(20, 2);
  const load = (at: number, ...paths: string[]) =>
    pieces.load(
      files
        .filter(({ path }) => paths.includes(path))
        .map((each) => ({
          ...each,
          start: at * pieceBytes,
          end: (at + 1) * pieceBytes,
          last: bytes.length,
        })),
    );
  await load(0, 'a', 'b');
  await load(1, 'a');
  await load(0, 'c');
  await load(2, 'a');
  await load(1, 'b', 'c');
  assert.equal(
    files.map(({ file }) => file.begun.map(([start]) => start)),
    [[0], [0, 1], [0]],
  );
  pieces.closeStreams();
  await load(3, 'a');
  assert.equal(files[0]?.file.begun.length, 2);
});

test('a load that fails has ended when it says so', async () => {
  const noted = new NotedFile([bytes], 'a.mrc');
  const broken = new (class extends File {
    override slice(): Blob {
      throw new Error('b.mrc cannot be read');
    }
  })([bytes], 'b.mrc');
  const pieces = new FilePieces(8, 2);
  const all = { start: 0, end: bytes.length, last: bytes.length };
  const parts = [
    { path: 'b.mrc', file: broken, ...all },
    { path: 'a.mrc', file: noted, ...all },
  ];
  assert.match(await pieces.load(parts).catch((error) => error.message), 'b.mrc cannot be read');
  assert.is(pieces.takeSums().length, Math.ceil(bytes.length / pieceBytes));
});

test('pieces have the checksum of the file, and so has the file at once', async () => {
  const pieces = new FilePieces(3, 1);
  await pieces.load([partOf(0, file.size)]);
  const sum = new FileSum();
  // Two workers may read a piece, also before those that precede it.
  const [first, second, ...others] = pieces.takeSums();
  for (const each of [second, second, first, ...others]) {
    if (each !== undefined) sum.addPiece(each.offset, each.length, each.remainder);
  }
  assert.is(sum.finish(file.size), checksum(bytes));
  assert.is(await sumOf(file), checksum(bytes));
  assert.is(await sumOf(new File([], 'empty')), checksum(new Uint8Array()));
});

test('pieces that are read while the worker waits are not kept without end', () => {
  const read: number[] = [];
  const scope = globalThis as { FileReaderSync?: unknown };
  scope.FileReaderSync = class {
    readAsArrayBuffer = () => bytes.slice(0, pieceBytes).buffer;
  };
  try {
    const pieces = new FilePieces(2, 1);
    for (const piece of [0, 1, 2, 1, 0]) {
      pieces.read('a.mrc', file, new Uint8Array(1), piece * pieceBytes);
      read.push(...pieces.takeSums().map(({ offset }) => offset / pieceBytes));
    }
  } finally {
    delete scope.FileReaderSync;
  }
  assert.equal(read, [0, 1, 2, 0]);
});

test('a file is read into memory of the caller, up to its end, and parts say in which pieces they lie', async () => {
  for (const [offset, length] of [
    [0, 10],
    [pieceBytes - 5, 2 * pieceBytes],
    [file.size - 7, 20],
    [file.size, 4],
    [file.size + 9, 4],
  ] as const) {
    const target = new Uint8Array(length).fill(7);
    const wanted = bytes.slice(offset, offset + length);
    assert.is(await readInto(file, offset, target), wanted.length);
    assert.equal(target.subarray(0, wanted.length), wanted);
    assert.ok(target.subarray(wanted.length).every((value) => value === 7));
  }
  const keys = (start: number, end: number) => keysOfPieces({ path: 'a', start, end });
  assert.equal(keys(pieceBytes - 1, pieceBytes + 1), ['0 a', `${pieceBytes} a`]);
  assert.equal(keys(pieceBytes, 2 * pieceBytes), [`${pieceBytes} a`]);
});

test('what lies beyond the end of a file is not there', () => {
  const pieces = new FilePieces(3, 1);
  assert.throws(() => pieces.read('a.mrc', file, new Uint8Array(2), file.size - 1), 'a.mrc became shorter');
});

test.run();
