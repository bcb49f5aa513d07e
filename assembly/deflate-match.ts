// What matches what in data to be deflated, as fflate 0.8 finds it at its level 3, so that its files stay the same.

const WINDOW: i32 = 32768;
const REACH: i32 = 32767;
const LONGEST: i32 = 258;
/** A match longer than this is good enough. */
const NICE: i32 = 16;
/** Places that are looked at, and one. */
const CHAIN: i32 = 16;
/** A block ends after so many matches or symbols, unless little is left. */
const MOST_MATCHES: i32 = 7000;
const MOST_SYMBOLS: i32 = 24576;
const LITTLE: i32 = 423;

/** A symbol that is a match: this, its length from bit 16 on, its distance below. */
const MATCH: i32 = 1 << 28;

@inline function hashOf(at: usize, first: i32, second: i32, mask: i32): i32 {
  return ((<i32>load<u8>(at)) ^ ((<i32>load<u8>(at, 1)) << first) ^ ((<i32>load<u8>(at, 2)) << second)) & mask;
}

/** Bytes that are equal from `at` on and `distance` before it, at most `most`; up to 7 more are read. */
@inline function countSame(at: usize, distance: i32, most: i32): i32 {
  let count: i32 = 0;
  while (count < most) {
    const here = at + count;
    const difference = load<u64>(here) ^ load<u64>(here - distance);
    if (difference != 0) return min(count + <i32>(ctz(difference) >>> 3), most);
    count += 8;
  }
  return most;
}

/**
 * The symbols of the next block. `state` is three words, 0 at first: the byte that comes next, the one that no symbol is of
 * yet, and whether the former is hashed already. `previous` has room for 32768 16-bit numbers, `heads` for 2 to the power of
 * `hashBits`, 0 at first. Returns the number of symbols, a byte or a match each; `length` is reached with the last block.
 */
export function matchBlock(
  state: usize,
  data: usize,
  length: i32,
  previous: usize,
  heads: usize,
  hashBits: i32,
  symbols: usize,
): i32 {
  const mask = (1 << hashBits) - 1;
  const first = (hashBits + 2) / 3;
  const second = 2 * first;
  let i = load<i32>(state);
  let next = load<i32>(state, 4);
  let isHashed = load<i32>(state, 8) != 0;
  let matches: i32 = 0;
  let count: i32 = 0;
  for (; i + 2 < length; i++) {
    const here = data + i;
    const hash = hashOf(here, first, second, mask);
    let place = i & REACH;
    let before: i32;
    if (isHashed) {
      before = load<u16>(previous + (<usize>place << 1));
      isHashed = false;
    } else {
      const head = heads + (<usize>hash << 1);
      before = load<u16>(head);
      store<u16>(previous + (<usize>place << 1), <u16>before);
      store<u16>(head, <u16>place);
    }
    if (next > i) continue;
    const rest = length - i;
    if ((matches > MOST_MATCHES || count > MOST_SYMBOLS) && rest > LITTLE) {
      store<i32>(state, i);
      store<i32>(state, next, 4);
      store<i32>(state, 1, 8);
      return count;
    }
    let matched: i32 = 2;
    let found: i32 = 0;
    let attempts = CHAIN;
    let distance = (place - before) & REACH;
    if (hash == hashOf(here - distance, first, second, mask)) {
      const enough = min(NICE, rest) - 1;
      const furthest = min(REACH, i);
      const most = min(LONGEST, rest);
      while (distance <= furthest && --attempts != 0 && place != before) {
        if (load<u8>(here + matched) == load<u8>(here + matched - distance)) {
          const same = countSame(here, distance, most);
          if (same > matched) {
            matched = same;
            found = distance;
            if (same > enough) break;
            // The rarest place within what matches has the fewest others to look at.
            const considered = min(distance, same - 2);
            let widest: i32 = 0;
            for (let j: i32 = 0; j < considered; j++) {
              const at = (i - distance + j + WINDOW) & REACH;
              const gap = (at - <i32>load<u16>(previous + (<usize>at << 1))) & REACH;
              if (gap > widest) {
                widest = gap;
                before = at;
              }
            }
          }
        }
        place = before;
        before = load<u16>(previous + (<usize>place << 1));
        distance += (place - before) & REACH;
      }
    }
    if (found != 0) {
      store<i32>(symbols + (<usize>count << 2), MATCH | (matched << 16) | found);
      next = i + matched;
      matches++;
    } else {
      store<i32>(symbols + (<usize>count << 2), load<u8>(here));
    }
    count++;
  }
  for (i = max(i, next); i < length; i++) {
    store<i32>(symbols + (<usize>count << 2), load<u8>(data + i));
    count++;
  }
  store<i32>(state, length);
  return count;
}
