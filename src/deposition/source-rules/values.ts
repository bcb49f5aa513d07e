import { median } from '../../base/collections.js';
import { sixDigits } from '../../base/messages.js';
import { acquisitionRules, defocusJumps } from '../../tree/metadata/acquisition-faults.js';
import { implausible, implausibleDefocus } from '../../tree/metadata/plausible-values.js';
import {
  defineSourceRules,
  faultAt,
  placeOf,
  type SourceCheckResult,
  type SourceFault,
  type StatedNumber,
  type TiltSeriesFacts,
} from './rule.js';

/** The rule on numbers that are in another unit. */
export const valueRules = defineSourceRules('source-values', undefined, [
  {
    code: 'SOURCE_VALUE_IMPLAUSIBLE',
    title:
      'Voltage, spherical aberration, pixel spacing, dose, defocus, phase shift and tilts are in their units',
    why: 'A number in another unit is published as it is: 5.34 µm of defocus become 5.34 Å, and everything that is computed from it is wrong.',
    fix: 'Convert the number at the source or in the configuration.',
    checks: {
      tiltseries: (facts) => [...numberFaults(facts.numbers), ...ctfFaults(facts), ...tiltFaults(facts)],
      frame: ({ numbers }) => numberFaults(numbers),
    },
  },
  {
    code: 'SOURCE_FLUX_OF_FRAMES',
    severity: 'warning',
    title: 'The total flux counts all frames of the sections',
    why: 'A flux of less than 30 e/Å² and 0.8 e/Å² a section is that of a usual tilt series, of up to 300 e/Å², if it is multiplied by the frames of a section: some programs state the dose of one frame.',
    fix: 'Multiply total_flux, and dose_rate of the frames, by the frames of a section; leave them if the dose was that low.',
    checks: { tiltseries: fluxOfFrames },
  },
  {
    code: 'SOURCE_DEFOCUS_UNEXPECTED',
    severity: 'warning',
    title: 'The defocus is under focus, and near to what was aimed at',
    why: 'Underfocus is positive in the metadata. A defocus that is five times what the microscope was set to is in another unit, or of another run.',
    fix: 'Convert the table at the source, or replace it by the one of this run.',
    checks: { tiltseries: defocusFault },
  },
  {
    code: 'SOURCE_DEFOCUS_JUMPS',
    ...acquisitionRules.defocusJumps,
    checks: { tiltseries: ({ ctf }) => faultAt(ctf, defocusJumps(ctf?.value ?? [])) },
  },
  {
    code: 'SOURCE_CTF_EMPTY',
    severity: 'warning',
    title: 'CTF tables have rows',
    why: 'A table without rows is of a fit that was not run or not finished; it is copied, and no section has its defocus in the metadata.',
    fix: 'Estimate the CTF at the source, or leave the run out with `parent_filters`.',
    checks: {
      tiltseries: ({ ctf, hasSectionTilts }) => {
        const isEmpty = ctf?.value.length === 0 && hasSectionTilts;
        return faultAt(ctf, isEmpty ? { message: 'the CTF table has no rows', found: '0 rows' } : null);
      },
    },
  },
  {
    code: 'SOURCE_CTF_UNUSED',
    severity: 'warning',
    title: 'Estimates of the CTF come with raw tilt angles',
    why: 'The metadata have one entry a raw tilt. Where no `.rawtlt`, other list, alignment or mdoc of the stack tells the tilts, nor a table of RELION or CETS that records them, the table is copied, and no section has its defocus in the metadata.',
    fix: 'Give the raw tilt angles as a `.rawtlt` in a source of `rawtilts`, and the mdoc.',
    checks: {
      tiltseries: ({ ctf, hasSectionTilts }) =>
        faultAt(ctf, hasSectionTilts ? null : { message: 'the tilt series has no .rawtlt to go with it' }),
    },
  },
]);

function numberFaults(numbers: readonly StatedNumber[]): SourceFault[] {
  return numbers.flatMap(({ quantity, value, by, ...place }) => {
    // Zero stands for a number that is not known.
    const wrong = value === 0 ? null : implausible(quantity, value);
    return wrong === null ? [] : [{ ...placeOf(place), message: `${by} is out of range`, ...wrong }];
  });
}

/** e/Å² below which a tilt series, and a section, have an unusually low dose. */
const low = { flux: 30, section: 0.8 };
/** The largest usual dose of a tilt series in e/Å²: EER files have hundreds of frames, whose dose nobody states. */
const mostFlux = 300;

function fluxOfFrames({ numbers, mdoc }: TiltSeriesFacts): SourceCheckResult {
  const flux = numbers.find(({ quantity }) => quantity === 'total_flux');
  const sections = mdoc?.value.sections ?? [];
  const frames = median(sections.flatMap(({ NumSubFrames }) => NumSubFrames ?? [])) ?? 0;
  if (flux === undefined || flux.value === 0 || flux.value >= low.flux || frames < 3) return null;
  const whole = flux.value * frames;
  const least = low.section * sections.length;
  if (flux.value >= least || whole < least || whole > mostFlux) return null;
  const found = `${sixDigits(flux.value)} e/Å² in ${sections.length} sections of ${frames} frames`;
  const expected = `about ${sixDigits(whole)} e/Å², if this is the dose of one frame a section`;
  return { ...placeOf(flux), message: 'the total flux may be that of single frames', found, expected };
}

function ctfFaults({ ctf }: TiltSeriesFacts): SourceFault[] {
  if (ctf === null) return [];
  const defocus = implausibleDefocus(ctf.value.map(({ defocus1 }) => defocus1));
  const phases = ctf.value.flatMap(({ phaseShift = 0 }) => implausible('phase_shift', phaseShift) ?? []);
  const [phase] = phases;
  return [
    ...(defocus === null ? [] : [{ ...placeOf(ctf), message: 'the defocus is not in Å', ...defocus }]),
    ...(phase === undefined
      ? []
      : [{ ...placeOf(ctf), message: `${phases.length} phase shifts are not in radians`, ...phase }]),
  ];
}

/** The factor between measured and aimed defocus beyond which one of them is wrong. */
const mostOff = 5;

/** Reports overfocus, and a defocus far from the TargetDefocus of the mdoc, which is in µm. */
function defocusFault({ ctf, mdoc }: TiltSeriesFacts): SourceCheckResult {
  const middle = median(ctf?.value.flatMap(({ defocus1 }) => (defocus1 === 0 ? [] : [defocus1])) ?? []);
  // SOURCE_VALUE_IMPLAUSIBLE explains another unit better.
  if (ctf === null || middle === null || implausibleDefocus([middle]) !== null) return null;
  const found = `${sixDigits(middle)} Å in the middle of ${ctf.value.length} sections`;
  if (middle < 0)
    return { ...placeOf(ctf), message: 'the defocus is over focus', found, expected: 'above 0' };
  const aimed = median(mdoc?.value.sections.flatMap(({ TargetDefocus }) => TargetDefocus ?? []) ?? []);
  const target = Math.abs(aimed ?? 0) * angstromPerMicron;
  // Near focus, what was aimed at says little.
  if (target < leastTarget || (middle >= target / mostOff && middle <= target * mostOff)) return null;
  // Tables are in Å, but those of ctfplotter in nm.
  const [factor, unit] = middle < target ? [10, 'nm'] : [0.1, 'Å, not nm'];
  const fits = Math.abs(Math.log2((middle * factor) / target)) < 1;
  const would = fits ? `; in ${unit}, it would be ${sixDigits(middle * factor)} Å` : '';
  const expected = `about ${sixDigits(target)} Å, as TargetDefocus in ${mdoc?.path} says${would}`;
  return { ...placeOf(ctf), message: 'the defocus is far from what was aimed at', found, expected };
}

const angstromPerMicron = 10_000;
/** Å. */
const leastTarget = 5_000;

/** The least mean step of a series in degrees; steps of up to 6° are less in radians. */
const leastStep = 0.12;

function tiltFaults({ rawTilts, otherTilts }: TiltSeriesFacts): SourceFault[] {
  const tilts = rawTilts ?? otherTilts?.[0];
  if (tilts === undefined || tilts.value.length < 3) return [];
  const [least, most] = [Math.min(...tilts.value), Math.max(...tilts.value)];
  if (most === least || most - least >= leastStep * (tilts.value.length - 1)) return [];
  const inDegrees = (angle: number) => `${((angle * 180) / Math.PI).toFixed(1)}°`;
  const found = `${tilts.value.length} tilts from ${least}° to ${most}°`;
  const expected = `steps of ${leastStep}° or more; in radians it would be ${inDegrees(least)} to ${inDegrees(most)}`;
  return [{ ...placeOf(tilts), message: 'the tilts are not in degrees', found, expected }];
}
