export type { Answers } from './answers/apply-answers.js';
export { parseAnswers } from './answers/parse-answers.js';
export { runTableName } from './build-document.js';
export { type AssignedFile, composeConfig, type InitResult } from './compose-config.js';
export type { Entry } from './entries/entry.js';
export { readEntry } from './entries/read-entry.js';
export type { UnusedFile } from './plan/planned-source.js';
export { type Survey, type SurveyProgress, survey } from './survey.js';
export type { Placeholder } from './yaml/render-yaml.js';
