import { FormatError } from '../errors/index.js';
import { isJsonObject, type JsonValue } from '../json/index.js';
import { type AnnotationInfo, parseAnnotationInfo } from './points/annotation-info.js';
import { parseSegmentationInfo, type SegmentationInfo } from './segmentation/segmentation-info.js';

/** What the `info` file of a precomputed directory says. */
export type PrecomputedInfo = AnnotationInfo | SegmentationInfo;

/** An `info` file of either kind; fails with a FormatError that says what it lacks. */
export function parsePrecomputedInfo(document: JsonValue): PrecomputedInfo {
  const type = isJsonObject(document) ? document['@type'] : undefined;
  if (type === 'neuroglancer_annotations_v1') return parseAnnotationInfo(document);
  if (type === 'neuroglancer_multiscale_volume') return parseSegmentationInfo(document);
  throw new FormatError('no info of a precomputed directory', {
    found: (JSON.stringify(type) ?? 'no @type').slice(0, 60),
    expected: '@type neuroglancer_annotations_v1 or neuroglancer_multiscale_volume',
  });
}
