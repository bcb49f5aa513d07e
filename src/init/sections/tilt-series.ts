import type { Entry } from '../entries/entry.js';
import type { PlannedSource } from '../plan/planned-source.js';
import type { RunColumns } from '../values/run-columns.js';
import type { RunFacts } from '../values/run-facts.js';
import { list, map, placeholder, scalar, type YamlNode } from '../yaml/yaml-node.js';
import { groupedSources } from './grouped-sources.js';
import { anyOf, entry, globSources } from './source-nodes.js';

/** What is known of the runs, where sections are made. */
export interface RunKnowledge {
  readonly runs: readonly string[];
  readonly facts: ReadonlyMap<string, RunFacts>;
  readonly columns: RunColumns;
  readonly entry: Entry;
}

/** The tilt series with their acquisition. */
export function tiltSeriesSection(sources: readonly PlannedSource[], knowledge: RunKnowledge): YamlNode {
  const { columns } = knowledge;
  const of = (key: NumberKey) => numbers(knowledge, key);
  const isAligned = sources.some(({ group }) => ['ali', 'preali'].includes(group.extension));
  const metadata = map({
    acceleration_voltage: columns.number(
      'acceleration_voltage',
      /voltage$/,
      of('voltage'),
      'V, such as 300000',
      {
        digits: 0,
      },
    ),
    camera: map({
      manufacturer: placeholder('Gatan, FEI, TFS or simulated'),
      model: placeholder(
        'K2, K2 SUMMIT, K3, K3 BIOQUANTUM, UltraCam, UltraScan, FALCON IV, FALCON 4i or simulated',
      ),
    }),
    microscope: map({
      manufacturer: placeholder('FEI, TFS, JEOL or SIMULATED'),
      model: words(knowledge, 'microscope', 'model of the microscope, such as Krios'),
    }),
    microscope_optical_setup: map({
      energy_filter: placeholder('energy filter, such as GIF; none where there is none'),
      image_corrector: placeholder('image corrector, or null'),
      phase_plate: placeholder('phase plate, or null'),
    }),
    data_acquisition_software: words(
      knowledge,
      'software',
      'software that recorded the tilt series, such as SerialEM',
    ),
    is_aligned: scalar(isAligned),
    pixel_spacing: columns.number(
      'pixel_spacing',
      /^(?:ts|tiltseries|run)?pixel(?:spacing|size)$/,
      of('pixelSpacing'),
      'Å of a pixel of the tilt series, such as 1.35',
    ),
    spherical_aberration_constant:
      knowledge.entry.sphericalAberration === undefined
        ? placeholder('mm, such as 2.7')
        : scalar(knowledge.entry.sphericalAberration),
    tilt_axis: columns.number(
      'tilt_axis',
      /tiltaxis(?:angle)?$/,
      of('tiltAxis'),
      'rotation of the tilt axis in degrees, -360 to 360',
      { digits: 2 },
    ),
    tilt_range: map({
      min: columns.number(
        'tilt_min',
        /(?:tilt(?:series)?(?:range)?min(?:tilt)?|mintilt)$/,
        of('tiltMin'),
        'lowest tilt in degrees, such as -60',
        { digits: 2, tolerance: 0.01 },
      ),
      max: columns.number(
        'tilt_max',
        /(?:tilt(?:series)?(?:range)?max(?:tilt)?|maxtilt)$/,
        of('tiltMax'),
        'highest tilt in degrees, such as 60',
        { digits: 2, tolerance: 0.01 },
      ),
    }),
    tilt_step: columns.number('tilt_step', /tiltstep$/, of('tiltStep'), 'degrees between tilts, such as 3', {
      digits: 1,
      tolerance: 0.05,
    }),
    tilting_scheme: words(knowledge, 'tiltingScheme', 'order of the tilts, such as Dose symmetric'),
    tilt_series_quality: columns.number(
      'tilt_series_quality',
      /quality(?:score)?$/,
      new Map(),
      'from 1 (low) to 5 (excellent)',
      { type: 'int' },
    ),
    total_flux: columns.number(
      'total_flux',
      /(?:totalflux|totaldose|totalexposure)$/,
      of('totalFlux'),
      'total exposure in e/Å², such as 120',
      { digits: 2, tolerance: 0.01 },
    ),
  });
  return list([
    entry(
      sources.flatMap((source) => globSources(source)),
      metadata,
    ),
  ]);
}

/** The frames; runs without any have the default, which stands for frames that were not deposited. */
export function frameSection(
  sources: readonly PlannedSource[],
  knowledge: RunKnowledge,
  depth: number,
): YamlNode {
  const { columns, runs } = knowledge;
  const metadata = map({
    dose_rate: columns.number(
      'dose_rate',
      /doserate$/,
      numbers(knowledge, 'doseRate'),
      'e/Å² each second, such as 2.5',
      { digits: 4, tolerance: 0.01 },
    ),
    is_gain_corrected: placeholder('true or false: whether the frames are gain corrected'),
  });
  const shared = sources.some(({ group }) => group.files.some(({ run }) => run === null));
  const having = new Set(sources.flatMap(({ group }) => group.files.flatMap(({ run }) => run ?? [])));
  const lacking = shared ? [] : runs.filter((run) => !having.has(run));
  const notDeposited = map({
    literal: map({ value: list([scalar('default')]) }),
    parent_filters:
      having.size === 0 || lacking.length === 0
        ? null
        : map({ include: map({ run: list([scalar(anyOf(lacking))]) }) }),
  });
  return list([
    entry(
      [
        ...(sources.length === 0 ? [] : groupedSources(sources, depth)),
        ...(lacking.length === 0 && sources.length > 0 ? [] : [notDeposited]),
      ],
      metadata,
    ),
  ]);
}

type NumberKey = {
  [Key in keyof RunFacts]: RunFacts[Key] extends number | null ? Key : never;
}[keyof RunFacts];
type TextKey = Exclude<keyof RunFacts, NumberKey>;

function numbers({ runs, facts, entry }: RunKnowledge, key: NumberKey): ReadonlyMap<string, number | null> {
  const told = key === 'voltage' ? (entry.voltage ?? null) : null;
  return new Map(runs.map((run) => [run, facts.get(run)?.[key] ?? told]));
}

/** A text on which all runs that say something agree. */
function words({ runs, facts, entry }: RunKnowledge, key: TextKey, wanted: string): YamlNode {
  const said = [...new Set(runs.flatMap((run) => facts.get(run)?.[key] ?? []))];
  const told = key === 'microscope' ? entry.microscope : undefined;
  const value = said.length === 1 ? said[0] : told;
  return value === undefined ? placeholder(wanted) : scalar(value);
}
