/** Seeded pseudo-random integers of 0…2³²−1 by index, the same wherever they are asked for. */
export function hashAt(seed: number): (index: number) => number {
  return (index) => {
    let h = Math.imul(index ^ (seed * 0x9e3779b1), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  };
}
