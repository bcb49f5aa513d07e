import { FormatError } from '../../../errors/index.js';
import { child, parseXml, type XmlElement } from '../../xml/index.js';

/** The root and the segments of an EMDB-SFF file of version 0.8 in XML. Fails with a FormatError for other files. */
export function sffDocument(
  bytes: Uint8Array,
  path: string,
): { readonly root: XmlElement; readonly segments: XmlElement } {
  const root = parseXml(new TextDecoder().decode(bytes), path);
  const segments = root.name === 'segmentation' ? child(root, 'segment_list') : null;
  if (segments !== null) return { root, segments };
  const version = child(root, 'version')?.text ?? 'none';
  const facts = { path, expected: 'a segmentation with a segment_list, as in version 0.8' };
  throw new FormatError('unsupported EMDB-SFF version', {
    ...facts,
    found: `<${root.name}> of version ${version}`,
  });
}

/** A value that is an attribute of an element or an element within it; null where it is neither. */
export function sffText(element: XmlElement | null, name: string): string | null {
  if (element === null) return null;
  return element.attributes.get(name) ?? child(element, name)?.text ?? null;
}
