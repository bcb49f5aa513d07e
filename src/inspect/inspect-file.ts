import { FormatError, nullIf, UnsupportedError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { isJsonObject } from '../base/json-value.js';
import { parseYaml } from '../deposition/config/parse-yaml.js';
import type { FileKind } from '../deposition/sniff-file.js';
import { meshFormats, readMesh } from '../formats/mesh/mesh-formats.js';
import { readPictureFacts } from '../formats/picture/picture-formats.js';
import { parseXml } from '../formats/xml.js';
import { GrowingBounds } from '../neuroglancer/bounds.js';
import {
  inspectAlignment,
  inspectAngles,
  inspectCtf,
  inspectMdoc,
  inspectTransforms,
} from './inspect-series.js';
import { boundsFacts, inspectPoints, inspectStar, inspectTable, inspectText } from './inspect-tables.js';
import { inspectFrames, inspectVolume, type VolumeQuestions } from './inspect-volume.js';
import type { InspectedFile } from './inspected-file.js';
import type { DocumentFacts, InspectedFacts, Inspection, MeshFacts, PictureFacts } from './inspection.js';

type Inspector = (file: InspectedFile, questions: VolumeQuestions) => Promise<InspectedFacts>;

const inspectors: Record<FileKind, Inspector> = {
  volume: inspectVolume,
  frames: inspectFrames,
  picture: inspectPicture,
  mesh: inspectMesh,
  points: inspectPoints,
  mdoc: inspectMdoc,
  angles: inspectAngles,
  transforms: inspectTransforms,
  alignment: inspectAlignment,
  ctf: inspectCtf,
  star: inspectStar,
  table: inspectTable,
  json: inspectDocument,
  yaml: inspectDocument,
  xml: inspectDocument,
  text: inspectText,
  unknown: refuseUnknown,
};

/** Returns kind, format and content of a file. Fails with a FormatError or UnsupportedError of its reader. */
export async function inspectFile(file: InspectedFile, questions: VolumeQuestions): Promise<Inspection> {
  const { path, bytes, sniffed } = file;
  const { kind, ...facts } = await inspectors[sniffed.kind](file, questions);
  return { path, kind, format: sniffed.format, bytes, ...facts, others: sniffed.others } as Inspection;
}

async function refuseUnknown({ path, bytes }: InspectedFile): Promise<never> {
  throw new FormatError('no reader accepts this file', {
    path,
    expected: 'a volume, points, a mesh, a picture, or a side-car file of a tilt series',
    found: bytes === 0 ? 'an empty file' : 'other content',
  });
}

/** Reads the size of a picture from its header. Fails with a FormatError for a damaged file. */
async function inspectPicture(file: InspectedFile): Promise<PictureFacts> {
  const { size } = readPictureFacts(await file.content(), file.path);
  return { kind: 'picture', width: size?.width ?? null, height: size?.height ?? null };
}

/** Counts vertices and triangles of a mesh or of all of a group. Fails with a FormatError for a damaged file. */
async function inspectMesh(file: InspectedFile): Promise<MeshFacts> {
  const { path } = file;
  const { format } = file.sniffed;
  const bytes = await file.content();
  const segments = (await meshFormats.find(({ name }) => name === format)?.names?.(bytes, path)) ?? null;
  const bounds = new GrowingBounds();
  let [vertexCount, triangles] = [0, 0];
  for (const name of segments === null ? [null] : new Set(segments)) {
    // A segment may be a volume.
    const mesh = await readMesh(bytes, path, { format, name }).catch(
      nullIf((error) => segments !== null && error instanceof UnsupportedError),
    );
    const { vertices = new Float32Array(0), faces = [] } = mesh ?? {};
    for (let at = 0; at < vertices.length; at += 3)
      bounds.include(vertices[at] ?? 0, vertices[at + 1] ?? 0, vertices[at + 2] ?? 0);
    vertexCount += vertices.length / 3;
    triangles += faces.length / 3;
  }
  const named = segments === null ? {} : { segments };
  return { kind: 'mesh', ...named, vertices: vertexCount, triangles, bounds: boundsFacts(bounds) };
}

/** Limits of a JSON document: a list or mapping of more values takes more memory than `inspect` has. */
const documentLimits = { limit: 64 * 2 ** 20, mostCommas: 500_000 } as const;

/** Lists the keys of a document. Fails with a FormatError, or a ConfigError for YAML, that names the line. */
async function inspectDocument(file: InspectedFile): Promise<DocumentFacts> {
  const { path } = file;
  if (file.sniffed.kind === 'xml') {
    const { text } = await file.text();
    return { kind: 'xml', keys: [parseXml(text, path).name] };
  }
  const bytes = await file.content();
  if (file.sniffed.kind === 'yaml') return { kind: 'yaml', keys: Object.keys(parseYaml(bytes, path).value) };
  const value = decodeJson(bytes, path, documentLimits);
  const items = Array.isArray(value) ? { items: value.length } : {};
  return { kind: 'json', keys: isJsonObject(value) ? Object.keys(value) : [], ...items };
}
