export { readTiff, type TiffFacts } from './read-tiff.js';
