import type { RuleText } from '../base/issue.js';
import type {
  AlignmentContext,
  FramesContext,
  LabelsContext,
  MrcContext,
  TiltSeriesContext,
  VolumeContext,
  VoxelsContext,
  ZarrContext,
} from './contexts/acquisition.js';
import type {
  ContentContext,
  ExpectedContext,
  FileContext,
  FixityContext,
  ImageContext,
  ItemContext,
  JsonContext,
  Located,
  ReferencedContext,
  ReferencesContext,
  TextContext,
  UnitContext,
  UnreadableContext,
} from './contexts/files.js';
import type {
  AnnotationContext,
  IdentifiedObjectsContext,
  KeyImagesContext,
  MaskContext,
  MeshContext,
  PointsContext,
  PrecomputeContentContext,
  PrecomputeContext,
  TomogramContext,
  ViewerContext,
  VoxelSpacingContext,
} from './contexts/reconstructions.js';
import type { CheckResult } from './finding.js';

/** A run with everything in it. */
export interface RunContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly frames: FramesContext;
  readonly tiltSeries: readonly TiltSeriesContext[];
  readonly alignments: readonly AlignmentContext[];
  readonly identifiedObjects: IdentifiedObjectsContext | null;
  readonly voxelSpacings: readonly VoxelSpacingContext[];
  /** The items of every type with identifiers. */
  readonly items: readonly ItemContext[];
}

interface DatasetContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly images: readonly ImageContext[];
  /** The names of its runs that were validated. */
  readonly runs: readonly string[];
}

interface DepositionContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly images: readonly ImageContext[];
}

/** The whole tree; checked after everything else. */
export interface TreeContext extends Located {
  readonly datasets: readonly string[];
  /** Datasets: number of validated runs, names of those that lack a piece, by piece, and which tomograms are turned. */
  readonly siblings: readonly {
    readonly dataset: string;
    readonly count: number;
    readonly lacking: ReadonlyMap<string, readonly string[]>;
    readonly turned: readonly string[];
  }[];
  /** Depositions that metadata refer to: the path of their own metadata, and a file that refers to them. */
  readonly depositions: readonly {
    readonly id: number;
    readonly metadataPath: string;
    readonly exists: boolean;
    readonly namedBy: string;
    /** `deposition_types` of its metadata; null if they were not read, or if not all of the tree was validated. */
    readonly types: readonly string[] | null;
    /** The types of what belongs to it in the tree. */
    readonly has: readonly string[];
  }[];
}

/** The contexts that rules check, by the name in a rule's `on`. */
export interface Contexts {
  readonly tree: TreeContext;
  readonly deposition: DepositionContext;
  readonly dataset: DatasetContext;
  readonly run: RunContext;
  readonly unit: UnitContext;
  readonly file: FileContext;
  readonly unreadable: UnreadableContext;
  readonly text: TextContext;
  readonly json: JsonContext;
  readonly references: ReferencesContext;
  readonly referenced: ReferencedContext;
  readonly image: ImageContext;
  readonly mrc: MrcContext;
  readonly zarr: ZarrContext;
  readonly volume: VolumeContext;
  readonly labels: LabelsContext;
  readonly voxels: VoxelsContext;
  readonly frames: FramesContext;
  readonly tiltseries: TiltSeriesContext;
  readonly alignment: AlignmentContext;
  readonly identifiedObjects: IdentifiedObjectsContext;
  readonly voxelSpacing: VoxelSpacingContext;
  readonly tomogram: TomogramContext;
  readonly keyImages: KeyImagesContext;
  readonly annotation: AnnotationContext;
  readonly points: PointsContext;
  readonly mesh: MeshContext;
  readonly mask: MaskContext;
  readonly precompute: PrecomputeContext;
  readonly precomputeContent: PrecomputeContentContext;
  readonly viewer: ViewerContext;
  readonly fixity: FixityContext;
  readonly content: ContentContext;
  readonly expected: ExpectedContext;
}

/** The name of a kind of context. */
export type ContextName = keyof Contexts;

/** What a check needs: names and sizes, JSON files, headers, side-car files, voxels, digests, the deposition. */
export type Need = 'listing' | 'metadata' | 'header' | 'side-car' | 'voxels' | 'digests' | 'source';

/**
 * A rule of the validation.
 *
 * @example
 * {
 *   code: 'VOLUME_FLAT',
 *   severity: 'warning',
 *   on: 'volume',
 *   needs: ['metadata'],
 *   title: 'A tomogram has more than one section',
 *   why: 'A single section is an image.',
 *   fix: 'Give the whole volume as the source of the tomogram and ingest it again.',
 *   check: ({ metadata }) =>
 *     shapeAt(metadata?.value, 'size')?.[0] === 1 ? { message: 'the tomogram is flat' } : null,
 * }
 */
export interface Rule<On extends ContextName = ContextName> extends Omit<RuleText, 'fix' | 'example'> {
  /** The kind of context that `check` is called with, once for each. */
  readonly on: On;
  /** What the check needs beside the listing. */
  readonly needs: readonly Need[];
  /** What the user can do, in whole sentences. */
  readonly fix: string;
  /** What further faults of a context are called if only the first ones are listed: `and 3 more values`. */
  readonly more?: string;
  /** Returns the faults of a context. Has no side effects, and never throws for bad data. */
  check(context: Contexts[On]): CheckResult;
}

/** A rule for any kind of context. */
export type AnyRule = { [On in ContextName]: Rule<On> }[ContextName];

/** The properties that the rules of a family may share. */
type Defaults<On extends ContextName> = Partial<Pick<Rule<On>, 'severity' | 'on' | 'needs' | 'fix'>>;

/** A rule of a family: what the defaults give may be left out. */
type OwnRule<On extends ContextName, Given extends string> = Omit<Rule<On>, 'family' | Given> &
  Partial<Pick<Rule<On>, Given & keyof Rule<On>>>;

/**
 * Returns the rules of a family, in the order of its page in docs/rules. A rule takes the defaults of the family unless
 * it has a value of its own. With `on` among the defaults, all rules check that kind of context.
 */
export function defineRules<On extends ContextName, Given extends Defaults<On>>(
  family: string,
  defaults: Given & { readonly on?: On },
  rules: readonly { [Name in On]: OwnRule<Name, keyof Given & string> }[On][],
): readonly AnyRule[] {
  return rules.map((rule) => ({ ...defaults, ...rule, family }) as unknown as AnyRule);
}
