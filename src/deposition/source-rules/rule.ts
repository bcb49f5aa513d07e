import type { Issue, IssueText, RuleText } from '../../base/issue.js';
import type { Alignment } from '../../formats/alignment/read-alignment.js';
import type { CtfRow } from '../../formats/ctf/ctf-row.js';
import type { Mdoc } from '../../formats/mdoc.js';
import type { Shape, VolumeHeader } from '../../volume/volume.js';
import type { MismatchTopic } from '../contradiction.js';

/** A tilt series with what lies beside it; what is not there or cannot be read is null, and fails where it is used. */
export interface TiltSeriesFacts {
  readonly stack: Stated<VolumeHeader> | null;
  /** Å, as the configuration gives it. */
  readonly pixelSpacing: Stated<number> | null;
  /** Degrees, as the configuration gives them. */
  readonly tiltRange: Stated<{ readonly min: number; readonly max: number }> | null;
  readonly mdoc: Stated<Mdoc> | null;
  /** Degrees. */
  readonly rawTilts: Stated<readonly number[]> | null;
  readonly ctf: Stated<readonly CtfRow[]> | null;
  /** Of the run, for its first tilt series. */
  readonly alignment: Stated<Alignment> | null;
  /** `portal`: raw tilts are matched as the portal does. */
  readonly compatible: 'none' | 'portal';
}

/** The alignment of a run. */
export interface AlignmentFacts {
  readonly alignment: Stated<Alignment> | null;
  readonly tiltSeries: TiltSeriesFacts | null;
  /** Å along x, y, z, as the configuration gives it. */
  readonly dimension: Stated<readonly [number, number, number]> | null;
  /** Å along x, y, z of tomograms that can be read. */
  readonly tomograms: readonly (Stated<readonly [number, number, number]> & { readonly spacing: number })[];
}

/** The frames of a run. */
export interface FramesFacts {
  /** File names. */
  readonly frames: Stated<readonly string[]>;
  readonly mdoc: Stated<Mdoc> | null;
  readonly tiltSeries: TiltSeriesFacts | null;
}

/** A tomogram in its voxel spacing. */
export interface TomogramFacts {
  readonly volume: Stated<VolumeHeader> | null;
  /** Å, of the directory that it is published in. */
  readonly directory: Stated<number>;
  /** Å, as the tomogram's metadata in the configuration give it. */
  readonly configured: Stated<number> | null;
}

/** The mask of an annotation. */
export interface MaskFacts {
  readonly mask: Stated<Shape>;
  /** What it may be as large as; empty where nothing is known. */
  readonly volumes: readonly Shape[];
  readonly isRescaled: boolean;
}

/** The points of an annotation, as they were read. */
export interface PointsFacts {
  readonly file: Stated<string>;
  readonly count: number;
  /** Points outside of their volume, with the first of them: x, y, z in voxels. */
  readonly outside: number;
  readonly firstOutside: readonly [number, number, number] | null;
  readonly bounds: Shape | null;
  /** What selects the rows of a run, where something does. */
  readonly filter: string | null;
  /** Values that the filtered column has, where the filter matches none of them. */
  readonly unmatched: readonly string[] | null;
  /** Whether the filters of other runs match rows of the file. */
  readonly matchesOthers: boolean;
  /** Runs that get every row of this file. */
  readonly sharedBy: number;
  /** Å of a pixel of the coordinates, and what turns them into voxels. */
  readonly optics: { readonly size: number; readonly column: string; readonly binning: number } | null;
  /** Å of the tomogram's voxels. */
  readonly spacing: number | null;
}

/** What rules look at, by what a check is named after. */
export interface SourceContexts {
  readonly tiltseries: TiltSeriesFacts;
  readonly alignment: AlignmentFacts;
  readonly frame: FramesFacts;
  readonly tomogram: TomogramFacts;
  readonly mask: MaskFacts;
  readonly points: PointsFacts;
}

export type SourceContextName = keyof SourceContexts;

/** What a check reports, with the place of the value that is held to be wrong. */
export interface SourceFault extends IssueText, Place, Pick<Issue, 'hint'> {}

/** What a check gives: nothing, one fault or several. */
export type SourceCheckResult = SourceFault | Iterable<SourceFault> | null;

/** One thing that sources and configuration must agree in; what departs from it fails the items that would publish it. */
export interface SourceRule extends RuleText {
  readonly topic: MismatchTopic;
  /** Pure; by what is looked at: an item of that kind fails for what its check reports. */
  readonly checks: {
    readonly [On in SourceContextName]?: (context: SourceContexts[On]) => SourceCheckResult;
  };
}

/** The rules of one family, in the order of its page. */
export function defineSourceRules(
  family: string,
  topic: MismatchTopic,
  rules: readonly Omit<SourceRule, 'family' | 'topic'>[],
): readonly SourceRule[] {
  return rules.map((rule) => ({ ...rule, family, topic }));
}

/** Where a value stands. */
export interface Place {
  /** File as the user would name it. */
  readonly path: string;
  readonly line?: number;
  /** Key path inside a configuration. */
  readonly keyPath?: string;
}

/** A value with what states it. */
export interface Stated<Value> extends Place {
  readonly value: Value;
  /** As messages name what states it: `the header`. */
  readonly by: string;
}

/**
 * Statements of one fact, the most trusted first, as the one that most others agree with and those that contradict it. Of
 * several that find as many others, the most trusted is right. Null where nothing is stated. `agree` asks whether the second
 * confirms the first.
 */
export function judge<Statement>(
  statements: readonly Statement[],
  agree: (a: Statement, b: Statement) => boolean,
): { readonly right: Statement; readonly wrong: readonly Statement[] } | null {
  const [first, ...others] = statements;
  if (first === undefined) return null;
  const support = (one: Statement) => statements.filter((other) => agree(one, other)).length;
  const right = others.reduce((best, one) => (support(one) > support(best) ? one : best), first);
  return { right, wrong: statements.filter((one) => !agree(right, one)) };
}

/** The place of a statement alone. */
export function placeOf({ path, line, keyPath }: Place): Place {
  return {
    path,
    ...(line === undefined || line === 0 ? {} : { line }),
    ...(keyPath === undefined ? {} : { keyPath }),
  };
}
