export { writeManifest } from './write-manifest.js';
export { type ProvenanceFacts, writeProvenance } from './write-provenance.js';
