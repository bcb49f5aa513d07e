export { formatManifestLine, type ManifestEntry, parseManifestLine } from './manifest-line.js';
export { type Manifest, readManifest } from './read-manifest.js';
