import { groupBy, median } from '../../base/collections.js';
import { alignmentFamily } from '../choose-sources.js';
import { factsIn } from '../classify-group.js';
import { runsOf, runsWithin } from '../group-files.js';
import { type Instruments, knownOr, orKnown } from '../instruments.js';
import { literalGlob } from '../name-pattern.js';
import { isAligned, type PlannedSource } from '../plan-sources.js';
import type { RunColumns, RunFacts } from '../run-values.js';
import { pathBelow } from '../source-listing.js';
import { list, map, placeholder, type ScalarNode, scalar, type YamlNode } from '../yaml-document.js';
import { entry, globSources, literalSource, multiGlobSource, relionListOf, section } from './source-nodes.js';

/** The knowledge about the runs. */
export interface RunKnowledge {
  readonly runs: readonly string[];
  readonly facts: ReadonlyMap<string, RunFacts>;
  readonly columns: RunColumns;
  readonly instruments: Instruments;
}

/** Numbers of the acquisition: columns of a table for them, their fact, their rounding. */
const numbers = {
  acceleration_voltage: [/voltage$/, 'voltage', { digits: 0 }],
  pixel_spacing: [/^(?:ts|tiltseries|run)?pixel(?:spacing|size)$/, 'pixelSpacing', { digits: 5 }],
  tilt_axis: [/tiltaxis(?:angle)?$/, 'tiltAxis', { digits: 2 }],
  tilt_min: [/(?:tilt(?:series)?(?:range)?min(?:tilt)?|mintilt)$/, 'tiltMin', { digits: 2, tolerance: 0.01 }],
  tilt_max: [/(?:tilt(?:series)?(?:range)?max(?:tilt)?|maxtilt)$/, 'tiltMax', { digits: 2, tolerance: 0.01 }],
  tilt_step: [/tiltstep$/, 'tiltStep', { digits: 1, tolerance: 0.05 }],
  tilt_series_quality: [/quality(?:score)?$/, null, { type: 'int' }],
  total_flux: [/(?:totalflux|totaldose|totalexposure)$/, 'totalFlux', { digits: 2, tolerance: 0.01 }],
  dose_rate: [/doserate$/, 'doseRate', { digits: 6, tolerance: 0.01 }],
} as const;

/** Returns the node of a number, or a placeholder with what is wanted. */
function numberNode(
  { runs, facts, columns, instruments }: RunKnowledge,
  name: keyof typeof numbers,
  wanted: string,
): ScalarNode {
  const [pattern, key, options] = numbers[name];
  const column = (numberOf: (run: string) => number | null | undefined) =>
    columns.number(name, pattern, new Map(runs.map((run) => [run, numberOf(run) ?? null])), wanted, options);
  const node = column((run) => key && facts.get(run)?.[key]);
  if (key === null || node.wanted === undefined) return node;
  const shared = instruments.acquired(key);
  if (shared !== null) return scalar(...shared);
  const [described, says] = instruments.acquisitions;
  const each = column((run) => described.get(run)?.[key]);
  return each.wanted === undefined ? scalar(each.value, each.comment ?? says) : node;
}

/** Returns the tilt series section, with the acquisition. */
export function tiltSeriesSection(
  sources: readonly PlannedSource[],
  knowledge: RunKnowledge,
): YamlNode | null {
  const { instruments } = knowledge;
  const number = (name: keyof typeof numbers, wanted: string) => numberNode(knowledge, name, wanted);
  const binning = instruments.acquired('binningFromFrames');
  const acquisitionOf = (isOfAligned: boolean) =>
    map({
      acceleration_voltage: orKnown(number('acceleration_voltage', 'V, such as 300000'), instruments.voltage),
      binning_from_frames: binning && scalar(...binning),
      camera: map({
        manufacturer: knownOr(instruments.cameraMaker, 'Gatan, FEI, TFS or simulated'),
        model: knownOr(
          instruments.cameraModel,
          'K2, K2 SUMMIT, K3, K3 BIOQUANTUM, UltraCam, UltraScan, FALCON IV, FALCON 4i or simulated',
        ),
      }),
      microscope: map({
        manufacturer: knownOr(instruments.microscopeMaker, 'FEI, TFS, JEOL or SIMULATED'),
        model: knownOr(instruments.microscope, 'model of the microscope, such as Krios'),
      }),
      microscope_optical_setup: map({
        energy_filter: knownOr(
          instruments.energyFilter,
          'energy filter, such as GIF; none where there is none',
        ),
        image_corrector: scalar(null, 'image corrector, if there is one'),
        phase_plate: scalar(null, 'phase plate, if there is one'),
      }),
      data_acquisition_software: agreedText(
        knowledge,
        'software',
        'software that recorded the tilt series, such as SerialEM',
      ),
      is_aligned: scalar(isOfAligned),
      pixel_spacing: number('pixel_spacing', 'Å of a pixel of the tilt series, such as 1.35'),
      spherical_aberration_constant: knownOr(instruments.aberration, 'mm, such as 2.7'),
      tilt_axis: number('tilt_axis', 'rotation of the tilt axis in degrees, -360 to 360'),
      tilt_range: map({
        min: number('tilt_min', 'lowest tilt in degrees, such as -60'),
        max: number('tilt_max', 'highest tilt in degrees, such as 60'),
      }),
      tilt_step: number('tilt_step', 'degrees between tilts, such as 3'),
      tilting_scheme: agreedText(knowledge, 'tiltingScheme', 'order of the tilts, such as Dose symmetric'),
      tilt_series_quality: number('tilt_series_quality', 'from 1 (low) to 5 (excellent)'),
      total_flux: number('total_flux', 'total exposure in e/Å², such as 120'),
    });
  const entries = [...groupBy(sources, ({ group }) => isAligned(group))];
  return section(
    entries.map(([isOfAligned, of]) =>
      entry(
        of.flatMap((source) => globSources(source)),
        acquisitionOf(isOfAligned),
      ),
    ),
  );
}

/** Returns the frames section, with the literal `default` for runs with an mdoc whose frames were not deposited. */
export function frameSection(
  sources: readonly PlannedSource[],
  mdocs: readonly PlannedSource[],
  knowledge: RunKnowledge,
  depth: number,
): YamlNode {
  const { runs } = knowledge;
  const metadata = map({
    dose_rate: numberNode(knowledge, 'dose_rate', 'e/Å² each second, such as 2.5'),
    is_gain_corrected: knownOr(
      knowledge.instruments.isGainCorrected,
      'true or false: whether the frames are gain corrected',
    ),
  });
  const runsIn = (of: readonly PlannedSource[]) => runsWithin(of.map(({ group }) => group));
  const [having, recorded] = [runsIn(sources), runsIn(mdocs)];
  const isRecorded = (run: string) => recorded.size === 0 || recorded.has(null) || recorded.has(run);
  const lacking = having.has(null) ? [] : runs.filter((run) => !having.has(run) && isRecorded(run));
  const isLimited = lacking.length > 0 && lacking.length < runs.length;
  const notDeposited = literalSource([scalar('default')], { runs: isLimited ? lacking : null });
  const found = [
    ...(sources.length === 0 ? [] : groupedSources(sources, depth)),
    ...(lacking.length === 0 && sources.length > 0 ? [] : [notDeposited]),
  ];
  return list([entry(found, metadata)]);
}

/** Returns a text on which all runs agree that state it, or a placeholder. */
function agreedText({ runs, facts }: RunKnowledge, key: 'software' | 'tiltingScheme', wanted: string) {
  const [value, ...others] = new Set(runs.flatMap((run) => facts.get(run)?.[key] ?? []));
  return value === undefined || others.length > 0 ? placeholder(wanted) : scalar(value);
}

/** Returns one source of all of a run's files, a glob per group; lists runs of which globs find other files. */
function groupedSources(
  sources: readonly PlannedSource[],
  depth: number,
  more: readonly string[] = [],
): YamlNode[] {
  const apart = [...groupBy(sources, ({ onlyRuns }) => (onlyRuns ?? []).join('\n')).values()];
  const runs = apart.flatMap(([first]): readonly (string | null)[] => first?.onlyRuns ?? [null]);
  if (apart.length > 1 && !runs.includes(null) && new Set(runs).size === runs.length)
    return apart.flatMap((of) => groupedSources(of, depth, more));
  const special = new Set(sources.flatMap(({ finder }) => [...finder.exceptions.keys()]));
  const only = sources.some(({ onlyRuns }) => onlyRuns !== null)
    ? runsOf({ files: sources.flatMap(({ group }) => group.files) })
    : null;
  const globs = sources.map(({ finder }) => finder.glob);
  const listed = [...special].sort().flatMap((run) => {
    const paths = sources.flatMap(({ group }) =>
      group.files.filter((file) => file.run === run).map(({ file }) => literalGlob(pathBelow(file, depth))),
    );
    return paths.length === 0 ? [] : [multiGlobSource([...paths, ...more], { runs: [run] })];
  });
  return [multiGlobSource([...globs, ...more], { runs: only, notRuns: [...special].sort() }), ...listed];
}

/**
 * Returns the alignments section: all files that one program made for a run are one alignment. For RELION, whose shifts
 * are in Å, one of the `lists` of tomograms has the pixel size.
 */
export function alignmentSection(
  sources: readonly PlannedSource[],
  recorded: readonly PlannedSource[],
  { instruments: { alignmentMethods } }: RunKnowledge,
  { depth, lists }: { readonly depth: number; readonly lists: ReadonlyMap<string, string> },
): YamlNode | null {
  const families = groupBy(sources, ({ group }) => alignmentFamily(group));
  return section(
    [...families].map(([family, of]) => {
      const offset = family === 'IMOD' ? tiltOffset(of, recorded) : null;
      const method = alignmentMethods.get(family) ?? null;
      const [first] = of;
      const isOfRelion = family === 'RELION' && first !== undefined;
      const list = isOfRelion ? relionListOf(lists, first.finder.glob, 'rlnTomoTiltSeriesPixelSize') : null;
      const more = list === null ? [] : [literalGlob(list)];
      return entry(groupedSources(of, depth, more), metadataOf(family, offset, method, typeOf(of)));
    }),
  );
}

/** Returns the offset in degrees between aligned and recorded tilts; null if it is 0 or differs between runs. */
function tiltOffset(aligned: readonly PlannedSource[], recorded: readonly PlannedSource[]): number | null {
  const angles = (sources: readonly PlannedSource[], extensions: readonly string[]) =>
    new Map(
      sources.flatMap(({ group }) =>
        group.files.flatMap(({ file, run }) => {
          const list = extensions.includes(group.extension) ? group.facts.get(file.path)?.angles : null;
          return run === null || list === null || list === undefined ? [] : [[run, list] as const];
        }),
      ),
    );
  const raw = angles(recorded, ['rawtlt', 'tlt']);
  const offsets = [...angles(aligned, ['tlt'])].flatMap(([run, tilts]) => {
    const before = raw.get(run);
    if (before === undefined || before.length !== tilts.length) return [];
    return median(tilts.map((tilt, index) => tilt - (before[index] as number)))?.toFixed(1) ?? [];
  });
  const [first] = offsets;
  return first === undefined || Number(first) === 0 || offsets.some((each) => each !== first)
    ? null
    : Number(first);
}

/** Returns the type of alignments, LOCAL if the files of all runs have patches: AreTomo's and the tilt.com of IMOD. */
function typeOf(sources: readonly PlannedSource[]): ScalarNode {
  const texts = factsIn(sources.map(({ group }) => group)).map(({ text }) => text);
  const stating = texts.filter((text) => /^#\s*NumPatches\s*=|^\s*THICKNESS\b/m.test(text));
  const local = stating.filter((text) => /^#\s*NumPatches\s*=\s*0*[1-9]|^\s*LOCALFILE\b/m.test(text));
  if (stating.length === 0) return scalar('GLOBAL', 'or LOCAL');
  if (local.length === 0) return scalar('GLOBAL', 'as the files say');
  return scalar('LOCAL', `as the files ${local.length === stating.length ? '' : 'of some runs '}say`);
}

/** Returns the metadata of alignments in a format, with what is known of their tilts, method and type. */
export function metadataOf(
  format: string,
  offset: number | null = null,
  method: readonly [string, string] | null = null,
  type: ScalarNode = scalar('GLOBAL', 'or LOCAL'),
): YamlNode {
  const others = 'fiducial_based, patch_tracking, projection_matching, simulated or undefined';
  return map({
    format: scalar(format),
    method_type: scalar(method?.[0] ?? 'undefined', method?.[1] ?? others),
    alignment_type: type,
    is_portal_standard: scalar(true),
    tilt_offset:
      offset === null ? null : scalar(offset, 'degrees between the recorded tilts and those of the .tlt'),
  });
}
