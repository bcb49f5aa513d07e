/** How far a validation looks: never into voxels, into a few chunks of every volume, or into every voxel. */
export const depths = ['headers', 'sample', 'deep'] as const;

export type Depth = (typeof depths)[number];
