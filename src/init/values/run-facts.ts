import type { Mdoc } from '../../formats/mdoc/index.js';
import { tiltAxisAngle } from '../../formats/mdoc/index.js';
import type { PlannedSource } from '../plan/planned-source.js';

/** What the files of a run say of its acquisition; null where none does. */
export interface RunFacts {
  /** Å of a pixel of the tilt series. */
  readonly pixelSpacing: number | null;
  /** Degrees. */
  readonly tiltAxis: number | null;
  readonly tiltMin: number | null;
  readonly tiltMax: number | null;
  readonly tiltStep: number | null;
  /** V. */
  readonly voltage: number | null;
  /** e/Å². */
  readonly totalFlux: number | null;
  /** e/Å² each second. */
  readonly doseRate: number | null;
  readonly tiltingScheme: string | null;
  readonly software: string | null;
  /** As the titles of the mdoc state it. */
  readonly microscope: string | null;
}

/** Gathers what headers, mdocs and lists of angles say, by run. */
export function factsOfRuns(sources: readonly PlannedSource[]): ReadonlyMap<string, RunFacts> {
  const found = new Map<string, { mdoc?: Mdoc; angles?: readonly number[]; pixelSpacing?: number }>();
  for (const { section, group } of sources) {
    for (const { file, run } of group.files) {
      const facts = group.facts.get(file.path);
      if (run === null || facts === undefined) continue;
      const known = found.get(run) ?? {};
      found.set(run, known);
      if (section === 'collection_metadata' && facts.mdoc !== null) known.mdoc = facts.mdoc;
      if (section === 'rawtilts' && facts.angles !== null) known.angles = facts.angles;
      const size = facts.volume?.voxelSize ?? null;
      if (section === 'tiltseries' && size !== null) known.pixelSpacing = size;
    }
  }
  return new Map(
    [...found].map(([run, { mdoc, angles, pixelSpacing }]) => [
      run,
      factsOf(mdoc ?? null, angles ?? [], pixelSpacing ?? null),
    ]),
  );
}

function factsOf(mdoc: Mdoc | null, listed: readonly number[], headerSpacing: number | null): RunFacts {
  const sections = mdoc?.sections ?? [];
  const recorded = sections.flatMap(({ TiltAngle }) => TiltAngle ?? []);
  const angles = listed.length > 0 ? listed : recorded;
  const doses = sections.map(({ ExposureDose = 0 }) => ExposureDose);
  const rates = sections.flatMap(({ ExposureDose = 0, ExposureTime = 0 }) =>
    ExposureDose > 0 && ExposureTime > 0 ? [ExposureDose / ExposureTime] : [],
  );
  const hasDoses = doses.length > 0 && doses.every((dose) => dose > 0);
  const kilovolts =
    mdoc?.globals.Voltage ?? sections.find(({ Voltage }) => Voltage !== undefined)?.Voltage ?? null;
  return {
    pixelSpacing: headerSpacing ?? mdoc?.globals.PixelSpacing ?? sections[0]?.PixelSpacing ?? null,
    tiltAxis: mdoc === null ? null : (tiltAxisAngle(mdoc.titles) ?? sections[0]?.RotationAngle ?? null),
    tiltMin: angles.length === 0 ? null : Math.min(...angles),
    tiltMax: angles.length === 0 ? null : Math.max(...angles),
    tiltStep: medianStep(angles),
    voltage: kilovolts === null || kilovolts <= 0 ? null : kilovolts * (kilovolts < 2000 ? 1000 : 1),
    totalFlux: hasDoses ? doses.reduce((sum, dose) => sum + dose, 0) : null,
    doseRate: rates.length > 0 && rates.length === sections.length ? median(rates) : null,
    tiltingScheme: schemeOf(recorded),
    software: softwareOf(mdoc?.titles ?? []),
    microscope: microscopeOf(mdoc?.titles ?? []),
  };
}

function medianStep(angles: readonly number[]): number | null {
  const sorted = [...angles].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((angle, index) => angle - (sorted[index] as number));
  return steps.length === 0 ? null : median(steps);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

/** How the angles were gone through, by their order in the mdoc. */
function schemeOf(angles: readonly number[]): string | null {
  if (angles.length < 5) return null;
  const steps = angles.slice(1).map((angle, index) => angle - (angles[index] as number));
  if (steps.every((step) => step > 0) || steps.every((step) => step < 0)) return 'Unidirectional';
  const turns = steps.slice(1).filter((step, index) => step * (steps[index] as number) < 0).length;
  if (turns <= 2) return 'Bidirectional';
  return turns * 3 >= angles.length ? 'Dose symmetric' : null;
}

function softwareOf(titles: readonly string[]): string | null {
  const text = titles.join(' ');
  if (/serialem/i.test(text)) return 'SerialEM';
  if (/tomo\s?5|tomography\s?5|tfs tomo/i.test(text)) return 'Tomography 5';
  return /\bpacetomo\b/i.test(text) ? 'PACEtomo' : null;
}

function microscopeOf(titles: readonly string[]): string | null {
  const text = titles.join(' ');
  const model = /\b(?:krios|arctica|glacios|polara|tundra|cryo\s?arm|talos|titan)\b/gi;
  const named = [...text.matchAll(model)].map(([word]) => word);
  // A Titan is a Krios most often, and then says so.
  const word = named.find((each) => !/^(?:titan|talos)$/i.test(each)) ?? named[0];
  return word === undefined ? null : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}
