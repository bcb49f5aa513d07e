import type { Target } from '../target.js';
import { meshTargets } from './meshes.js';
import { otherPointTargets } from './other-points.js';
import { otherTextTargets } from './other-texts.js';
import { otherVolumeTargets } from './other-volumes.js';
import { pictureTargets } from './pictures.js';
import { pointTargets } from './points.js';
import { precomputedTargets } from './precomputed.js';
import { textTargets } from './texts.js';
import { volumeTargets } from './volumes.js';

/** Every reader that is fuzzed, one row a family of files. */
export const targets: readonly Target[] = [
  ...volumeTargets,
  ...pictureTargets,
  ...meshTargets,
  ...pointTargets,
  ...textTargets,
  ...precomputedTargets,
  ...otherVolumeTargets,
  ...otherPointTargets,
  ...otherTextTargets,
];
