import { annotationChanges } from './annotation-changes.js';
import { metadataChanges } from './metadata-changes.js';
import type { PlantedChange } from './plant.js';
import { precomputeChanges } from './precompute-changes.js';
import { textChanges } from './text-changes.js';
import { treeChanges } from './tree-changes.js';
import { volumeChanges } from './volume-changes.js';

export const plantedChanges: readonly PlantedChange[] = [
  ...textChanges,
  ...metadataChanges,
  ...volumeChanges,
  ...annotationChanges,
  ...treeChanges,
  ...precomputeChanges,
];
