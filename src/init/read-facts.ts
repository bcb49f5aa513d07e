import { closing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { ifReadable, ifValid } from '../base/errors.js';
import { describeError } from '../base/messages.js';
import { type SniffedFile, sniffFile, startBytes, unknownFile } from '../deposition/sniff-file.js';
import { type ByteSource, bytesOf } from '../formats/byte-source.js';
import { type FileHead, headOfBytes } from '../formats/file-head.js';
import { parseImodModel } from '../formats/imod-model.js';
import { type Mdoc, parseMdoc } from '../formats/mdoc.js';
import { autoFormat, meshFormats, readMesh } from '../formats/mesh/mesh-formats.js';
import { micrographColumn, readOptics, statedPixelSizes } from '../formats/points/optics.js';
import type { Location, PointOptions } from '../formats/points/point.js';
import { pointFormats, type UnusualTable, unusualTable } from '../formats/points/point-formats.js';
import { readPoints } from '../formats/points/read-points.js';
import { axisOf, unitOf } from '../formats/points/sniff-points.js';
import { relion3, relion4, relion5, relion31, tomoman } from '../formats/points/star-layout.js';
import { decodeText, fields, parseFinite } from '../formats/text.js';
import { boundsOf } from '../neuroglancer/bounds.js';
import type { RandomReader, Storage } from '../storage/storage.js';
import { sampleLabels } from '../volume/labels.js';
import { parseMrcHeader } from '../volume/mrc/read-header.js';
import { openVolume } from '../volume/source/open-volume.js';
import { readFileHeader, readVolumeHeader } from '../volume/source/volume-formats.js';
import { readImageAttributes } from '../volume/source/zarr-format.js';
import { temporaryFiles } from '../volume/temporary-files.js';
import { packingOf } from '../volume/unpack.js';
import { isUnset, type SampleType, type Shape, type VolumeHeader } from '../volume/volume.js';
import { labelNames } from '../volume/zarr/group-metadata.js';
import type { SourceFile } from './source-listing.js';

/** The facts in the header of a volume. */
export interface VolumeFacts {
  readonly format: string;
  readonly shape: Shape;
  readonly sampleType: SampleType;
  /** Voxel size along x in Å; null if unknown, or 1 as programs write that do not know it. */
  readonly voxelSize: number | null;
  /** Smallest, largest and mean value in the header, if valid. */
  readonly range: { readonly min: number; readonly max: number; readonly mean: number } | null;
  /** Labels of the voxels of a mask, ascending, without 0; null unless they were read and are labels. */
  readonly labels: readonly number[] | null;
  /** Names of labels in the metadata of an OME-Zarr. */
  readonly labelNames?: readonly { readonly label: number; readonly name: string }[];
  /** Space group of an MRC: 0 for image stacks, 1 for volumes. */
  readonly spaceGroup: number | null;
  /** Type of the extended header of an MRC (`exttyp`); empty without one. */
  readonly extended: string;
  /** Labels in the header of an MRC, which programs write. */
  readonly titles: readonly string[];
}

/** The facts at the beginning of a file. */
export interface FileFacts {
  readonly sniffed: SniffedFile;
  readonly volume: VolumeFacts | null;
  readonly mdoc: Mdoc | null;
  /** Tilt angles in degrees, in file order. */
  readonly angles: readonly number[] | null;
  /** True if points have orientations; null if unknown. */
  readonly isOriented: boolean | null;
  /** How a table of points is read that needs options; null for other files. */
  readonly unusual: UnusualTable | null;
  /** Å of the pixels in which points are given, one for each size; empty if the file does not say. */
  readonly pixelSizes: readonly number[];
  /** Classes of boxes of EMAN2 and of objects of DeepFinder, by which a filter selects them, or names of meshes. */
  readonly classes: readonly string[];
  /** The largest coordinates (x, y, z) of a mesh of up to 1 MiB; null for other files. */
  readonly reach: readonly number[] | null;
  /** The points of a file up to 1 MiB, by which tables are compared; null for other files. */
  readonly places: readonly Location[] | null;
  /** First 64 KiB of a text; empty for binary files. */
  readonly text: string;
  /** Reason why it could not be read, or null. */
  readonly fault: string | null;
}

/** Size limit in bytes of mdocs, and of points and meshes whose end counts, which are read whole. */
export const largestWhole = 16 * 1024 * 1024;
const ofClasses = ['eman2_json', 'deepfinder_xml'];
const wholePoints = ['mod', 'copick', ...ofClasses];
const unread = {
  volume: null,
  mdoc: null,
  angles: null,
  isOriented: null,
  unusual: null,
  pixelSizes: [],
  reach: null,
  places: null,
  classes: [],
  text: '',
  fault: null,
};

/** Reads the beginning of a file once and returns its facts. Never fails: `fault` says why a file could not be read. */
export async function readFacts(storage: Storage, file: SourceFile): Promise<FileFacts> {
  if (file.size === 0) return { ...unread, sniffed: unknownFile };
  try {
    return file.isDirectory ? await factsOfZarr(storage, file) : await factsOfFile(storage, file);
  } catch (error) {
    return { ...unread, sniffed: unknownFile, fault: describeError(error) };
  }
}

async function factsOfZarr(storage: Storage, { path }: SourceFile): Promise<FileFacts> {
  const volume = volumeFacts(await readVolumeHeader(storage, path));
  return { ...unread, sniffed: { kind: 'volume', format: 'OME-Zarr', others: [] }, volume };
}

async function factsOfFile(storage: Storage, { path, size }: SourceFile): Promise<FileFacts> {
  return closing(await storage.open(path), async (reader) => {
    const bytes = await reader.read(0, startBytes);
    const head = headOfBytes(bytes, size);
    const guess = sniffFile({ path, size, bytes });
    const unusual = guess.kind === 'table' || guess.kind === 'text' ? unusualTable(head) : null;
    const sniffed: SniffedFile =
      unusual === null ? guess : { ...guess, kind: 'points', format: unusual.format };
    const facts = { ...unread, sniffed, text: head.text };
    if (packingOf(bytes) !== null && sniffed.kind !== 'volume')
      return { ...unread, sniffed: unknownFile, fault: 'compressed, as only volumes may be: unpack it' };
    switch (sniffed.kind) {
      case 'volume':
        // With an invalid header it still is a volume.
        return {
          ...facts,
          text: '',
          ...(await headerOf(reader, bytes, path).then(
            (volume) => ({ volume }),
            (error) => ({ fault: describeError(error) }),
          )),
        };
      case 'mdoc': {
        const whole = size <= bytes.length ? bytes : await reader.read(0, Math.min(size, largestWhole));
        return { ...facts, text: '', mdoc: slimMdoc(parseMdoc(decodeText(whole, path), path)) };
      }
      case 'angles':
        return { ...facts, text: '', angles: anglesOf(facts.text) };
      case 'points': {
        // A file of classes has the points of several annotations.
        const isCompared = size <= 2 ** 20 && !ofClasses.includes(sniffed.format);
        const isWhole = isCompared || (wholePoints.includes(sniffed.format) && size <= largestWhole);
        const whole = isWhole && size > bytes.length ? await reader.read(0, size) : bytes;
        return {
          ...facts,
          unusual,
          isOriented: holdsAngles(sniffed.format, facts.text, whole, path),
          pixelSizes: await pixelSizesOf(sniffed.format, head, path),
          classes: classesOf(sniffed.format, whole),
          places: isCompared
            ? await placesOf({ ...unusual, format: sniffed.format, allRows: true }, bytesOf(path, whole))
            : null,
        };
      }
      case 'mesh': {
        const { names } = meshFormats.find(({ name }) => name === sniffed.format) ?? {};
        if (names === undefined) return { ...facts, reach: await reachOf(reader, path) };
        if (size > largestWhole) return facts;
        const named = await names(await reader.read(0, size), path);
        return { ...facts, classes: [...new Set(named)].filter((name) => name !== '') };
      }
      default:
        return facts;
    }
  });
}

/** Returns the largest coordinates of a small mesh; null if it is large or invalid. */
async function reachOf(reader: RandomReader, path: string): Promise<readonly number[] | null> {
  if (reader.size > 2 ** 20) return null;
  const mesh = await ifReadable(async () =>
    readMesh(await reader.read(0, reader.size), path, { format: autoFormat }),
  );
  return mesh === null || mesh.vertices.length === 0 ? null : boundsOf(mesh.vertices).upper;
}

/** Voxels of a mask that are read at most to find its labels. */
const mostCounted = 2 ** 24;

/** Adds the labels of a mask to its facts. Never fails: what cannot be read has none. */
export async function withLabels(storage: Storage, path: string, facts: FileFacts): Promise<FileFacts> {
  if (facts.volume === null) return facts;
  const labels = await ifReadable(async () => {
    const volume = await openVolume(storage, path, { staging: temporaryFiles() });
    return closing(volume, () => sampleLabels(volume, mostCounted));
  });
  const isZarr = facts.volume.format === 'zarr';
  const { attributes = {} } =
    (isZarr ? await ifReadable(() => readImageAttributes(storage, path)) : null) ?? {};
  return { ...facts, volume: { ...facts.volume, labels, labelNames: labelNames(attributes) } };
}

const keptKeys = [
  ...(['TiltAngle', 'ExposureDose', 'ExposureTime', 'SubFramePath'] as const),
  ...(['RotationAngle', 'PixelSpacing', 'Voltage', 'FilterSlitAndLoss'] as const),
  ...(['PriorRecordDose', 'DateTime', 'FrameSet', 'ZValue'] as const),
];

/** Returns an mdoc with only the keys that configurations use, because thousands are kept in memory. */
function slimMdoc({ globals, titles, sections }: Mdoc): Mdoc {
  return {
    globals: { ...globals, others: {} },
    titles,
    sections: sections.map(({ others: { GainReference }, line, ...section }) => ({
      ...defined(Object.fromEntries(keptKeys.map((key) => [key, section[key]]))),
      others: defined({ GainReference }),
      line,
    })),
  };
}

async function headerOf(reader: RandomReader, bytes: Uint8Array, path: string) {
  if (packingOf(bytes) === null && String.fromCharCode(...bytes.subarray(208, 211)) === 'MAP') {
    const header = parseMrcHeader(bytes.subarray(0, 1024), null, path);
    const { dmin: min, dmax: max, dmean: mean, ispg, nsymbt, exttyp } = header.fields;
    return {
      ...volumeFacts(header),
      range: max > min && mean >= min && mean <= max ? { min, max, mean } : null,
      spaceGroup: ispg,
      extended: nsymbt > 0 ? exttyp || 'unnamed' : '',
      titles: header.fields.labels.filter((label) => label !== ''),
    };
  }
  const file = withStart(reader, bytes);
  return volumeFacts(await readFileHeader({ file, head: bytes, path }));
}

/** Returns a reader that serves the beginning of a file from memory. */
function withStart(reader: RandomReader, start: Uint8Array): RandomReader {
  return {
    size: reader.size,
    localPath: reader.localPath,
    async read(offset, length) {
      const end = Math.min(offset + length, reader.size);
      return end <= start.length ? start.slice(offset, Math.max(offset, end)) : reader.read(offset, length);
    },
    close: async () => undefined,
  };
}

function volumeFacts({ format, shape, sampleType, voxelSize }: VolumeHeader): VolumeFacts {
  const size = voxelSize !== null && voxelSize.x > 0 && !isUnset({ voxelSize }) ? voxelSize.x : null;
  const others = { range: null, labels: null, spaceGroup: null, extended: '', titles: [] };
  return { format, shape, sampleType, voxelSize: size, ...others };
}

function anglesOf(text: string): number[] {
  return text
    .split(/\r\n|\r|\n/)
    .flatMap((line) => fields(line).slice(0, 1))
    .map((token) => parseFinite(token) ?? Number.NaN)
    .filter((value) => !Number.isNaN(value));
}

/** The 1-based last column of the position in a Dynamo table, which each has. */
const dynamoPosition = 26;
/** The 1-based column `apix` of a Dynamo table. */
const dynamoPixelColumn = 36;

/**
 * Returns the pixel sizes of coordinates in Å that the beginning of a file of points states: the optics of RELION, or its
 * rows without optics, column 36 of Dynamo, `apix_unbin` of EMAN2, the unit in the header of a table.
 */
async function pixelSizesOf(format: string, { text, lines }: FileHead, path: string): Promise<number[]> {
  const layout = [relion3, tomoman, relion31, relion4, relion5].find(({ name }) => name === format);
  if (layout?.optics === null) return ifValid(() => statedPixelSizes(lines, path)) ?? [];
  if (layout !== undefined) {
    // Images of RELION 3.1 may be scaled; coordinates are in pixels of the micrograph.
    const columns = layout === relion31 ? ([micrographColumn] as const) : layout.optics;
    const optics = await ifReadable(() => readOptics(bytesOf(path, text), [...columns], false));
    return [...new Set(optics?.all)];
  }
  if (format.endsWith('_with_header') || format === 'tardis') {
    const names = (text.trimStart().split(/[\r\n]/, 1)[0] ?? '').split(/[,;\t]/);
    // TARDIS counts Å, and has `IDs`; other tables with an `id` count voxels, if their unit is not said.
    const usual = format === 'tardis' && /\bIDs\b/.test(`${names}`) ? 1 : null;
    const unit = unitOf(names.find((name) => axisOf(name) === 'x') ?? '') ?? usual;
    return unit === null ? [] : [unit];
  }
  const token =
    format === 'dynamo_tbl'
      ? fields(text.trimStart().split('\n', 1)[0] ?? '')[dynamoPixelColumn - 1]
      : /"apix_unbin"\s*:\s*([\d.]+)/.exec(text)?.[1];
  const size = parseFinite(token ?? '') ?? 0;
  return size > 0 && size !== 1 ? [size] : [];
}

/** Returns the points of a file; null if it is invalid, or its reader needs more than the file. */
function placesOf(options: PointOptions, source: ByteSource) {
  return ifReadable(async () => {
    const places: Location[] = [];
    const { types = [] } = pointFormats.find(({ name }) => name === options.format) ?? {};
    const type = types.includes('point') ? 'point' : (types[0] ?? 'point');
    for await (const points of readPoints(source, type, options))
      for (const { location } of points) places.push(location);
    return places;
  });
}

function classesOf(format: string, bytes: Uint8Array): string[] {
  const text = ofClasses.includes(format) ? new TextDecoder().decode(bytes) : '';
  const [among, one] =
    format === 'eman2_json'
      ? [/"class_list"\s*:\s*(\{.*?\}\s*\})/s.exec(text)?.[1] ?? '', /"name"\s*:\s*"(?<name>[^"\\]+)"/g]
      : [text, /\sclass_label\s*=\s*(["'])(?<name>.+?)\1/g];
  return [...new Set([...among.matchAll(one)].flatMap(({ groups }) => groups?.name ?? []))];
}

/**
 * True if a file of points has orientations: a model with slicer angles, a table with angle columns, or one of Dynamo
 * in which they are not all 0. Null if its format always has them or never. Fails with a FormatError if a model is
 * invalid.
 */
export function holdsAngles(format: string, text: string, bytes: Uint8Array, path: string): boolean | null {
  if (format === 'dynamo_tbl') {
    const rows = text.split('\n').map(fields);
    const isTurned = rows.some((row) => row.slice(6, 9).some((angle) => (parseFinite(angle) ?? 0) !== 0));
    return rows.some(({ length }) => length >= dynamoPosition) ? isTurned : null;
  }
  if (format === 'mod') return parseImodModel(bytes, path).slicerAngles.length > 0;
  if (format === 'copick') {
    // What its orientations are worth stands behind the points.
    const isDistrusted = /"trust_orientation"\s*:\s*false/.test(new TextDecoder().decode(bytes));
    return !isDistrusted && /"transformation_"\s*:\s*\[/.test(text);
  }
  return /^(?:relion(?:3|31|4|5)|tomoman_relion)_star$/.test(format) ? /_rlnAngleRot\b/.test(text) : null;
}
