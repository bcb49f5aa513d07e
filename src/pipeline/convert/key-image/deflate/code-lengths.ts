/** A leaf or an inner node of a Huffman tree. */
interface Node {
  readonly symbol: number;
  readonly frequency: number;
  readonly children?: readonly [Node, Node];
}

/** More than all symbols of a block, so that it is never taken before others. */
const endOfQueue = 25_001;

/**
 * Lengths of the Huffman codes of symbols by their frequencies, none longer than `most` bits, up to the last symbol that
 * occurs. Of the codes that are equally good it gives those that fflate 0.8 gives.
 */
export function codeLengths(frequencies: ArrayLike<number>, most: number): Uint8Array {
  const leaves: Node[] = [];
  for (let symbol = 0; symbol < frequencies.length; symbol++) {
    const frequency = frequencies[symbol]!;
    if (frequency > 0) leaves.push({ symbol, frequency });
  }
  const last = leaves.at(-1);
  if (last === undefined) return new Uint8Array(1);
  const lengths = new Uint8Array(last.symbol + 1);
  if (leaves.length === 1) {
    lengths[last.symbol] = 1;
    return lengths;
  }
  const depths = new Uint16Array(lengths.length);
  const deepest = setDepths(joined(leaves), depths, 0);
  if (deepest > most) shorten(leaves, depths, deepest, most);
  lengths.set(depths);
  return lengths;
}

/** The tree of leaves: the two least frequent nodes become one until one is left. */
function joined(leaves: readonly Node[]): Node {
  const queue = leaves.toSorted((a, b) => a.frequency - b.frequency);
  queue.push({ symbol: -1, frequency: endOfQueue });
  const join = (a: Node, b: Node): Node => ({
    symbol: -1,
    frequency: a.frequency + b.frequency,
    children: [a, b],
  });
  // Joined nodes are put where leaves were taken from: from `inner` to `end` they wait, leaves from `leaf` on.
  let [inner, end, leaf] = [0, 1, 2];
  queue[0] = join(queue[0]!, queue[1]!);
  const isInnerFirst = () => queue[inner]!.frequency < queue[leaf]!.frequency;
  while (end !== leaves.length - 1) {
    const a = queue[isInnerFirst() ? inner++ : leaf++]!;
    const b = queue[inner !== end && isInnerFirst() ? inner++ : leaf++]!;
    queue[end++] = join(a, b);
  }
  return queue[end - 1]!;
}

function setDepths({ symbol, children }: Node, depths: Uint16Array, depth: number): number {
  if (children !== undefined) {
    const [a, b] = children;
    return Math.max(setDepths(a, depths, depth + 1), setDepths(b, depths, depth + 1));
  }
  depths[symbol] = depth;
  return depth;
}

/** Cuts codes to `most` bits, and makes others longer for it: what all of them take together may not exceed 1. */
function shorten(leaves: readonly Node[], depths: Uint16Array, deepest: number, most: number): void {
  const ordered = leaves.toSorted(
    (a, b) => depths[b.symbol]! - depths[a.symbol]! || a.frequency - b.frequency,
  );
  const excess = deepest - most;
  let [index, debt] = [0, 0];
  for (; index < ordered.length; index++) {
    const { symbol } = ordered[index]!;
    if (depths[symbol]! <= most) break;
    debt += (1 << excess) - (1 << (deepest - depths[symbol]!));
    depths[symbol] = most;
  }
  debt >>= excess;
  while (debt > 0) {
    const { symbol } = ordered[index]!;
    if (depths[symbol]! >= most) index++;
    else {
      debt -= 1 << (most - depths[symbol]! - 1);
      depths[symbol]!++;
    }
  }
  for (; index >= 0 && debt !== 0; index--) {
    const { symbol } = ordered[index]!;
    if (depths[symbol] !== most) continue;
    depths[symbol]!--;
    debt++;
  }
}

/** The codes for lengths (RFC 1951, 3.2.2), their bits in the order they are written in. */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const counts = new Uint16Array(17);
  for (const length of lengths) if (length > 0) counts[length]!++;
  const next = new Uint16Array(17);
  for (let length = 1; length < 16; length++) next[length + 1] = (next[length]! + counts[length]!) << 1;
  const codes = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) {
    if (length > 0) codes[symbol] = reversed(next[length]!++, length);
  }
  return codes;
}

function reversed(code: number, length: number): number {
  let bits = 0;
  for (let bit = 0; bit < length; bit++) bits |= ((code >>> bit) & 1) << (length - 1 - bit);
  return bits;
}
