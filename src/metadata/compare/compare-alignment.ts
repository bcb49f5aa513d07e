import type { AlignmentSection } from '../../formats/alignment/index.js';
import { type JsonValue, objectsAt } from '../../json/index.js';
import { alignmentRecord } from '../derive/index.js';
import { compareRecords, type ValueDifference } from './compare-records.js';

/** Values of `per_section_alignment_parameters` in alignment metadata that the alignment's files do not give. */
export function compareAlignmentSections(
  metadata: JsonValue,
  sections: readonly AlignmentSection[],
): ValueDifference[] {
  const found = objectsAt(metadata, 'per_section_alignment_parameters');
  return compareRecords(found, sections.map(alignmentRecord));
}
