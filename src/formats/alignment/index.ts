export type { AlignmentSection } from './alignment-section.js';
export { parseAngleList } from './angle-list.js';
export { parseNumberRows } from './number-rows.js';
export {
  type Alignment,
  type AlignmentFacts,
  type AlignmentFormat,
  alignmentFormats,
  holdsAlignment,
  readAlignment,
} from './read-alignment.js';
export { parseSectionLists, type SectionLists } from './section-lists.js';
