export { type EmImage, parseEm, parseEmHead } from './parse-em.js';
