/** The lanes in their order; lanes of 2, 4 and 8 bytes turned round. */
const KEEP: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
const SWAP16: v128 = i8x16(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
const SWAP32: v128 = i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
const SWAP64: v128 = i8x16(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);

@inline export function order16(swap: bool): v128 {
  return swap ? SWAP16 : KEEP;
}

@inline export function order32(swap: bool): v128 {
  return swap ? SWAP32 : KEEP;
}

@inline export function order64(swap: bool): v128 {
  return swap ? SWAP64 : KEEP;
}

@inline export function load16(at: usize, swap: bool): u16 {
  const value = load<u16>(at);
  return swap ? bswap<u16>(value) : value;
}

@inline export function load32(at: usize, swap: bool): u32 {
  const value = load<u32>(at);
  return swap ? bswap<u32>(value) : value;
}

@inline export function load64(at: usize, swap: bool): u64 {
  const value = load<u64>(at);
  return swap ? bswap<u64>(value) : value;
}
