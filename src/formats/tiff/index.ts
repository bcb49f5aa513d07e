export { readTiff, type TiffFacts } from './read-tiff.js';
export { readTiffStack, type TiffBlock, type TiffSection, type TiffStack } from './read-tiff-stack.js';
