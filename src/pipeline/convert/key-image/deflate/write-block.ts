import type { BitWriter } from './bit-writer.js';
import { codeLengths, codesOf } from './code-lengths.js';
import { lengthRuns } from './length-runs.js';

const endOfBlock = 256;
/** A symbol that is a match has this bit, its length from bit 16 on and its distance below. */
const matchBit = 1 << 28;
/** The order of the lengths of the code for code lengths (RFC 1951, 3.2.7). */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Codes of lengths 3 to 258 or distances 1 to 32768 with the bits that follow them (RFC 1951, 3.2.5). */
interface Ranges {
  readonly codeOf: Uint8Array;
  readonly base: Uint16Array;
  readonly extraBits: Uint8Array;
}

const lengthCodes = ranges(3, 28, (code) => (code < 8 ? 0 : (code >> 2) - 1), 258);
// 258 has a code of its own.
lengthCodes.codeOf[258] = 28;
lengthCodes.base[28] = 258;
const distanceCodes = ranges(1, 30, (code) => (code < 4 ? 0 : (code >> 1) - 1), 32_768);

const fixedLengths = Uint8Array.from({ length: 288 }, (_, symbol) => {
  if (symbol < 144) return 8;
  if (symbol < 256) return 9;
  return symbol < 280 ? 7 : 8;
});
const fixedDistances = new Uint8Array(32).fill(5);

function ranges(first: number, codes: number, extraOf: (code: number) => number, last: number): Ranges {
  const codeOf = new Uint8Array(last + 1);
  const base = new Uint16Array(32);
  const extraBits = new Uint8Array(32);
  let start = first;
  for (let code = 0; code < codes; code++) {
    base[code] = start;
    extraBits[code] = extraOf(code);
    const end = Math.min(start + (1 << extraOf(code)), last + 1);
    codeOf.fill(code, start, end);
    start = end;
  }
  return { codeOf, base, extraBits };
}

/** Writes the symbols of `content` as one block of a deflate stream, in the form that is shortest (RFC 1951, 3.2.3). */
export function writeBlock(out: BitWriter, content: Uint8Array, symbols: Int32Array, isLast: boolean): void {
  const literals = new Uint16Array(288);
  const distances = new Uint16Array(32);
  let extraBits = 0;
  for (let index = 0; index < symbols.length; index++) {
    const symbol = symbols[index]!;
    if (symbol < matchBit) literals[symbol]!++;
    else {
      const length = lengthCodes.codeOf[(symbol >> 16) & 0xfff]!;
      const distance = distanceCodes.codeOf[symbol & 0xffff]!;
      extraBits += lengthCodes.extraBits[length]! + distanceCodes.extraBits[distance]!;
      literals[257 + length]!++;
      distances[distance]!++;
    }
  }
  literals[endOfBlock]!++;
  const ofLiterals = codeLengths(literals, 15);
  const ofDistances = codeLengths(distances, 15);
  const [literalRuns, distanceRuns] = [lengthRuns(ofLiterals), lengthRuns(ofDistances)];
  const runs = [...literalRuns.runs, ...distanceRuns.runs];
  const runCounts = new Uint16Array(19);
  for (const { symbol } of runs) runCounts[symbol]!++;
  const ofRuns = codeLengths(runCounts, 7);
  let order = lengthOrder.length;
  while (order > 4 && (ofRuns[lengthOrder[order - 1]!] ?? 0) === 0) order--;

  const stored = (content.length + 5) << 3;
  const fixed = bitsOf(literals, fixedLengths) + bitsOf(distances, fixedDistances) + extraBits;
  const runBits = bitsOf(runCounts, ofRuns) + runs.reduce((sum, run) => sum + run.extraBits, 0);
  const own =
    bitsOf(literals, ofLiterals) + bitsOf(distances, ofDistances) + extraBits + 14 + 3 * order + runBits;
  out.write(isLast ? 1 : 0, 1);
  if (stored <= fixed && stored <= own) {
    writeStored(out, content);
    return;
  }
  const isOwn = own < fixed;
  out.write(isOwn ? 2 : 1, 2);
  if (isOwn) {
    out.write(literalRuns.count - 257, 5);
    out.write(distanceRuns.count - 1, 5);
    out.write(order - 4, 4);
    for (const symbol of lengthOrder.slice(0, order)) out.write(ofRuns[symbol] ?? 0, 3);
    const codes = codesOf(ofRuns);
    for (const run of runs) {
      out.write(codes[run.symbol]!, ofRuns[run.symbol]!);
      out.write(run.extra, run.extraBits);
    }
  }
  if (isOwn) writeSymbols(out, symbols, ofLiterals, ofDistances);
  else writeSymbols(out, symbols, fixedLengths, fixedDistances);
}

function bitsOf(counts: Uint16Array, lengths: Uint8Array): number {
  return lengths.reduce((sum, length, symbol) => sum + length * counts[symbol]!, 0);
}

function writeStored(out: BitWriter, content: Uint8Array): void {
  out.write(0, 2);
  out.align();
  out.write(content.length, 16);
  out.write(content.length ^ 0xffff, 16);
  out.writeBytes(content);
}

function writeSymbols(
  out: BitWriter,
  symbols: Int32Array,
  ofLiterals: Uint8Array,
  ofDistances: Uint8Array,
): void {
  const [literalCodes, distanceCodesOf] = [codesOf(ofLiterals), codesOf(ofDistances)];
  for (let index = 0; index < symbols.length; index++) {
    const symbol = symbols[index]!;
    if (symbol < matchBit) {
      out.write(literalCodes[symbol]!, ofLiterals[symbol]!);
      continue;
    }
    const [matched, distance] = [(symbol >> 16) & 0xfff, symbol & 0xffff];
    const length = lengthCodes.codeOf[matched]!;
    out.write(literalCodes[257 + length]!, ofLiterals[257 + length]!);
    out.write(matched - lengthCodes.base[length]!, lengthCodes.extraBits[length]!);
    const code = distanceCodes.codeOf[distance]!;
    out.write(distanceCodesOf[code]!, ofDistances[code]!);
    out.write(distance - distanceCodes.base[code]!, distanceCodes.extraBits[code]!);
  }
  out.write(literalCodes[endOfBlock]!, ofLiterals[endOfBlock]!);
}
