import { inTurn } from '../../base/collections.js';
import { FormatError } from '../../base/errors.js';
import { type JsonValue, numberAt, objectsAt, textAt } from '../../base/json-value.js';
import {
  type Alignment,
  type AlignmentFacts,
  parseAngleList,
} from '../../formats/alignment/alignment-section.js';
import { holdsAlignment, readAlignment } from '../../formats/alignment/read-alignment.js';
import { parseRecordedCtf } from '../../formats/ctf/ctf-formats.js';
import type { RecordedCtfRow } from '../../formats/ctf/ctf-tables.js';
import { type Mdoc, parseMdoc } from '../../formats/mdoc.js';
import { isFrameSet, mergeMdocs } from '../../formats/mdoc-sections.js';
import { decodeText, type NamedText, textLimit } from '../../formats/text.js';
import { readTiff } from '../../formats/tiff.js';
import { baseName, parentKey } from '../../storage/keys.js';
import { entityTable } from '../../tree/entities/entities.js';
import { compareAlignmentSections } from '../../tree/metadata/derived-records.js';
import { isRawTilts } from '../../tree/metadata/tilt-lists.js';
import type { Asset } from '../../tree/tree-file.js';
import type { Content, TreeReader } from '../../tree/tree-reader.js';
import type { DescribedMrc } from '../../volume/mrc/header.js';
import { voxelSizeAlong } from '../../volume/mrc/read-header.js';
import {
  type AlignmentContext,
  type AngleFile,
  agreedShape,
  type FrameFile,
  type FrameImage,
  type FramesContext,
  type MrcContext,
  type TiltSeriesContext,
  type VolumeContext,
} from '../contexts/acquisition.js';
import { loadMrcFile, loadVolume } from './load-volume.js';
import { alignmentPath, type UnitLoader } from './unit-loader.js';

/** Loads the frames, gains and mdocs of a run; second, the MRC files among them, for the rules on headers. */
export async function loadFrames(loader: UnitLoader): Promise<[FramesContext, MrcContext[]]> {
  const { assets } = loader;
  const mrcs: MrcContext[] = [];
  const load = (kind: 'frame' | 'gain') =>
    inTurn(assets.of(kind), async (file): Promise<FrameFile> => {
      const named = nameFrame(file);
      if (!loader.needs('header')) return named;
      if (tiffExtensions.has(named.extension)) return { ...named, ...(await loadTiff(loader.reader, file)) };
      if (!/^mrc/.test(named.extension)) return named;
      const mrc = await loadMrcFile(loader.reader, file, kind, loader.location(kind));
      mrcs.push(mrc);
      // The rule MRC_UNREADABLE reports the problem.
      const isScanned = kind === 'gain' && loader.scanner !== null && !mrc.isCompressed;
      const isBlank = isScanned && mrc.value !== null && (await isZero(loader.reader, file, mrc.value));
      return { ...named, value: mrc.value === null ? null : { ...imageOf(mrc.value), isBlank } };
    });
  const frames: FramesContext = {
    ...loader.location('frame'),
    path: parentKey(loader.path('framesMetadata')),
    layout: loader.layout,
    metadata: await loader.json('framesMetadata'),
    ...mdocsOf(await loader.sideCars(assets.of('mdoc'), loadMdoc)),
    frames: await load('frame'),
    gains: await load('gain'),
    hasTiltSeries: assets.of('tiltSeriesMrc').length + assets.of('tiltSeriesZarr').length > 0,
  };
  return [frames, mrcs];
}

/** Loads the tilt series of a run. An unreadable file is a problem of its context. */
export async function loadTiltSeries(loader: UnitLoader, frames: FramesContext) {
  return inTurn(await loader.items('tiltseries'), async ({ variables, ...item }) => {
    const spacing = numberAt(item.metadata?.value, 'pixel_spacing');
    const lists = loader.assets.of('rawTilt', variables);
    // As an ingest: raw tilts count before another list.
    const ordered = lists.toSorted((a, b) => Number(isRawTilts(b.path)) - Number(isRawTilts(a.path)));
    return {
      ...item,
      volume: await loadVolume(loader, item, entityTable.tiltseries.volume, variables, spacing),
      rawTilts: await loader.sideCars(ordered, loadAngles),
      ctfs: await loader.sideCars(loader.assets.of('ctf', variables), ctfOf(item.run, item.metadata?.value)),
      frames,
    };
  });
}

/** Loads the alignments of a run, each with its tilt series and tomograms. */
export async function loadAlignments(
  loader: UnitLoader,
  frames: FramesContext,
  tiltSeries: readonly TiltSeriesContext[],
  tomograms: readonly VolumeContext[],
): Promise<AlignmentContext[]> {
  return inTurn(await loader.items('alignment'), async ({ variables, ...item }) => {
    const { metadata } = item;
    const files = loader.assets.of('alignmentFile', variables);
    const tiltFiles = files.filter((file) => file.path.endsWith('.tlt'));
    const value = metadata?.value;
    const path = textAt(value, 'tiltseries_path');
    const owner = tiltSeries.find((each) => path?.startsWith(`${each.path}/`)) ?? null;
    return {
      ...item,
      files,
      aligned: loader.needs('side-car')
        ? await loadAlignmentFiles(loader.reader, files, value ?? null, {
            pixelSize: owner === null ? null : owner.volume.spacing,
            imageSize: owner === null ? null : imageSizeOf(owner.volume),
            stackTilts: owner?.rawTilts[0]?.value ?? null,
            run: item.run,
            isPublished: true,
          })
        : null,
      tilts: await loader.sideCars(tiltFiles, loadAngles),
      tiltSeries: owner,
      tomograms: tomograms.filter(
        (tomogram) => metadata !== null && alignmentPath(tomogram.metadata) === metadata.path,
      ),
      frames,
    };
  });
}

/** Returns a frame or gain without reading it. */
function nameFrame({ path, size }: Asset): FrameFile {
  const name = baseName(path);
  const [, extension = ''] = /\.((?:mrc|tif|tiff|eer)\.(?:bz2|gz)|[^.]+)$/i.exec(name) ?? [];
  return { path, size, name, extension: extension.toLowerCase(), value: null, problem: null };
}

/** Bytes of voxels that are looked at together: the first ones of most files are not all zero. */
const pieceBytes = 1024 * 1024;

/** True if all bytes of the voxels are zero. */
async function isZero(reader: TreeReader, file: Asset, { dataOffset }: DescribedMrc): Promise<boolean> {
  const { value } = await reader.opened(file, async (bytes) => {
    for (let at = dataOffset; at < bytes.size; at += pieceBytes) {
      const piece = await bytes.read(at, Math.min(pieceBytes, bytes.size - at));
      if (piece.some((byte) => byte !== 0)) return false;
    }
    return bytes.size > dataOffset;
  });
  return value === true;
}

function imageOf({ shape: [sections, height, width], fields }: DescribedMrc): FrameImage {
  const [x, y] = [voxelSizeAlong(fields, 'x'), voxelSizeAlong(fields, 'y')];
  const pixelSpacing = x !== null && y !== null && x > 0 && y > 0 ? { x, y } : null;
  const { dmin, dmax, dmean, rms } = fields;
  const statistics = rms > 0 && dmax > dmin ? [dmin, dmax, dmean, rms] : null;
  return { width, height, sections, mode: fields.mode, pixelSpacing, statistics };
}

const tiffExtensions = new Set(['tif', 'tiff', 'eer', 'gain']);

/** Loads a frame or gain in TIFF or EER from its directories; of other formats but MRC, the name is all that is known. */
function loadTiff(reader: TreeReader, file: Asset): Promise<Content<FrameImage>> {
  return reader.opened(file, async (bytes) => {
    const { page, pages, eerFrames } = await readTiff(bytes, file.path);
    const [height = 0, width = 0] = page.shape;
    const sections = eerFrames > 0 ? eerFrames : pages;
    return { width, height, sections, mode: null, pixelSpacing: null, statistics: null };
  });
}

/** Loads a file with one angle per line. An empty file is no problem here: another rule reports it. */
function loadAngles(reader: TreeReader, file: Asset): Promise<AngleFile> {
  return reader.content(file, textLimit, (bytes) => {
    const text = decodeText(bytes, file.path);
    return text.trim() === '' ? [] : parseAngleList({ text, path: file.path });
  });
}

function loadMdoc(reader: TreeReader, file: Asset): Promise<Content<Mdoc>> {
  return reader.content(file, textLimit, (bytes) => parseMdoc(decodeText(bytes, file.path), file.path));
}

/** Returns the mdocs of a run; those of single movies or of two branches are one, as in an ingest. */
function mdocsOf(files: readonly Content<Mdoc>[]): Pick<FramesContext, 'mdocs' | 'branches'> {
  const read = files.flatMap(({ path, value }) => (value === null ? [] : [{ path, mdoc: value }]));
  const merged = read.length === files.length ? mergeMdocs(read) : null;
  const [first] = files;
  if (merged === null || first === undefined) {
    // Mdocs that no rule needs are not read; two may be branches.
    const isUnread =
      files.length === 2 && files.every(({ value, problem }) => value === null && problem === null);
    return { mdocs: files, branches: isUnread ? files.map(({ path }) => path) : [] };
  }
  const branches = read.flatMap(({ path, mdoc }) => (isFrameSet(mdoc) ? [] : [path]));
  return { mdocs: [{ ...first, value: merged }], branches };
}

/** Returns the loader of the rows of a tilt series in a CTF table, whose file name gives the format. */
function ctfOf(run: string | null, metadata: JsonValue | undefined) {
  return (reader: TreeReader, file: Asset): Promise<Content<readonly RecordedCtfRow[]>> =>
    reader.content(file, textLimit, (bytes) => {
      const [text, format] = [decodeText(bytes, file.path), file.variables.format ?? ''];
      const read = (compatible: 'none' | 'portal') =>
        parseRecordedCtf(text, format, file.path, { run, isPublished: true, compatible });
      const asPortal = read('portal');
      const described = objectsAt(metadata, 'per_section_parameter').filter(
        (section) => numberAt(section, 'major_defocus') !== null,
      );
      // A tree made with `--compatible portal` has a range of views at the first of them.
      return described.length > asPortal.length ? read('none') : asPortal;
    });
}

function imageSizeOf(volume: VolumeContext): [number, number] | null {
  const shape = agreedShape(volume);
  return shape === null ? null : [shape[2], shape[1]];
}

/** Loads an alignment from its files; the path is that of the first, or of one at fault. Null if none describes an alignment. */
async function loadAlignmentFiles(
  reader: TreeReader,
  files: readonly Asset[],
  metadata: JsonValue,
  facts: Omit<AlignmentFacts, 'compatible'>,
): Promise<Content<Alignment> | null> {
  const [first, ...others] = files.filter(({ path }) => holdsAlignment(path));
  if (first === undefined) return null;
  let { path } = first;
  const format = textAt(metadata, 'format');
  const content = await reader.content(first, textLimit, async (bytes) => {
    const texts: NamedText[] = [{ path: first.path, text: decodeText(bytes, first.path) }];
    for (const other of others) {
      texts.push({ path: other.path, text: decodeText(await reader.get(other.path, textLimit), other.path) });
    }
    const read = (compatible: 'none' | 'portal') => {
      try {
        return readAlignment(texts, format, { ...facts, compatible });
      } catch (error) {
        if (error instanceof FormatError) path = error.facts.path ?? path;
        throw error;
      }
    };
    const count = objectsAt(metadata, 'per_section_alignment_parameters').length;
    const isDescribed = ({ sections }: Alignment) =>
      sections.length === count && compareAlignmentSections(metadata, sections, true).length === 0;
    const alignment = read('none');
    if (isDescribed(alignment)) return alignment;
    // A tree made with `--compatible portal` keeps the sections that dual-axis commands exclude, and counts rows of AreTomo.
    const asPortal = read('portal');
    const hasPortalCount = asPortal.sections.length === count && alignment.sections.length !== count;
    return hasPortalCount || isDescribed(asPortal) ? asPortal : alignment;
  });
  return { ...content, path };
}
