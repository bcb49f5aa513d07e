export { type EmHeader, emHeaderBytes, readEmHeader } from './em-header.js';
export { type EmImage, parseEm, parseEmHead } from './parse-em.js';
