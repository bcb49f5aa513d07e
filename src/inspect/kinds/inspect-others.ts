import { parseYaml } from '../../config/yaml/index.js';
import { readMesh } from '../../formats/mesh/index.js';
import { readPictureFacts } from '../../formats/picture/index.js';
import { parseXml } from '../../formats/xml/index.js';
import { decodeJson, isJsonObject } from '../../json/index.js';
import type { InspectedFile } from '../inspected-file.js';
import { BoundsOf } from './bounds-of.js';
import type { DocumentFacts, MeshFacts, PictureFacts } from './other-facts.js';

/** The size of a picture, which is not decoded. Fails with a FormatError for a damaged one. */
export async function inspectPicture(file: InspectedFile): Promise<PictureFacts> {
  const { size } = readPictureFacts(await file.content(), file.path);
  return { kind: 'picture', width: size?.width ?? null, height: size?.height ?? null };
}

/** Vertices and triangles of a mesh. Fails with a FormatError for a damaged one. */
export async function inspectMesh(file: InspectedFile): Promise<MeshFacts> {
  const { vertices, faces } = await readMesh(await file.content(), file.path, {
    format: file.sniffed.format,
  });
  const bounds = new BoundsOf();
  for (let at = 0; at < vertices.length; at += 3) {
    bounds.add(vertices[at] ?? 0, vertices[at + 1] ?? 0, vertices[at + 2] ?? 0);
  }
  return {
    kind: 'mesh',
    vertices: vertices.length / 3,
    triangles: faces.length / 3,
    bounds: bounds.finish(),
  };
}

/** The keys of a document. Fails with a FormatError, or a ConfigError for YAML, that names the line. */
export async function inspectDocument(file: InspectedFile): Promise<DocumentFacts> {
  const { path } = file;
  if (file.sniffed.kind === 'xml') {
    const { text } = await file.text();
    return { kind: 'xml', keys: [parseXml(text, path).name] };
  }
  const bytes = await file.content();
  if (file.sniffed.kind === 'yaml') return { kind: 'yaml', keys: Object.keys(parseYaml(bytes, path).value) };
  const value = decodeJson(bytes, path);
  return {
    kind: 'json',
    keys: isJsonObject(value) ? Object.keys(value) : [],
    ...(Array.isArray(value) ? { items: value.length } : {}),
  };
}
