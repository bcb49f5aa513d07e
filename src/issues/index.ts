export type { Issue, IssueText } from './issue.js';
export { interruption, madeAgain, notSelected } from './item-notes.js';
export type { RuleText } from './rule-text.js';
