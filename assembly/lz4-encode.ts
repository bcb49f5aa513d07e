// The LZ4 block format: sequences of literals and matches, one hash table entry a hash, no search beyond it.

const HASH_BITS: i32 = 12;
const table: usize = memory.data(16384, 16);
const TABLE_BYTES: usize = 16384;

const MIN_MATCH: usize = 4;
/** The format wants the last five bytes to be literals, and no match to begin in the last twelve. */
const LAST_LITERALS: usize = 5;
const MATCH_LIMIT: usize = 12;
const MAX_DISTANCE: usize = 65535;
/** Attempts without a match after which the step to the next attempt grows by one, as a power of two. */
const SKIP_TRIGGER: i32 = 6;

// @ts-ignore: decorator
@inline function hash(at: usize): usize {
  // Five bytes decide, as in LZ4 on 64-bit machines; the multiplier is its prime.
  return <usize>(((load<u64>(at) << 24) * 889523592379) >>> (64 - HASH_BITS)) << 2;
}

/**
 * Compresses `length` bytes. Returns the compressed bytes, or 0 when they would be `limit` or more. Up to 32 bytes
 * behind both `limit` bytes of the target and the source are touched, the source's only read. `acceleration` ≥ 1 is the
 * first step between attempts.
 */
export function compressLz4(
  source: usize,
  length: usize,
  target: usize,
  limit: usize,
  acceleration: i32,
): usize {
  if (length <= MATCH_LIMIT) return 0;
  memory.fill(table, 0, TABLE_BYTES);
  const end = source + length;
  const lastMatch = end - MATCH_LIMIT;
  const matchEnd = end - LAST_LITERALS;
  const targetEnd = target + limit;
  let out = target;
  let anchor = source;
  let at = source + 1;
  let nextHash = hash(at);
  while (true) {
    let match: usize = 0;
    let forward = at;
    let attempts = acceleration << SKIP_TRIGGER;
    let step: usize = 1;
    let exhausted = false;
    do {
      const slot = table + nextHash;
      at = forward;
      forward += step;
      step = attempts++ >> SKIP_TRIGGER;
      if (forward > lastMatch) {
        exhausted = true;
        break;
      }
      match = source + load<u32>(slot);
      nextHash = hash(forward);
      store<u32>(slot, <u32>(at - source));
    } while (at - match > MAX_DISTANCE || load<u32>(match) != load<u32>(at));
    if (exhausted) break;

    while (at > anchor && match > source && load<u8>(at - 1) == load<u8>(match - 1)) {
      at--;
      match--;
    }

    const literals = at - anchor;
    if (out + literals + literals / 255 + 8 >= targetEnd) return 0;
    let token = out++;
    if (literals >= 15) {
      store<u8>(token, 15 << 4);
      out = storeLength(out, literals - 15);
    } else {
      store<u8>(token, <u8>(literals << 4));
    }
    copyAhead(anchor, out, literals);
    out += literals;

    while (true) {
      store<u16>(out, <u16>(at - match));
      out += 2;
      const matched = countSame(at + MIN_MATCH, match + MIN_MATCH, matchEnd);
      at += MIN_MATCH + matched;
      if (out + matched / 255 + 8 >= targetEnd) return 0;
      if (matched >= 15) {
        store<u8>(token, load<u8>(token) | 15);
        out = storeLength(out, matched - 15);
      } else {
        store<u8>(token, load<u8>(token) | <u8>matched);
      }
      anchor = at;
      if (at > lastMatch) break;
      store<u32>(table + hash(at - 2), <u32>(at - 2 - source));
      const slot = table + hash(at);
      match = source + load<u32>(slot);
      store<u32>(slot, <u32>(at - source));
      if (at - match > MAX_DISTANCE || load<u32>(match) != load<u32>(at)) break;
      token = out++;
      store<u8>(token, 0);
    }
    if (at > lastMatch) break;
    at++;
    nextHash = hash(at);
  }

  const literals = end - anchor;
  if (out + literals + literals / 255 + 2 >= targetEnd) return 0;
  const token = out++;
  if (literals >= 15) {
    store<u8>(token, 15 << 4);
    out = storeLength(out, literals - 15);
  } else {
    store<u8>(token, <u8>(literals << 4));
  }
  memory.copy(out, anchor, literals);
  return out + literals - target;
}

/** The part of a length that does not fit the token. */
// @ts-ignore: decorator
@inline function storeLength(out: usize, rest: usize): usize {
  for (; rest >= 255; rest -= 255) store<u8>(out++, 255);
  store<u8>(out++, <u8>rest);
  return out;
}

/** Copies whole vectors, so up to 15 bytes too many. */
// @ts-ignore: decorator
@inline function copyAhead(source: usize, target: usize, length: usize): void {
  const end = target + length;
  do {
    v128.store(target, v128.load(source));
    source += 16;
    target += 16;
  } while (target < end);
}

/** Number of equal bytes from `a` and `b` on, `a` going no further than `end`. */
// @ts-ignore: decorator
@inline function countSame(a: usize, b: usize, end: usize): usize {
  const start = a;
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
