import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FileSum } from '../../src/storage/crc64.js';
import { FilePieces, largestPiece, sumOf } from '../../web/file-pieces.js';

const test = suite('files in pieces');

/** Bytes that no two places of the file share. */
const bytes = new Uint8Array(new Uint32Array(75_000).map((_, index) => index * 2_654_435_761).buffer);
const file = new File([bytes], 'a.mrc');
const pieceBytes = 2 ** 16;

function checksum(content: Uint8Array): bigint | null {
  const sum = new FileSum();
  sum.addBytes(0, content);
  return sum.finish(content.length);
}

test('parts are read in any order, over the ends of pieces, and few pieces are kept', async () => {
  const pieces = new FilePieces(pieceBytes, 2);
  const read = async (start: number, end: number) => {
    await pieces.load([{ path: 'a.mrc', file, start, end }]);
    const target = new Uint8Array(end - start);
    pieces.read('a.mrc', file, target, start);
    return target;
  };
  for (const [start, end] of [
    [100_000, 180_000],
    [0, 10],
    [pieceBytes - 1, pieceBytes + 1],
    [299_990, 300_000],
    [65_536, 131_072],
  ] as const) {
    assert.equal(await read(start, end), bytes.slice(start, end));
  }
  const sums = pieces.takeSums().map(({ offset, length }) => [offset / pieceBytes, length]);
  assert.equal(sums, [
    [1, pieceBytes],
    [2, pieceBytes],
    [0, pieceBytes],
    [1, pieceBytes],
    [4, 300_000 - 4 * pieceBytes],
  ]);
  assert.equal(pieces.takeSums(), []);
});

test('pieces have the checksum of the file, and so has the file at once', async () => {
  const pieces = new FilePieces(pieceBytes, 3);
  await pieces.load([{ path: 'a.mrc', file, start: 0, end: file.size }]);
  const sum = new FileSum();
  // Two workers may read a piece, also before those that precede it.
  const [first, second, ...others] = pieces.takeSums();
  for (const each of [second, second, first, ...others]) {
    if (each !== undefined) sum.addPiece(each.offset, each.length, each.remainder);
  }
  assert.is(sum.finish(file.size), checksum(bytes));
  const large = new Uint8Array(2 * largestPiece + 5).fill(7, largestPiece);
  assert.is(await sumOf(new File([large], 'b.mrc')), checksum(large));
  assert.is(await sumOf(new File([], 'empty')), checksum(new Uint8Array()));
});

test('pieces that are read while the worker waits are not kept without end', () => {
  const read: number[] = [];
  const scope = globalThis as { FileReaderSync?: unknown };
  scope.FileReaderSync = class {
    readAsArrayBuffer = () => bytes.slice(0, pieceBytes).buffer;
  };
  try {
    const pieces = new FilePieces(pieceBytes, 2);
    for (const piece of [0, 1, 2, 1, 0]) {
      pieces.read('a.mrc', file, new Uint8Array(1), piece * pieceBytes);
      read.push(...pieces.takeSums().map(({ offset }) => offset / pieceBytes));
    }
  } finally {
    delete scope.FileReaderSync;
  }
  assert.equal(read, [0, 1, 2, 0]);
});

test('what lies beyond the end of a file is not there', () => {
  const pieces = new FilePieces(pieceBytes, 3);
  assert.throws(() => pieces.read('a.mrc', file, new Uint8Array(2), file.size - 1), 'a.mrc became shorter');
});

test.run();
