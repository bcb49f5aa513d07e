import { annotationEntry } from '../annotations-only.js';

/** Sources of the shapes that the tiny deposition has no annotation of. */
export const rareSources = (at: number): Readonly<Record<string, string>> => ({
  'rare/lines.csv': `IDs,X [A],Y [A],Z [A]\n0,${10 * at},20,30\n1,40,50,60\n`,
  'rare/cell.surf': `# HyperSurface 0.1 ASCII\nVertices 3\n${at} 0 0\n9 0 0\n0 9 0\nPatches 1\n{\nInnerRegion nucleus\nOuterRegion Exterior\nTriangles 1\n1 2 3\n}\n`,
  'rare/all.json': `{"captions": [{"text": "${at}"}]}`,
  'rare/each.json': `{"objects": [{"id": 0, "text": "${at}"}]}`,
});
/** The entry of a configuration that reads them. */
export const rareShapes = annotationEntry(
  'rare',
  'envelope',
  [
    'InstanceSegmentation: {file_format: tardis, glob_string: rare/lines.csv, binning: 10}',
    'TriangularMeshGroup: {file_format: surf, glob_string: rare/cell.surf, name: nucleus}',
    'GlobalCaption: {file_format: saber, glob_string: rare/all.json}',
    'AnnotationCaption: {file_format: saber, glob_string: rare/each.json, companion_shape: SegmentationMask}',
  ].map((source) => `${source}\n        parent_filters: {include: {voxel_spacing: ['^10[.]']}}`),
);
