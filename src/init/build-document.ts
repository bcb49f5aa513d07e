import { holdsAlignment } from '../formats/alignment/read-alignment.js';
import { baseName } from '../storage/keys.js';
import type { SectionName } from '../tree/entities/entity-type.js';
import type { Answers } from './answers.js';
import { factsIn } from './classify-group.js';
import type { Entry } from './entries.js';
import { runsWithin } from './group-files.js';
import { instrumentsOf } from './instruments.js';
import { literalGlob } from './name-pattern.js';
import type { PlannedSource } from './plan-sources.js';
import { factsOfRuns, RunColumns } from './run-values.js';
import { annotationSection } from './sections/annotations.js';
import { datasetSection, depositionSection } from './sections/people.js';
import { runSection } from './sections/run-section.js';
import { entry, globSources, multiGlobSource, section } from './sections/source-nodes.js';
import {
  alignmentSection,
  frameSection,
  metadataOf,
  type RunKnowledge,
  tiltSeriesSection,
} from './sections/tilt-series.js';
import { findSpacings, spacingSection, tomogramSection } from './sections/tomograms.js';
import { pathBelow, type SourceFile } from './source-listing.js';
import type { Survey } from './survey.js';
import { alias, list, map, nodeOf, placeholder, scalar, type YamlNode } from './yaml-document.js';

/** File name of the run data map beside the configuration. */
export const runTableName = 'run_data_map.csv';

/**
 * Builds the configuration for a surveyed source, with the text of the run data map beside it, or null. Answers decide
 * which blocks it needs; they are not filled in.
 */
export function buildDocument(survey: Survey, saved: Entry, answers: Answers) {
  const { runs, prefix, listing } = survey;
  const below = (file: SourceFile) => pathBelow(file, prefix.length);
  const of = (name: SectionName) => survey.sources.filter((source) => source.section === name);
  const given = survey.tables.find(({ columns }) => columns !== null) ?? null;
  const columns = new RunColumns(runs, given);
  for (const { group } of survey.sources) if (group.foreign !== null) columns.names(group.foreign);
  const instruments = instrumentsOf(survey.sources, listing.files, saved);
  const knowledge: RunKnowledge = { runs, facts: factsOfRuns(survey.sources), columns, instruments };
  const spacings = findSpacings(of('tomograms'), (run) => knowledge.facts.get(run)?.pixelSpacing ?? null);
  const isNeeded = (name: SectionName) => of(name).length > 0;
  const plain = (name: SectionName) =>
    isNeeded(name) ? list([entry(of(name).flatMap((source) => globSources(source)))]) : null;
  // The sections below add columns to the table of runs.
  const frames = (['frames', 'collection_metadata', 'tiltseries'] as const).some(isNeeded)
    ? frameSection(of('frames'), of('collection_metadata'), knowledge, prefix.length)
    : null;
  const tiltSeries = tiltSeriesSection(of('tiltseries'), knowledge);
  const lists = listing.files.filter(({ extension }) => ['doc', 'star'].includes(extension));
  const isGiven = ({ path }: SourceFile) => Number(path === saved.file);
  const tomogramLists = new Map(
    lists.sort((a, b) => isGiven(b) - isGiven(a)).map((file) => [below(file), survey.textOf(file)]),
  );
  const inSeries = runsWithin(of('tiltseries').map(({ group }) => group));
  const lackSeries = !inSeries.has(null) && runs.some((run) => !inSeries.has(run));
  const describing = describingFile(survey, saved);
  const ofDescription = (name: 'alignments' | 'ctfs', metadata: YamlNode) =>
    describing !== undefined && saved.holds?.includes(name) && holdsAlignment(describing.name)
      ? list([entry([multiGlobSource([literalGlob(below(describing))])], metadata)])
      : null;
  const runTable = columns.text();
  const document = map({
    version: scalar('1.3.0'),
    depositions: depositionSection(saved, [
      'dataset',
      ...(isNeeded('tomograms') ? ['tomogram'] : []),
      ...(isNeeded('annotations') ? ['annotation'] : []),
    ]),
    datasets: datasetSection(saved, answers),
    standardization_config: map({
      deposition_id: alias('deposition'),
      source_prefix: scalar(prefix.join('/')),
      run_data_map_file:
        runTable !== null
          ? scalar(runTableName, 'lies beside this file; values that differ between runs')
          : given && columns.usesTable
            ? scalar(below(given.file))
            : null,
    }),
    deposition_keyphotos: photoSection(survey),
    dataset_keyphotos: photoSection(survey),
    runs:
      runs.length === 0
        ? unknownSource(unknownRuns)
        : runSection(survey.sources, runs, listing, prefix.length),
    voxel_spacings: spacingSection(spacings, runs),
    gains: plain('gains'),
    collection_metadata:
      plain('collection_metadata') ?? (tiltSeries === null ? null : unknownSource(missingMdocs)),
    frames,
    tiltseries: tiltSeries,
    rawtilts: plain('rawtilts'),
    ctfs:
      ctfSection(
        !isNeeded('ctfs') && tiltSeries !== null && of('alignments').every(estimatesCtf)
          ? of('alignments')
          : of('ctfs'),
      ) ??
      (tiltSeries && ofDescription('ctfs', map({ format: scalar('CETS') }))),
    alignments:
      alignmentSection(of('alignments'), of('rawtilts'), knowledge, {
        depth: prefix.length,
        lists: lackSeries ? tomogramLists : new Map(),
      }) ?? ofDescription('alignments', metadataOf('CETS')),
    identified_objects: plain('identified_objects'),
    tomograms: tomogramSection(of('tomograms'), spacings, instruments),
    annotations: annotationSection(of('annotations'), spacings, runs, tomogramLists, {
      ...saved,
      file: describing && below(describing),
    }),
  });
  return { document, runTable };
}

/** Returns the file in INPUT of a description that has points, alignments or CTF estimates itself. */
export function describingFile({ listing }: Survey, { points, holds = [], file = '' }: Entry) {
  if (points === undefined && holds.length === 0) return undefined;
  const { files } = listing;
  return files.find(({ path }) => path === file) ?? files.find(({ name }) => name === baseName(file));
}

/** True if alignments of RELION or Warp have CTF estimates as well: Warp writes a defocus of 0 before there is one. */
function estimatesCtf({ group }: PlannedSource): boolean {
  const estimate = /_rlnDefocusU\b|<GridCTF\b[^>]*>\s*<Node\b[^>]*Value="(?!0(?:\.0*)?")/;
  return factsIn([group]).some(({ sniffed, text }) => sniffed.kind === 'alignment' && estimate.test(text));
}

function ctfSection(sources: readonly PlannedSource[]): YamlNode | null {
  return section(
    sources.map((source) => {
      const kinds = factsIn([source.group]).map(({ sniffed }) => sniffed);
      const found = kinds.find(({ kind }) => kind === 'ctf' || kind === 'alignment');
      return entry(globSources(source), map({ format: scalar(found?.format ?? 'auto') }));
    }),
  );
}

function photoSection({ photos }: Survey): YamlNode | null {
  return photos === null ? null : list([entry([map({ literal: map({ value: nodeOf(photos) }) })])]);
}

const unknownRuns =
  'pattern whose results are named after the runs, such as tomograms/*.rec; no names of runs were found';
const missingMdocs =
  'pattern of the mdoc of a run, such as mdocs/{run_name}.mdoc: tilt series are not published without one';

function unknownSource(wanted: string): YamlNode {
  return list([entry([map({ source_glob: map({ list_glob: placeholder(wanted) }) })])]);
}
