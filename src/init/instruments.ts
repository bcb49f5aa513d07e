import type { Mdoc } from '../formats/mdoc.js';
import type { SectionName } from '../tree/entities/entity-type.js';
import { alignmentFamily } from './choose-sources.js';
import { factsIn } from './classify-group.js';
import { type Entry, saysOf } from './entries.js';
import type { PlannedSource } from './plan-sources.js';
import type { FileFacts } from './read-facts.js';
import type { SourceFile } from './source-listing.js';
import { placeholder, type ScalarNode, scalar } from './yaml-document.js';

/** A value, and what says so, for a comment. */
type Known<Value> = readonly [value: Value, source: string] | null;

/** The instruments and programs of all runs, by files and a saved entry; null for those that neither names. */
export type Instruments = ReturnType<typeof instrumentsOf>;

/** Returns a node, or where it is a placeholder, that of a value with its source as a comment. */
export function orKnown(node: ScalarNode, known: Known<ScalarNode['value']>): ScalarNode {
  return node.wanted === undefined || known === null ? node : scalar(...known);
}

/** Returns the node of a value with its source as a comment; a placeholder if it is unknown. */
export function knownOr(known: Known<ScalarNode['value']>, wanted: string): ScalarNode {
  return orKnown(placeholder(wanted), known);
}

/** Cameras by what EMDB calls them, and by the edges of their images in pixels, physical and in super-resolution. */
const cameras = [
  [/K3 BIOQUANTUM/i, 'Gatan', 'K3 BIOQUANTUM', []],
  [/\bK3\b/i, 'Gatan', 'K3', ['4092 5760', '8184 11520']],
  [/K2/i, 'Gatan', 'K2 SUMMIT', ['3710 3838', '7420 7676']],
  [/FALCON 4I/i, 'TFS', 'FALCON 4i', []],
  [/FALCON (?:IV|4)/i, 'TFS', 'FALCON IV', []],
] as const;

/** Maker, acceleration voltage in V and spherical aberration in mm of common models. */
const microscopes = [
  [/krios|titan/i, 'TFS', 300_000, 2.7],
  [/glacios|arctica|talos/i, 'TFS', 200_000, 2.7],
  [/polara/i, 'FEI', 300_000, 2],
  [/cryo\s?arm/i, 'JEOL', null, null],
] as const;

/** Returns the instruments and programs that sources and a saved entry name. */
export function instrumentsOf(sources: readonly PlannedSource[], files: readonly SourceFile[], entry: Entry) {
  const factsOf = (section: SectionName) =>
    factsIn(sources.flatMap((each) => (each.section === section ? each.group : [])));
  const mdocs = factsOf('collection_metadata').flatMap(({ mdoc }) => mdoc ?? []);
  const inEntry = (key: keyof Entry) => saysOf(entry, key) ?? 'as the entry says';
  const [, maker, named] = /^(?:(FEI|TFS|JEOL)\s+)?(.*)$/i.exec(entry.microscope ?? '') ?? [];
  const models = new Set(mdocs.flatMap(({ titles }) => microscopeIn(titles) ?? []));
  const microscope =
    known(models.size === 1 ? [...models][0] : null, 'as mdocs say') ?? known(named, inEntry('microscope'));
  const [, usualMaker, usualVoltage, usualAberration] =
    microscopes.find(([pattern]) => pattern.test(microscope?.[0] ?? '')) ?? [];
  const usual = 'usual of this microscope: check it';
  const ctf = factsOf('ctfs').map(({ text }) => /^#.*spherical aberration.*/im.exec(text)?.[0] ?? '');
  const inCtf = (name: string) =>
    Number(new RegExp(`${name}:\\s*([\\d.]+)`, 'i').exec(ctf.join('\n'))?.[1] ?? 0);
  const byCtf = 'as the CTF estimates say';
  const isEer = sources.some(({ section, group }) => section === 'frames' && group.extension === 'eer');
  const images = [...factsOf('frames'), ...factsOf('tiltseries')];
  const camera = cameraOf(images, known(entry.camera, inEntry('camera')));
  const cameraMaker =
    known(camera?.[0][0], camera?.[1] ?? '') ?? known(isEer ? 'TFS' : null, 'whose format EER is');
  const hasSlit = mdocs.some(({ sections }) => (sections[0]?.FilterSlitAndLoss?.[0] ?? 0) > 0);
  const filter = cameraMaker?.[0] === 'Gatan' ? 'GIF' : cameraMaker === null ? null : 'Selectris';
  const aligned = sources.filter(({ section }) => section === 'alignments');
  const programs = aligned.length === 0 ? ['IMOD'] : aligned.map(({ group }) => alignmentFamily(group));
  return {
    cameraMaker,
    cameraModel: known(camera?.[0][1], camera?.[1] ?? ''),
    microscopeMaker:
      known(maker?.toUpperCase(), inEntry('microscope')) ??
      known(usualMaker, `maker of this model${usualMaker === 'TFS' ? '; FEI before 2017' : ''}`),
    microscope,
    /** Acceleration voltage in V. */
    voltage:
      known(entry.voltage, inEntry('voltage')) ??
      known(1000 * inCtf('acceleration voltage'), byCtf) ??
      known(usualVoltage, usual),
    /** Spherical aberration in mm. */
    aberration:
      known(entry.sphericalAberration, inEntry('sphericalAberration')) ??
      known(inCtf('spherical aberration'), byCtf) ??
      known(usualAberration, usual),
    energyFilter: known(hasSlit ? filter : null, 'the mdocs have a slit; the usual filter of this camera'),
    isGainCorrected: gainCorrected(sources, mdocs, isEer),
    /** `method_type` of alignments by their program, as `format` names it; that of IMOD if there are none. */
    alignmentMethods: new Map(programs.map((program) => [program, alignmentMethod(program, files)])),
    reconstructionSoftware: softwareOf(factsOf('tomograms')),
    /** Returns a fact of all tilt series that a description states. */
    acquired: (key: string) => known(entry.acquisition?.[key], inEntry('acquisition')),
    /** Facts of each tilt series that a description states, and what says so. */
    acquisitions: [entry.acquisitions ?? new Map<string, never>(), inEntry('acquisitions')] as const,
  };
}

function known<Value>(value: Value | null | undefined, source: string): Known<Value> {
  return value === null || value === undefined || value === 0 || value === '' ? null : [value, source];
}

/** Returns maker and model of the camera that an entry names, or whose images have the size of those read. */
function cameraOf(facts: readonly FileFacts[], named: Known<string>): Known<readonly [string, string]> {
  const sizes = new Set(
    facts.flatMap(({ volume }) =>
      volume === null ? [] : [[...volume.shape.slice(1)].sort((a, b) => a - b).join(' ')],
    ),
  );
  for (const [pattern, maker, model, own] of cameras) {
    if (named !== null && pattern.test(named[0])) return [[maker, model], named[1]];
    const size = own.find((each) => sizes.has(each));
    if (named === null && size !== undefined) return [[maker, model], `by the size of its images, ${size}`];
  }
  return null;
}

function gainCorrected(
  sources: readonly PlannedSource[],
  mdocs: readonly Mdoc[],
  isEer: boolean,
): Known<boolean> {
  const has = (section: SectionName) => sources.some((source) => source.section === section);
  if (has('gains')) return [false, 'gain references are among the files'];
  if (isEer) return [false, 'EER frames are not'];
  if (mdocs.some(({ sections }) => sections[0]?.others.GainReference !== undefined))
    return [false, 'the mdocs name a gain reference'];
  return has('frames') ? null : [false, 'no frames are among the files'];
}

/** Returns how a program aligned: AreTomo needs no fiducials, and IMOD leaves the model of what it followed. */
function alignmentMethod(program: string, files: readonly SourceFile[]): Known<string> {
  if (program === 'ARETOMO3') return ['projection_matching', 'as AreTomo does'];
  const models = files.filter(({ extension }) => extension === 'fid');
  if (models.length === 0) return null;
  return models.some(({ name }) => /_pt\.fid$/i.test(name))
    ? ['patch_tracking', 'there is a model of patches, _pt.fid']
    : ['fiducial_based', 'there is a model of fiducials, .fid'];
}

function softwareOf(tomograms: readonly FileFacts[]): Known<string> {
  const titles = tomograms.flatMap(({ volume }) => volume?.titles ?? []).join('\n');
  if (/^TILT: Tomographic reconstruction/m.test(titles)) return ['IMOD', 'as headers say'];
  return /AreTomo/i.test(titles) ? ['AreTomo', 'as headers say'] : null;
}

function microscopeIn(titles: readonly string[]): string | null {
  const model = /\b(?:krios|arctica|glacios|polara|tundra|cryo\s?arm|talos|titan)\b/gi;
  const named = [...titles.join(' ').matchAll(model)].map(([word]) => word);
  // A Titan is usually a Krios and then also named so.
  const word = named.find((each) => !/^(?:titan|talos)$/i.test(each)) ?? named[0];
  return word === undefined ? null : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
