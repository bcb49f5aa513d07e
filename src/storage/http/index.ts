export { type FetchLimits, fetchUrl } from './fetch-url.js';
