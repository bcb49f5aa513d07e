import { acquisitionMutations } from './acquisition.js';
import { againstMutations } from './against.js';
import { claimMutations } from './claims.js';
import { contradictionMutations } from './contradictions.js';
import { derivedMutations } from './derived.js';
import { fixityMutations } from './fixity.js';
import { headerMutations } from './headers.js';
import { layoutMutations } from './layout.js';
import { metadataMutations } from './metadata.js';
import type { Mutation } from './mutation.js';
import { outlierMutations } from './outliers.js';
import { precomputeDataMutations } from './precompute-data.js';
import { siblingMutations } from './siblings.js';
import { sideCarMutations } from './side-cars.js';
import { slipMutations } from './slips.js';
import { statementMutations } from './statements.js';
import { viewerMutations } from './viewer.js';
import { voxelMutations } from './voxels.js';

/** Small changes to the good tree, at least one for every rule. */
export const mutations: readonly Mutation[] = [
  ...layoutMutations,
  ...metadataMutations,
  ...sideCarMutations,
  ...headerMutations,
  ...voxelMutations,
  ...viewerMutations,
  ...precomputeDataMutations,
  ...derivedMutations,
  ...statementMutations,
  ...claimMutations,
  ...fixityMutations,
  ...acquisitionMutations,
  ...againstMutations,
  ...siblingMutations,
  ...outlierMutations,
  ...slipMutations,
  ...contradictionMutations,
];
