import { defined, groupBy, median } from '../base/collections.js';
import { type FormatError, fileError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { isJsonObject, type JsonObject, numberAt, objectsAt, textAt } from '../base/json-value.js';
import { nameSome } from '../base/messages.js';
import { baseName } from '../storage/keys.js';
import { cetsPoints, cetsTomogram } from './points/read-json-points.js';
import { starTables } from './star.js';
import { decodeText, type NamedText } from './text.js';

/** Facts of a deposition in a document of another program; unknown ones are absent. */
export interface SourceDescription {
  /** Its name for the comments of values: `as the CETS data set says`. */
  readonly says?: string;
  readonly title?: string;
  readonly description?: string;
  /** `EMPIAR-12345`, `EMD-1234`. */
  readonly databaseEntries?: readonly string[];
  /** Acceleration voltage in V. */
  readonly voltage?: number;
  /** Spherical aberration in mm. */
  readonly sphericalAberration?: number;
  /** Facts that all tilt series share: `pixelSpacing` in Å, `binningFromFrames`. */
  readonly acquisition?: Readonly<Record<string, number>>;
  /** Facts of the tilt series of each run: `tiltMin`, `tiltMax` and `tiltStep` in degrees, `totalFlux` in e/Å². */
  readonly acquisitions?: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** The runs, and names that files have instead of theirs: cells by run, in the order of the columns. */
  readonly runFiles?: {
    readonly columns: readonly string[];
    readonly rows: ReadonlyMap<string, readonly string[]>;
  };
  /** Name of the directory with a directory for each run. */
  readonly runsBelow?: string;
  /** Directory of the job that wrote the tilt series, whose files come first: `CtfRefine/job057`. */
  readonly job?: string;
  /** Annotations whose points the document has itself. */
  readonly points?: readonly DescribedPoints[];
  /** Why annotations of the document are left out, or a part of them, with their names. */
  readonly leftOut?: readonly string[];
  /** Sections that the document has itself. */
  readonly holds?: readonly ('alignments' | 'ctfs')[];
  /** Objects that are annotated, with their ids in an ontology and their labels in masks of several. */
  readonly objects?: readonly { readonly name: string; readonly id?: string; readonly label?: number }[];
}

/** Points of an annotation in a document of another program. */
interface DescribedPoints {
  /** The id of the annotation, with `{run_name}` for the run. */
  readonly id: string;
  readonly name: string;
  readonly isOriented: boolean;
  /** Voxel size of its tomogram in Å. */
  readonly voxelSize: number;
  /** Runs that have it; null: all. */
  readonly runs: readonly string[] | null;
}

/**
 * Reads a data set of CETS in JSON, the configuration of a copick project, or a list of tilt series or tomograms of
 * RELION 5; null for XML and other JSON. Fails with a FormatError for other files.
 */
export function readSourceDescription(bytes: Uint8Array, path: string): SourceDescription | null {
  const text = decodeText(bytes, path, Number.POSITIVE_INFINITY);
  if (/^\s*</.test(text)) return null;
  if (!/^\s*\{/.test(text)) return relionProject({ text, path });
  const value = decodeJson(bytes, path);
  if (!isJsonObject(value)) throw notDescribing(path, 'other JSON');
  if (Array.isArray(value.pickable_objects)) return copickProject(value);
  return Array.isArray(value.regions) ? cetsDataset(value, path) : null;
}

function notDescribing(path: string, found: string): FormatError {
  const expected =
    'an entry of EMPIAR or EMDB, CETS JSON, a copick configuration, or tomograms.star of RELION 5';
  return fileError('not a description of a source', path, expected, found);
}

const runColumn = 'run_name';

/**
 * Returns the regions of a CETS data set as runs, with the names of their files (`cets_data_model`, models.py). Its
 * name is the title, or the number of an entry of EMPIAR.
 */
function cetsDataset(document: JsonObject, path: string): SourceDescription {
  const regions = objectsAt(document, 'regions');
  const rows = regions.flatMap((region): [string, readonly string[]][] => {
    const run = textAt(region, 'id');
    if (run === null) return [];
    const stacks = objectsAt(region, 'movie_stack_collection', 'movie_stacks');
    const frames = stacks.flatMap((stack) =>
      objectsAt(stack, 'stacks').map((frame) => stemOf(textAt(frame, 'path'))),
    );
    const ofFirst = (key: string) => stemOf(textAt(region, key, 0, 'path'));
    return [[run, [run, ofFirst('tilt_series'), ofFirst('tomograms'), sharedStart(frames)]]];
  });
  if (rows.length === 0) throw notDescribing(path, 'no regions with an id');
  const series = regions.flatMap((region) => objectsAt(region, 'tilt_series'));
  const described = groupBy(
    regions.flatMap((region) =>
      describedPoints(region).map((each) => [textAt(region, 'id') ?? '', each] as const),
    ),
    ([, each]) => JSON.stringify(each),
  );
  const runCount = new Set(rows.map(([run]) => run)).size;
  const points = [...described.values()].flatMap((same) => {
    const runs = [...new Set(same.map(([run]) => run))];
    return same.slice(0, 1).map(([, each]) => ({ ...each, runs: runs.length === runCount ? null : runs }));
  });
  const aligned = regions.flatMap((region) => objectsAt(region, 'alignments'));
  const projections = aligned.flatMap((one) => objectsAt(one, 'projection_alignments'));
  const isOfImages = projections.every((one) => textAt(one, 'tilt_image_id') !== null);
  const isAligned = isOfImages && projections.length > 0;
  const isEstimated = series.some((one) =>
    objectsAt(one, 'images').some((image) => numberAt(image, 'ctf_metadata', 'defocus_u') !== null),
  );
  const title = textAt(document, 'name') ?? undefined;
  const isEntry = title !== undefined && /^(?:EMPIAR-\d{5}|EMD-\d{4,5})$/.test(title);
  return defined({
    says: 'as the CETS data set says',
    title: isEntry ? undefined : title,
    databaseEntries: isEntry ? [title] : undefined,
    acquisitions: new Map(regions.map((region) => [textAt(region, 'id') ?? '', acquisitionOf(region)])),
    ...(points.length === 0 ? {} : { points }),
    leftOut: [
      ...leftOutOf(regions),
      ...(isOfImages ? [] : ['alignments: a projection without tilt_image_id is of no image']),
    ],
    holds: [...(isAligned ? (['alignments'] as const) : []), ...(isEstimated ? (['ctfs'] as const) : [])],
    runFiles: { columns: [runColumn, 'tilt_series_name', 'volume_name', 'frame_name'], rows: new Map(rows) },
  });
}

/** Returns the facts of the first tilt series of a region. */
function acquisitionOf(region: JsonObject): Record<string, number> {
  const images = objectsAt(region, 'tilt_series', 0, 'images');
  const values = (key: string) => images.flatMap((image) => numberAt(image, key) ?? []);
  const rounded = (value: number | null) => (value === null ? undefined : Number(value.toFixed(1)));
  const tilts = values('nominal_tilt_angle').sort((a, b) => a - b);
  const doses = values('accumulated_dose');
  return defined({
    tiltMin: rounded(tilts[0] ?? null),
    tiltMax: rounded(tilts.at(-1) ?? null),
    tiltStep: rounded(median(tilts.slice(1).map((tilt, index) => tilt - (tilts[index] ?? 0)))),
    totalFlux: doses.length === 0 ? undefined : rounded(totalDose(...doses)),
  });
}

/** Returns the points of a region. Ids that do not name it have it before them: they may be those of another region. */
function describedPoints(region: JsonObject): Omit<DescribedPoints, 'runs'>[] {
  const run = textAt(region, 'id') ?? '';
  return cetsPoints(region).flatMap((annotation) => {
    const [id, voxelSize] = [textAt(annotation, 'id'), cetsTomogram(region, annotation)?.voxelSize];
    if (id === null || voxelSize === undefined || run === '') return [];
    const name = textAt(annotation, 'name') ?? id;
    const isOriented = Array.isArray(annotation.matrix3D);
    const ofRun = id.startsWith(run) ? id.slice(run.length) : `/${id}`;
    return [{ id: `{run_name}${ofRun}`, name, isOriented, voxelSize }];
  });
}

/** Returns what a configuration cannot take of the annotations that are no files, by reason, with their names. */
function leftOutOf(regions: readonly JsonObject[]): string[] {
  const all = regions.flatMap((region) =>
    objectsAt(region, 'annotations').flatMap((annotation): [string, string][] => {
      const name = textAt(annotation, 'id') ?? textAt(annotation, 'name') ?? 'one without a name';
      const reason = Array.isArray(annotation.origin3D)
        ? textAt(annotation, 'id') === null || textAt(region, 'id') === null
          ? 'it or its region has no id'
          : cetsTomogram(region, annotation) === null
            ? 'the frame of its points is unknown: source_tomogram_id needs a tomogram with a voxel size'
            : Array.isArray(annotation.vector3D) && 'its points are taken without vector3D'
        : textAt(annotation, 'path') === null && 'it has neither points (origin3D) nor a file';
      return reason === false ? [] : [[reason, `${name} of ${textAt(region, 'id') ?? 'a region'}`]];
    }),
  );
  const byReason = groupBy(all, ([reason]) => reason);
  return [...byReason].map(([reason, named]) => {
    const names = named.map(([, name]) => name);
    return `${names.length === 1 ? 'annotation' : 'annotations'} ${nameSome(names, 5)}: ${reason}`;
  });
}

/**
 * Returns the dose of all images in e/Å², from their accumulated doses: the greatest, and that of one image more where
 * doses begin at 0, since they are those before the image.
 */
export function totalDose(...doses: readonly number[]): number {
  const sorted = [...doses].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((dose, index) => dose - (sorted[index] ?? 0));
  const step = Math.min(...steps.filter((each) => each > 1e-3));
  return (sorted.at(-1) ?? 0) + (sorted[0] === 0 && Number.isFinite(step) ? step : 0);
}

/** Returns the value that all items have; undefined if they differ or there are none. */
function onlyOf<Value>(values: readonly Value[]): Value | undefined {
  const [value, ...others] = new Set(values);
  return others.length === 0 ? value : undefined;
}

/** Returns the name of a file without its extension. */
function stemOf(path: string | null): string {
  return baseName(path ?? '').replace(/\.[A-Za-z]\w*$/, '');
}

/** Returns what names begin with, up to a delimiter; empty if they share nothing. */
function sharedStart(all: readonly string[]): string {
  const [first = ''] = all;
  const length = [...first].findIndex((_, at) => all.some((name) => name[at] !== first[at]));
  return /^(.*\w)[_.-]/.exec(first.slice(0, length === -1 ? first.length : length))?.[1] ?? '';
}

/** Returns the tilt series in `tilt_series.star` or `tomograms.star` of RELION 5 as runs, and their microscope. */
function relionProject(file: NamedText): SourceDescription {
  const tables = /^data_/m.test(file.text) ? starTables(file) : [];
  const table = tables.find(({ columns }) => columns.includes('rlnTomoName'));
  if (table === undefined || table.rows.length === 0)
    throw notDescribing(file.path, `${table === undefined ? 'no table' : 'an empty table'} with rlnTomoName`);
  const cellsOf = (column: string) =>
    table.rows.map(({ cells }) => cells[table.columns.indexOf(column)] ?? '');
  const only = (column: string) => {
    const value = onlyOf(cellsOf(column).map(Number));
    return value !== undefined && value > 0 ? value : undefined;
  };
  // Warp names tilt series after its own files.
  const runs = cellsOf('rlnTomoName').map((name) => name.replace(/\.tomostar$/, ''));
  const tomograms = ['Denoised', '', 'Half1']
    .map((end) => cellsOf(`rlnTomoReconstructedTomogram${end}`).map(stemOf))
    .find((stems) => stems.some((stem) => stem !== ''));
  const jobs = cellsOf('rlnTomoTiltSeriesStarFile').map((path) => /^.*?\bjob\d{3,}(?=\/)/.exec(path)?.[0]);
  const kilovolts = only('rlnVoltage');
  const pixelSpacing = only('rlnTomoTiltSeriesPixelSize');
  const ofFrames = only('rlnMicrographOriginalPixelSize');
  const binning = pixelSpacing && ofFrames && Number((pixelSpacing / ofFrames).toFixed(4));
  return defined({
    says: 'as the RELION project says',
    job: onlyOf(jobs),
    voltage: kilovolts === undefined ? undefined : 1000 * kilovolts,
    sphericalAberration: only('rlnSphericalAberration'),
    acquisition: defined({ pixelSpacing, binningFromFrames: binning }),
    runFiles: {
      columns: [runColumn, 'volume_name'],
      rows: new Map(runs.map((run, at) => [run, [run, tomograms?.[at] ?? '']])),
    },
  });
}

/** Directory of a copick project with a directory for each run. */
export const copickRuns = 'ExperimentRuns';

/** True for a path in one of some folders of a run of a copick project, such as `Picks`. */
export function isInCopick(path: string, ...folders: readonly string[]): boolean {
  return new RegExp(`(?:^|/)${copickRuns}/[^/]+/(?:${folders.join('|')})/`).test(path);
}

/** True for a mask of a copick project whose voxels are labels of its objects (`is_multilabel` of copick's models.py). */
export function isMultilabel(path: string): boolean {
  return isInCopick(path, 'Segmentations') && /-multilabel\.zarr$/.test(path);
}

/**
 * Returns name, description and objects of a copick project (`CopickConfig` and `PickableObject` of copick's
 * models.py); its runs are directories (`run_path` of copick's impl/filesystem.py).
 */
function copickProject(document: JsonObject): SourceDescription {
  return defined({
    says: 'as the copick project says',
    title: textAt(document, 'name') ?? undefined,
    description: textAt(document, 'description') ?? undefined,
    runsBelow: copickRuns,
    objects: objectsAt(document, 'pickable_objects').flatMap((object) => {
      const [name, pdb] = [textAt(object, 'name'), textAt(object, 'pdb_id')];
      const own = textAt(object, 'go_id') ?? textAt(object, 'identifier') ?? undefined;
      const id = own ?? (pdb === null ? undefined : `PDB-${pdb}`);
      return name === null ? [] : defined({ name, id, label: numberAt(object, 'label') ?? undefined });
    }),
  });
}
