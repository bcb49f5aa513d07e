import type { AnyRule } from '../rule.js';
import { angleRules } from './angles.js';
import { annotationRules, meshRules } from './annotations.js';
import { documentRules } from './documents.js';
import { againstRules, fixityRules } from './fixity.js';
import { frameRules } from './frames.js';
import { imageRules } from './images.js';
import { layoutRules, nameRules } from './layout.js';
import { mdocRules } from './mdoc.js';
import { metadataRules } from './metadata.js';
import { mrcRules } from './mrc.js';
import { placementRules } from './placement.js';
import { plausibleRules } from './plausible.js';
import { precomputeDataRules, precomputeRules } from './precompute.js';
import { recordedRules } from './recorded.js';
import { completenessRules, referenceRules } from './references.js';
import { alignmentRules, sectionRules } from './sections.js';
import { spacingRules } from './spacing.js';
import { termRules } from './terms.js';
import { tiltSeriesRules } from './tilt-series.js';
import { viewerRules } from './viewer.js';
import { viewerFormRules } from './viewer-form.js';
import { viewerViewRules } from './viewer-view.js';
import { volumeRules } from './volume.js';
import { voxelRules } from './voxels.js';
import { labelRules, zarrRules } from './zarr.js';

/** All rules. A published code is never removed and never changes its meaning; new codes are added. */
export const rules: readonly AnyRule[] = [
  ...layoutRules,
  ...nameRules,
  ...metadataRules,
  ...documentRules,
  ...plausibleRules,
  ...referenceRules,
  ...completenessRules,
  ...spacingRules,
  ...volumeRules,
  ...mrcRules,
  ...zarrRules,
  ...labelRules,
  ...frameRules,
  ...mdocRules,
  ...tiltSeriesRules,
  ...sectionRules,
  ...recordedRules,
  ...angleRules,
  ...alignmentRules,
  ...annotationRules,
  ...termRules,
  ...meshRules,
  ...imageRules,
  ...voxelRules,
  ...precomputeRules,
  ...precomputeDataRules,
  ...viewerRules,
  ...viewerFormRules,
  ...viewerViewRules,
  ...placementRules,
  ...fixityRules,
  ...againstRules,
];
