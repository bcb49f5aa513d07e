// The LZ4 block format: sequences of literals and matches, one place a hash, no search beyond it.

// Six bytes decide the hash though four make a match: shorter matches save little and take as long. The multiplier is
// that of LZ4 for five bytes. Places are kept modulo 65536, the reach of a match, so that two bytes hold one.
const HASHED_SHIFT: u64 = 16;
const HASH_BITS: i32 = 13;
const TABLE_BYTES: usize = 16384;
const table: usize = memory.data(16384, 16);

const MIN_MATCH: usize = 4;
/** The format wants the last five bytes to be literals, and no match to begin in the last twelve. */
const LAST_LITERALS: usize = 5;
const MATCH_LIMIT: usize = 12;
/** Attempts without a match after which the step to the next attempt grows by one, as a power of two. */
const SKIP_TRIGGER: i32 = 4;
/** Where they are counted from: the first step grows sooner, which is a tenth faster and still smaller than what c-blosc writes. */
const FIRST_ATTEMPT: i32 = 24;

/** The table's place for what begins at an address. */
@inline function placeOf(at: usize): usize {
  return table + (<usize>(((load<u64>(at) << HASHED_SHIFT) * 889523592379) >>> (64 - HASH_BITS)) << 1);
}

/** Distance back to the position a place of the table has, and the position there instead; 0 and beyond the start are misses. */
@inline function exchange(place: usize, position: usize): usize {
  const distance = (position - <usize>load<u16>(place)) & 0xffff;
  store<u16>(place, <u16>position);
  return distance;
}

/** True if the bytes that were hashed are there, too. */
@inline function isMatch(at: usize, position: usize, distance: usize): bool {
  return distance - 1 < position && (load<u64>(at - distance) ^ load<u64>(at)) << HASHED_SHIFT == 0;
}

/**
 * Compresses `length` bytes. Returns the compressed bytes, or 0 when they would be `limit` or more. Up to 32 bytes
 * behind both `limit` bytes of the target and the source are touched, the source's only read, and 8 before it.
 */
export function compressLz4(source: usize, length: usize, target: usize, limit: usize): usize {
  if (length <= MATCH_LIMIT) return 0;
  memory.fill(table, 0, TABLE_BYTES);
  const end = source + length;
  const lastMatch = end - MATCH_LIMIT;
  const matchEnd = end - LAST_LITERALS;
  const targetEnd = target + limit;
  let out = target;
  let anchor = source;
  let at = source + 1;
  while (true) {
    let distance: usize = 0;
    let forward = at;
    let attempts = FIRST_ATTEMPT;
    let step: usize = 1;
    let place = placeOf(at);
    do {
      at = forward;
      forward += step;
      step = attempts++ >> SKIP_TRIGGER;
      if (forward > lastMatch) return finish(anchor, end, target, out, targetEnd);
      distance = exchange(place, at - source);
      place = placeOf(forward);
    } while (!isMatch(at, at - source, distance));

    at -= countSameBefore(at, distance, min(at - anchor, at - distance - source));
    const literals = at - anchor;
    if (out + literals + literals / 255 + 8 >= targetEnd) return 0;
    let token = out++;
    let tokenBits = min(literals, 15) << 4;
    if (literals >= 15) out = storeLength(out, literals - 15);
    copyAhead(anchor, out, literals);
    out += literals;

    while (true) {
      store<u16>(out, <u16>distance);
      out += 2;
      at += MIN_MATCH;
      const matched = countSame(at, at - distance, matchEnd);
      at += matched;
      if (out + matched / 255 + 8 >= targetEnd) return 0;
      store<u8>(token, <u8>(tokenBits | min(matched, 15)));
      if (matched >= 15) out = storeLength(out, matched - 15);
      anchor = at;
      if (at > lastMatch) return finish(anchor, end, target, out, targetEnd);
      store<u16>(placeOf(at - 2), <u16>(at - 2 - source));
      distance = exchange(placeOf(at), at - source);
      if (!isMatch(at, at - source, distance)) break;
      token = out++;
      tokenBits = 0;
    }
    at++;
  }
  return 0;
}

/** Writes the last literals. Returns the bytes of the whole block, or 0 when they reach the target's end. */
function finish(anchor: usize, end: usize, target: usize, out: usize, targetEnd: usize): usize {
  const literals = end - anchor;
  if (out + literals + literals / 255 + 2 >= targetEnd) return 0;
  store<u8>(out++, <u8>(min(literals, 15) << 4));
  if (literals >= 15) out = storeLength(out, literals - 15);
  memory.copy(out, anchor, literals);
  return out + literals - target;
}

/** The part of a length that does not fit the token. */
@inline function storeLength(out: usize, rest: usize): usize {
  for (; rest >= 255; rest -= 255) store<u8>(out++, 255);
  store<u8>(out++, <u8>rest);
  return out;
}

/** Copies whole vectors, so up to 15 bytes too many. */
@inline function copyAhead(source: usize, target: usize, length: usize): void {
  const end = target + length;
  do {
    v128.store(target, v128.load(source));
    source += 16;
    target += 16;
  } while (target < end);
}

/** Number of equal bytes from `a` and `b` on, `a` going no further than `end`. */
@inline function countSame(a: usize, b: usize, end: usize): usize {
  const start = a;
  // Most matches are short; long ones are of padding.
  if (a + 8 <= end) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return <usize>(ctz(difference) >>> 3);
    a += 8;
    b += 8;
  }
  while (a + 32 <= end) {
    const any = v128.or(
      v128.xor(v128.load(a), v128.load(b)),
      v128.xor(v128.load(a, 16), v128.load(b, 16)),
    );
    if (v128.any_true(any)) break;
    a += 32;
    b += 32;
  }
  while (a + 8 <= end) {
    const difference = load<u64>(a) ^ load<u64>(b);
    if (difference != 0) return a - start + <usize>(ctz(difference) >>> 3);
    a += 8;
    b += 8;
  }
  while (a < end && load<u8>(a) == load<u8>(b)) {
    a++;
    b++;
  }
  return a - start;
}

/** Number of equal bytes, at most `limit`, before an address and before that less `distance`. */
@inline function countSameBefore(at: usize, distance: usize, limit: usize): usize {
  const difference = load<u64>(at - 8) ^ load<u64>(at - 8 - distance);
  if (difference != 0) return min(<usize>(clz(difference) >>> 3), limit);
  let same = min<usize>(8, limit);
  while (same < limit && load<u8>(at - same - 1) == load<u8>(at - same - 1 - distance)) same++;
  return same;
}
