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
  ExpectedContext,
  FileContext,
  FixityContext,
  ImageContext,
  JsonContext,
  Located,
  ReferencedContext,
  ReferencesContext,
  TextContext,
  UnitContext,
} from './contexts/files.js';
import type {
  AnnotationContext,
  IdentifiedObjectsContext,
  MaskContext,
  MeshContext,
  PointsContext,
  PrecomputeContentContext,
  PrecomputeContext,
  TomogramContext,
  ViewerContext,
  VoxelSpacingContext,
} from './contexts/reconstructions.js';
import type { ReportedIssue } from './finding.js';

export interface RunContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly frames: FramesContext;
  readonly tiltSeries: readonly TiltSeriesContext[];
  readonly alignments: readonly AlignmentContext[];
  readonly identifiedObjects: IdentifiedObjectsContext | null;
  readonly voxelSpacings: readonly VoxelSpacingContext[];
}

interface DatasetContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly images: readonly ImageContext[];
  /** Names of its runs that the validation met. */
  readonly runs: readonly string[];
}

interface DepositionContext extends UnitContext {
  readonly metadata: JsonContext | null;
  readonly images: readonly ImageContext[];
}

/** The whole tree, once everything else has been looked at. */
export interface TreeContext extends Located {
  readonly datasets: readonly string[];
  /** Depositions that metadata files belong to: where their own file should lie, and one file that names each. */
  readonly depositions: readonly {
    readonly id: number;
    readonly metadataPath: string;
    readonly exists: boolean;
    readonly namedBy: string;
  }[];
}

/** What rules look at, by the name that a rule's `on` gives. */
export interface Contexts {
  readonly tree: TreeContext;
  readonly deposition: DepositionContext;
  readonly dataset: DatasetContext;
  readonly run: RunContext;
  readonly unit: UnitContext;
  readonly file: FileContext;
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
  readonly annotation: AnnotationContext;
  readonly points: PointsContext;
  readonly mesh: MeshContext;
  readonly mask: MaskContext;
  readonly precompute: PrecomputeContext;
  readonly precomputeContent: PrecomputeContentContext;
  readonly viewer: ViewerContext;
  readonly fixity: FixityContext;
  readonly expected: ExpectedContext;
}

export type ContextName = keyof Contexts;

/** What a check must have at hand: names and sizes, JSON files, headers, side-car files, voxels, digests, the deposition. */
const needs = ['listing', 'metadata', 'header', 'side-car', 'voxels', 'digests', 'source'] as const;

export type Need = (typeof needs)[number];

/** What a check gives: nothing, one fault or several. */
export type CheckResult = ReportedIssue | Iterable<ReportedIssue> | null;

/** One thing that is checked. */
export interface Rule<On extends ContextName = ContextName> extends Omit<RuleText, 'fix' | 'example'> {
  /** The context that the check looks at; one call for each of them. */
  readonly on: On;
  /** Everything but the listing that the check needs. */
  readonly needs: readonly Need[];
  /** What the user can do, in whole sentences. */
  readonly fix: string;
  /** Pure; gives what departs from the rule in one context. */
  check(context: Contexts[On]): CheckResult;
}

/** A rule of any context; `on` tells which. */
export type AnyRule = { [On in ContextName]: Rule<On> }[ContextName];

type WithoutFamily = { [On in ContextName]: Omit<Rule<On>, 'family'> }[ContextName];

/** The rules of one family, in the order of its page. */
export function defineRules(family: string, rules: readonly WithoutFamily[]): readonly AnyRule[] {
  return rules.map((rule) => ({ ...rule, family }) as AnyRule);
}
