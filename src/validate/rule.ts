import type { RuleText } from '../base/issue.js';
import type * as acquisition from './contexts/acquisition.js';
import type * as files from './contexts/files.js';
import type * as reconstructions from './contexts/reconstructions.js';
import type { CheckResult, ReportedIssue } from './finding.js';

export interface RunContext extends files.UnitContext {
  readonly metadata: files.JsonContext | null;
  readonly frames: acquisition.FramesContext;
  readonly tiltSeries: readonly acquisition.TiltSeriesContext[];
  readonly alignments: readonly acquisition.AlignmentContext[];
  readonly identifiedObjects: reconstructions.IdentifiedObjectsContext | null;
  readonly voxelSpacings: readonly reconstructions.VoxelSpacingContext[];
  /** The items of every type with identifiers. */
  readonly items: readonly files.ItemContext[];
}

interface DepositionContext extends files.UnitContext {
  readonly metadata: files.JsonContext | null;
  readonly images: readonly files.ImageContext[];
}

interface DatasetContext extends DepositionContext {
  /** The names of its runs that were validated. */
  readonly runs: readonly string[];
}

/** The whole tree; checked after everything else. */
export interface TreeContext extends files.Located {
  readonly datasets: readonly string[];
  /** Directories called like a dataset, in which there are no files; known only where all of the tree was listed. */
  readonly emptyDatasets: readonly string[];
  /** Datasets: number of validated runs, names of those that lack a piece, by piece, and which tomograms are turned. */
  readonly siblings: readonly {
    readonly dataset: string;
    readonly count: number;
    readonly lacking: ReadonlyMap<string, readonly string[]>;
    readonly turned: readonly string[];
    /** Key images of two tomograms that each have the size of the sections of the other one. */
    readonly exchanged: readonly ReportedIssue[];
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
    /** Its `deposition_date`, and the earliest one of what belongs to it, with its file. */
    readonly date: string | null;
    readonly earliest: { readonly date: string; readonly path: string } | null;
  }[];
  /** Identifiers of authors that differ between the files of a deposition. */
  readonly authors: readonly ReportedIssue[];
  /** Names and identifiers of objects that differ between the files of a dataset. */
  readonly objects: readonly ReportedIssue[];
  /** Values that one run has and all others of its dataset have not, though one entry gives them. */
  readonly exceptions: readonly ReportedIssue[];
  /** Why the provenance cannot be read; null if it can, or is not there, or too large to be read at once. */
  readonly provenance: files.JsonContext['problem'];
}

/** The contexts that rules check, by the name in a rule's `on`. */
export interface Contexts {
  readonly tree: TreeContext;
  readonly deposition: DepositionContext;
  readonly dataset: DatasetContext;
  readonly run: RunContext;
  readonly unit: files.UnitContext;
  readonly file: files.FileContext;
  readonly unreadable: files.UnreadableContext;
  readonly text: files.TextContext;
  readonly json: files.JsonContext;
  readonly references: files.ReferencesContext;
  readonly referenced: files.ReferencedContext;
  readonly image: files.ImageContext;
  readonly mrc: acquisition.MrcContext;
  readonly zarr: acquisition.ZarrContext;
  readonly volume: acquisition.VolumeContext;
  readonly labels: acquisition.LabelsContext;
  readonly voxels: acquisition.VoxelsContext;
  readonly frames: acquisition.FramesContext;
  readonly tiltseries: acquisition.TiltSeriesContext;
  readonly alignment: acquisition.AlignmentContext;
  readonly identifiedObjects: reconstructions.IdentifiedObjectsContext;
  readonly voxelSpacing: reconstructions.VoxelSpacingContext;
  readonly tomogram: reconstructions.TomogramContext;
  readonly keyImages: files.Located & { readonly likenesses: readonly reconstructions.KeyImageLikeness[] };
  readonly annotation: reconstructions.AnnotationContext;
  readonly annotationForms: reconstructions.AnnotationFormsContext;
  readonly points: reconstructions.PointsContext;
  readonly mesh: reconstructions.MeshContext;
  readonly mask: reconstructions.MaskContext;
  readonly precompute: reconstructions.PrecomputeContext;
  readonly precomputeContent: reconstructions.PrecomputeContentContext;
  readonly viewer: reconstructions.ViewerContext;
  readonly fixity: files.FixityContext;
  readonly ledger: files.UnreadableContext;
  readonly content: files.ContentContext;
  readonly expected: files.ExpectedContext;
}

export type ContextName = keyof Contexts;

/** Data that a check needs: names and sizes, JSON files, headers, side-car files, voxels, digests, the deposition. */
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
  /** Data that the check needs beside the listing. */
  readonly needs: readonly Need[];
  /** Advice for the user, in whole sentences. */
  readonly fix: string;
  /** Noun for further faults of a context if only the first ones are listed: `and 3 more values`. */
  readonly more?: string;
  /** Returns the faults of a context. Has no side effects, and never throws for bad data. */
  check(context: Contexts[On]): CheckResult;
}

export type AnyRule = { [On in ContextName]: Rule<On> }[ContextName];

/** The properties that the rules of a family may share. */
type Defaults = Partial<Pick<Rule, 'severity' | 'on' | 'needs' | 'fix'>>;

/** A rule of a family: what the defaults give may be left out. */
type OwnRule<On extends ContextName, Given extends string> = Omit<Rule<On>, 'family' | Given> &
  Partial<Pick<Rule<On>, Given & keyof Rule<On>>>;

/** A rule of a family, which checks the kind of context of the defaults or names another one. */
type FamilyRule<Given extends Defaults, Usual> = {
  [On in ContextName]:
    | (OwnRule<On, Exclude<keyof Given & string, 'on'>> & { readonly on: On })
    | (On extends Usual ? OwnRule<On, (keyof Given & string) | 'on'> & { readonly on?: undefined } : never);
}[ContextName];

/** Returns the rules of a family, in the order of its page in docs/rules; each takes the defaults that it does not give. */
export function defineRules<Given extends Defaults, const Usual extends ContextName = never>(
  family: string,
  defaults: Given & { readonly on?: Usual },
  rules: readonly FamilyRule<Given, NoInfer<Usual>>[],
): readonly AnyRule[] {
  return rules.map((rule) => ({ ...defaults, ...rule, family }) as unknown as AnyRule);
}
