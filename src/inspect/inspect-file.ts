import { FormatError } from '../errors/index.js';
import type { FileKind } from '../sources/sniff/index.js';
import type { InspectedFile } from './inspected-file.js';
import type { InspectedFacts, Inspection } from './inspection.js';
import { inspectFrames } from './kinds/inspect-frames.js';
import { inspectMdoc } from './kinds/inspect-mdoc.js';
import { inspectDocument, inspectMesh, inspectPicture } from './kinds/inspect-others.js';
import { inspectPoints } from './kinds/inspect-points.js';
import { inspectAlignment, inspectAngles, inspectCtf, inspectTransforms } from './kinds/inspect-series.js';
import { inspectStar } from './kinds/inspect-star.js';
import { inspectTable, inspectText } from './kinds/inspect-table.js';
import { inspectVolume, type VolumeQuestions } from './kinds/inspect-volume.js';

type Inspector = (file: InspectedFile, questions: VolumeQuestions) => Promise<InspectedFacts>;

/** One inspector a kind. */
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

/** What a file is, as its reader sees it. Fails with a FormatError or UnsupportedError where the reader refuses it. */
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
