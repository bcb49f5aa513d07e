import { defined } from '../../base/collections.js';
import { IngestError } from '../../base/errors.js';
import type { Issue, IssueText, RuleText } from '../../base/issue.js';
import type { Alignment } from '../../formats/alignment/alignment-section.js';
import type { RecordedCtfRow } from '../../formats/ctf/ctf-tables.js';
import type { Mdoc } from '../../formats/mdoc.js';
import type { TriangleMesh } from '../../formats/mesh/mesh.js';
import type { Bounds } from '../../neuroglancer/bounds.js';
import type { QuantityName } from '../../tree/metadata/plausible-values.js';
import type { Shape, VolumeHeader } from '../../volume/volume.js';

/** A tilt series and the files beside it. A missing or unreadable file is null: it fails where it is used. */
export interface TiltSeriesFacts {
  readonly stack: Stated<VolumeHeader> | null;
  /** Å, in the configuration. */
  readonly pixelSpacing: Stated<number> | null;
  /** Physical quantities in the configuration and the header. */
  readonly numbers: readonly StatedNumber[];
  /** Degrees, in the configuration. */
  readonly tiltRange: Stated<{ readonly min: number; readonly max: number }> | null;
  readonly mdoc: Stated<Mdoc> | null;
  /** Degrees. */
  readonly rawTilts: Stated<readonly number[]> | null;
  /** Lists that may be refined, in degrees. */
  readonly otherTilts?: readonly Stated<readonly number[]>[];
  /** True if there is a `.rawtlt`, even one that cannot be read, or other files tell the tilts of the sections. */
  readonly hasSectionTilts: boolean;
  readonly ctf: Stated<readonly RecordedCtfRow[]> | null;
  /** Degrees, in the configuration. */
  readonly tiltAxis: Stated<number> | null;
  /** Degrees, in the configuration. */
  readonly tiltStep: Stated<number> | null;
  readonly isAligned: Stated<boolean> | null;
  /** e/Å² per second, in the configuration of the run's frames. */
  readonly doseRate: number | null;
  /** The alignment of the run, for its first tilt series only. */
  readonly alignment: Stated<Alignment> | null;
  /** `portal`: raw tilts are matched as the portal's ingestion does. */
  readonly compatible: 'none' | 'portal';
}

/** The alignment of a run, with its first tilt series and its tomograms. */
export interface AlignmentFacts {
  /** For the first alignment of a run only. */
  readonly alignment: Stated<Alignment> | null;
  readonly own: Stated<Alignment> | null;
  /** `alignment_type` of the configuration. */
  readonly type: Stated<string> | null;
  /** Offsets that the configuration gives. */
  readonly offsets: readonly string[];
  /** The first alignment of the run, for its others. */
  readonly first: Stated<Alignment> | null;
  readonly tiltSeries: TiltSeriesFacts | null;
  /** Å along x, y, z, in the configuration. */
  readonly dimension: Stated<readonly [number, number, number]> | null;
  /** Extents in Å along x, y, z of the tomograms that can be read, with their voxel spacing in Å. */
  readonly tomograms: readonly (Stated<readonly [number, number, number]> & { readonly spacing: number })[];
}

/** The frames of a run, with its mdoc and its first tilt series. */
export interface FramesFacts {
  /** File names. */
  readonly frames: Stated<readonly string[]>;
  /** Physical quantities in the configuration. */
  readonly numbers: readonly StatedNumber[];
  readonly mdoc: Stated<Mdoc> | null;
  readonly tiltSeries: TiltSeriesFacts | null;
  /** `is_gain_corrected` of the configuration. */
  readonly isGainCorrected: Stated<boolean> | null;
  /** True if the configuration finds gains. */
  readonly hasGain: boolean;
}

export interface TomogramFacts {
  readonly volume: Stated<VolumeHeader> | null;
  /** Voxel spacing in Å of the directory that it is published in. */
  readonly directory: Stated<number>;
  /** Voxel spacing in Å in the tomogram's metadata in the configuration. */
  readonly configured: Stated<number> | null;
  /** The run's first tilt series. */
  readonly tiltSeries: TiltSeriesFacts | null;
}

/** The mask of an annotation, and the volumes that it may fit. */
export interface MaskFacts {
  readonly mask: Stated<Shape>;
  /** Shapes of tomograms that the mask may have; empty where none is known. */
  readonly volumes: readonly Shape[];
  readonly isRescaled: boolean;
  /** Voxel size in Å in the header of the mask; null if it is unset. */
  readonly voxelSize: number | null;
  /** Voxel spacing of the annotation in Å. */
  readonly spacing: number;
}

/** The labels of a semantic mask, and those that the configuration publishes. */
export interface MaskLabelsFacts {
  /** Labels in the mask, ascending, without 0. */
  readonly mask: Stated<readonly number[]>;
  /** The `mask_label` of each source that reads the file for the same voxel spacing. */
  readonly taken: ReadonlySet<number>;
}

/** The size of an image file: its pixels, and the number of its images. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly images: number;
}

/** The frames of a run with its mdoc, or its gain with the first frame. */
export interface ImagesFacts {
  readonly images: readonly Stated<ImageSize>[];
  readonly mdoc: Stated<Mdoc> | null;
  readonly frame: Stated<ImageSize> | null;
}

/** The mesh of an annotation, with the shape of its tomogram. */
export interface MeshFacts {
  readonly mesh: Stated<TriangleMesh>;
  /** Bounds in voxels of the tomogram; null for a mesh without faces. */
  readonly extent: Bounds | null;
  /** Null if the tomogram is unknown. */
  readonly bounds: Shape | null;
  /** The factor of the coordinates: `scale_factor` of the source. */
  readonly scale: number;
  /** Voxel spacing of the annotation in Å; null if it has none. */
  readonly spacing: number | null;
  /** Pixel spacing of the run's tilt series in Å; null if it is unknown. */
  readonly pixelSpacing: number | null;
}

/** The points of an annotation. */
export interface PointsFacts {
  readonly file: Stated<string>;
  readonly count: number;
  /** Number of points outside the tomogram. */
  readonly outside: number;
  /** The first point outside, (x, y, z) in voxels. */
  readonly firstOutside: readonly [number, number, number] | null;
  /** Shape of the tomogram; null if it is unknown. */
  readonly bounds: Shape | null;
  /** The least divisor that brings all coordinates into the tomogram; infinite if one is below 0. */
  readonly reach: number;
  /** The order of the columns, other than the configured one, in which all points lie in the volume; null if none. */
  readonly otherOrder?: 'xyz' | 'zyx' | null;
  /** The divisor of the coordinates. */
  readonly binning: number;
  /** Pixel spacing of the run's tilt series in Å; null if it is unknown, or no point is outside. */
  readonly pixelSpacing: number | null;
  /** The filter that selects the rows of a run; null where the source has none. */
  readonly filter: string | null;
  /** Values of the filtered column, where the filter matches none of them. */
  readonly unmatched: readonly string[] | null;
  /** True if the filters of other runs match rows of the file. */
  readonly matchesOthers: boolean;
  /** A value of the column that differs from the filter in case only, and is of no other run. */
  readonly alike?: string | null;
  /** Number of oriented points, and the widest angle in degrees between their z axis and that of the tomogram. */
  readonly orientations?: { readonly count: number; readonly widestTilt: number };
  /** Number of runs that get every row of this file. */
  readonly sharedBy: number;
  /** Pixel size of the coordinates in Å, the column that gives it, and the binning that converts pixels to voxels. */
  readonly optics: { readonly size: number; readonly column: string; readonly binning: number } | null;
  /** Voxel spacing of the tomogram in Å. */
  readonly spacing: number | null;
  /** Pixel size in Å that the file states, of images that may be scaled down; null if it states none, or `optics`. */
  readonly statedPixel?: number | null;
  /** Voxel spacings of all tomograms of the run in Å; absent if no point is outside. */
  readonly voxelSpacings?: readonly number[];
  /** Voxel spacings of the run (Å) at which the source is read, with one binning. */
  readonly spacings?: readonly number[];
}

/** Facts that the rules check, by the name of the check. */
export interface SourceContexts {
  readonly tiltseries: TiltSeriesFacts;
  readonly alignment: AlignmentFacts;
  readonly frame: FramesFacts;
  readonly tomogram: TomogramFacts;
  readonly mask: MaskFacts;
  readonly maskLabels: MaskLabelsFacts;
  readonly mesh: MeshFacts;
  readonly points: PointsFacts;
  readonly images: ImagesFacts;
}

/** Name of a kind of facts that rules check. */
export type SourceContextName = keyof SourceContexts;

/** A fault that a check reports, with the location of the wrong value. */
export interface SourceFault extends IssueText, Place, Pick<Issue, 'hint'> {}

/** Result of a check: null or an empty list if nothing is wrong. */
export type SourceCheckResult = SourceFault | Iterable<SourceFault> | null;

/** A rule on sources and configuration. Items with faults fail unless `--allow-mismatch` allows its topic. */
export interface SourceRule extends RuleText {
  /** Absent: no option lets it pass. */
  readonly topic?: MismatchTopic;
  /** Pure functions by kind of facts. A fault fails the item that the facts are about. */
  readonly checks: {
    readonly [On in SourceContextName]?: (context: SourceContexts[On]) => SourceCheckResult;
  };
}

/** Defines the rules of one family, in the order of its page: errors, unless they have a severity of their own. */
export function defineSourceRules(
  family: string,
  topic: MismatchTopic | undefined,
  rules: readonly (Omit<SourceRule, 'family' | 'topic' | 'severity'> &
    Partial<Pick<SourceRule, 'severity'>>)[],
): readonly SourceRule[] {
  return rules.map((rule) => ({ severity: 'error', ...rule, family, ...defined({ topic }) }));
}

/** The location of a value: a file, a line, a key of a configuration. */
export interface Place {
  /** The file as the user names it. */
  readonly path: string;
  /** Files that are read as one with it. */
  readonly others?: readonly string[];
  readonly line?: number;
  /** Key path inside a configuration. */
  readonly keyPath?: string;
}

/** A value and the file that states it. */
export interface Stated<Value> extends Place {
  readonly value: Value;
  /** The name of the statement in messages, such as `the header`. */
  readonly by: string;
}

/** A number and its physical quantity. */
export interface StatedNumber extends Stated<number> {
  readonly quantity: QuantityName;
}

/**
 * Judges statements of one fact, sorted by trust, the most trusted first. Right is the statement that most others
 * agree with, at a tie the more trusted one; wrong are those that contradict it. `agree(a, b)` is true if `b`
 * confirms `a`; it need not be symmetric. Returns each wrong statement with the right one.
 */
export function contradictions<Statement>(
  statements: readonly Statement[],
  agree: (a: Statement, b: Statement) => boolean,
): { readonly wrong: Statement; readonly right: Statement }[] {
  const support = (one: Statement) => statements.filter((other) => agree(one, other)).length;
  const [right] = statements.toSorted((a, b) => support(b) - support(a));
  return right === undefined
    ? []
    : statements.filter((one) => !agree(right, one)).map((wrong) => ({ wrong, right }));
}

/** Returns a fault at the location of a statement; null if there is no fault or no statement. */
export function faultAt(stated: Place | null, fault: IssueText | null): SourceFault | null {
  return stated === null || fault === null ? null : { ...placeOf(stated), ...fault };
}

/** Returns the location of a statement without its value. */
export function placeOf({ path, others, line, keyPath }: Place): Place {
  return { path, ...defined({ others, line: line === 0 ? undefined : line, keyPath }) };
}

/** The error of an item whose sources or configuration contradict each other, with all its issues. */
export class Contradiction extends IngestError {
  readonly issues: readonly Issue[];

  constructor(issues: readonly [Issue, ...Issue[]]) {
    const [{ message, severity: _, ...facts }, ...others] = issues;
    super(others.length === 0 ? message : `${message} (and ${others.length} more)`, facts);
    this.issues = issues;
  }
}

/** Fails with a Contradiction if an issue is an error; returns the warnings. */
export function refuseErrors(issues: readonly Issue[]): readonly Issue[] {
  const [first, ...others] = issues.filter(({ severity }) => severity === 'error');
  if (first !== undefined) throw new Contradiction([first, ...others]);
  return issues;
}

/** Topics of `--allow-mismatch`: facts that sources may disagree on. */
export const mismatchTopics = ['spacing', 'counts', 'angles', 'frames', 'extents', 'points'] as const;

/** A topic of `--allow-mismatch`. */
export type MismatchTopic = (typeof mismatchTopics)[number];
