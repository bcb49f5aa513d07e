import type { AlignmentSection } from '../../formats/alignment/index.js';
import { type JsonValue, objectsAt } from '../../json/index.js';
import { alignmentRecord } from '../derive/index.js';
import { compareRecords, type ValueDifference } from './compare-records.js';

/** Share that offsets change by where the pixel spacing that turned them into pixels was rounded. */
const roundedSpacing = 1e-3;

/**
 * Values of `per_section_alignment_parameters` in alignment metadata that the alignment's files do not give; `isInLength`
 * where the files have offsets in Å.
 */
export function compareAlignmentSections(
  metadata: JsonValue,
  sections: readonly AlignmentSection[],
  isInLength = false,
): ValueDifference[] {
  const found = objectsAt(metadata, 'per_section_alignment_parameters');
  return compareRecords(found, sections.map(alignmentRecord), isInLength ? roundedSpacing : undefined);
}
