import type { Arena } from './arena.js';
import type { Kernels, MatchedBlock } from './kernels.js';
import type { KernelExports } from './wasm-exports.js';

const windowBytes = 65_536;
/** More than a block has. */
const mostSymbols = 25_424;
/** Bytes behind the data that the kernel reads. */
const slack = 16;

/** The kernel that finds what matches what in data to be deflated. */
export function deflateKernel(wasm: KernelExports, arena: Arena): Pick<Kernels, 'matchBlocks'> {
  return {
    *matchBlocks(content): Generator<MatchedBlock> {
      const top = arena.top;
      try {
        const hashBits = Math.ceil(Math.max(8, Math.min(13, Math.log(content.length))) * 1.5);
        const data = arena.allocate(content.length + slack);
        const state = arena.allocate(12);
        const previous = arena.allocate(windowBytes);
        const heads = arena.allocate(2 << hashBits);
        const symbols = arena.allocate(4 * mostSymbols);
        arena.bytes(data, content.length).set(content);
        arena.clear(state, 12);
        arena.clear(previous, windowBytes);
        arena.clear(heads, 2 << hashBits);
        for (let start = 0, end = -1; end < content.length; start = end) {
          const count = wasm.matchBlock(state, data, content.length, previous, heads, hashBits, symbols);
          const { buffer } = wasm.memory;
          [end = 0] = new Int32Array(buffer, state, 1);
          yield { start, end, symbols: new Int32Array(buffer, symbols, count) };
        }
      } finally {
        arena.release(top);
      }
    },
  };
}
