export { type FetchLimits, fetchUrl } from './fetch-url.js';
export { redactUrl } from './redact-url.js';
