export { formatManifestLine, type ManifestEntry, parseManifestLine } from './manifest-line.js';
export { readManifest } from './read-manifest.js';
