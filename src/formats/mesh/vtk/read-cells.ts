import type { VtkCursor } from './vtk-cursor.js';
import { int32 } from './vtk-types.js';

/**
 * The cells of one section, each the numbers of its points. Both forms are read: counts between the numbers, and
 * OFFSETS with CONNECTIVITY. Fails with a FormatError when counts and numbers do not agree.
 */
export function readCells(cursor: VtkCursor, pointCount: number): number[][] {
  const first = cursor.count('cells');
  const second = cursor.count('numbers');
  const isByOffsets = first + second > 0 && cursor.takes('offsets');
  const cells = isByOffsets ? byOffsets(cursor, first, second) : byCounts(cursor, first, second);
  for (const cell of cells) {
    for (const point of cell) {
      if (Number.isInteger(point) && point >= 0 && point < pointCount) continue;
      throw cursor.fail('a cell refers to a missing point', `0 to ${pointCount - 1}`, String(point));
    }
  }
  return cells;
}

function byCounts(cursor: VtkCursor, cellCount: number, size: number): number[][] {
  const numbers = size === 0 ? new Float64Array() : cursor.numbers(size, int32, 'cells');
  const cells: number[][] = [];
  let at = 0;
  while (at < size && cells.length < cellCount) {
    const length = numbers[at]!;
    if (!(Number.isInteger(length) && length >= 0 && at + length < size)) {
      throw cursor.fail('a cell is longer than its list', `at most ${size - at - 1} points`, `${length}`);
    }
    cells.push([...numbers.subarray(at + 1, at + 1 + length)]);
    at += 1 + length;
  }
  if (cells.length === cellCount && at === size) return cells;
  throw cursor.fail(
    'cells and their numbers do not agree',
    `${cellCount} cells in ${size} numbers`,
    `${cells.length} in ${at}`,
  );
}

function byOffsets(cursor: VtkCursor, offsetCount: number, size: number): number[][] {
  const offsets = cursor.numbers(offsetCount, cursor.type(), 'offsets');
  if (!cursor.takes('connectivity'))
    throw cursor.fail('the numbers of the cells are missing', 'CONNECTIVITY', cursor.word());
  const numbers = cursor.numbers(size, cursor.type(), 'connectivity');
  const isAscending = offsets.every((offset, index) => offset >= (index === 0 ? 0 : offsets[index - 1]!));
  if (offsets[0] !== 0 || offsets.at(-1) !== size || !isAscending) {
    throw cursor.fail(
      'the offsets do not fit',
      `from 0 ascending to ${size}`,
      [...offsets.subarray(0, 8)].join(' '),
    );
  }
  return Array.from({ length: offsetCount - 1 }, (_, cell) => [
    ...numbers.subarray(offsets[cell], offsets[cell + 1]),
  ]);
}
