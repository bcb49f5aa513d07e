import Tinypool from 'tinypool';

/** What a worker answers with buffers that are moved to the thread that asked, never copied. */
export function movedAnswer(answer: unknown, buffers: readonly ArrayBuffer[]): unknown {
  return Tinypool.move({
    [Tinypool.transferableSymbol]: buffers,
    [Tinypool.valueSymbol]: answer,
  } as never);
}
