export type { Issue, IssueText } from './issue.js';
export type { RuleText } from './rule-text.js';
