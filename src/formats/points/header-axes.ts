export type Axis = 'x' | 'y' | 'z';

const before = 'coord(?:inate)?s?|cent(?:er|re)|pos(?:ition)?|loc(?:ation)?|point|pixel|voxel|rlncoordinate';
const after = `${before}|px|pixels|vox|voxels|a|ang|angst|angstroms?|nm|nanomet(?:er|re)s?`;
const named = new RegExp(`^(?:${before})?([xyz])(?:${after})?$`);

/** The axis that the name of a column means, as in `x`, `"Y"`, `z_coord`, `centerX`, `X [A]`, `y (px)` or `rlnCoordinateZ`; null: none. */
export function axisOf(name: string): Axis | null {
  const bare = name
    .slice(0, 64)
    .replace(/[[(][^\])]*[\])]/, '')
    .replace(/[\s_.'"-]/g, '')
    .toLowerCase();
  return (named.exec(bare)?.[1] as Axis | undefined) ?? null;
}

/** Whether the first three names mean x, y and z in this order. */
export function namesAxes(names: readonly string[], order: readonly Axis[] = ['x', 'y', 'z']): boolean {
  return order.every((axis, index) => axisOf(names[index] ?? '') === axis);
}
