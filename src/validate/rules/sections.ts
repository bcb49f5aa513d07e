import { median } from '../../base/collections.js';
import { numberAt, objectsAt, shapeAt, textAt } from '../../base/json-value.js';
import { nameSome, sixDigits } from '../../base/messages.js';
import { withKeys } from '../../formats/mdoc-sections.js';
import { acquisitionRules, defocusJumps } from '../../tree/metadata/acquisition-faults.js';
import { compareTiltSections, type SectionAspect } from '../../tree/metadata/derived-records.js';
import { implausibleDefocus } from '../../tree/metadata/plausible-values.js';
import { isRawTilts, matchTilts } from '../../tree/metadata/tilt-lists.js';
import { agreedShape, type TiltSeriesContext, type ZarrFiles } from '../contexts/acquisition.js';
import {
  type CheckResult,
  differencesIn,
  faultAt,
  faultsAt,
  issue,
  type Maybe,
  mismatch,
  mostListed,
  ofMetadata,
} from '../finding.js';
import { defineRules } from '../rule.js';
import { notInMdoc } from './angles.js';
import { readMdoc } from './mdoc.js';
import { chunksOf } from './zarr.js';

const defaults = {
  severity: 'error',
  on: 'tiltseries',
  needs: ['metadata', 'side-car'],
  fix: 'Write the tilt series’ metadata again with `--metadata-only`; if the raw tilt, mdoc or CTF file is the wrong one, replace it at the source first.',
} as const;

/** The sections in the metadata of a tilt series, compared with raw tilts, mdoc and CTF table. */
export const sectionRules = defineRules('sections', defaults, [
  {
    code: 'SECTION_COUNT_WRONG',
    title: 'There is one described section for each raw tilt',
    why: 'Sections are described in the order of the raw tilt file; one more or less shifts all that follow.',
    check: ofMetadata((value, context: TiltSeriesContext) => {
      const frameCount = context.frames.frames.length;
      const found = objectsAt(value, 'per_section_parameter').length;
      const message = 'per_section_parameter has not one section for each raw tilt';
      const fault = mismatch(message, found, compareSections(context)?.count);
      const areTooMany = frameCount > 0 && found > frameCount;
      return fault && areTooMany ? { ...fault, reportedBy: 'SECTIONS_WITHOUT_FRAMES' } : fault;
    }),
  },
  {
    code: 'SECTION_ORDER_DIFFERS',
    title: 'Sections have the angle and frame that raw tilts and mdoc give',
    why: 'Programs take the tilt of each image and its place in the acquisition from here; another order, or angles of the other sign, mirror or scramble the reconstruction.',
    more: 'values',
    check: ofMetadata((_, context) => different(context, 'order')),
  },
  {
    code: 'SECTION_CTF_DIFFERS',
    title: 'Sections have the CTF estimate that the CTF table gives',
    why: 'CTF correction takes defocus and astigmatism from here; numbers of another section or in another unit spoil it.',
    more: 'values',
    check: ofMetadata((_, context) => different(context, 'ctf')),
  },
  {
    code: 'SECTION_BLANK',
    severity: 'warning',
    needs: ['header'],
    title: 'No image of a tilt series is blank',
    why: 'Chunks of zeros are left out. A section without chunks has no image: an exposure that failed, or was masked and still counts.',
    fix: 'Leave the section out at the source, in stack, angles and alignment; ingest the tilt series again.',
    check({ volume: { zarr } }) {
      const blank = nameSome(sectionsWithoutChunks(zarr).map(String), mostListed);
      return faultAt(zarr, blank !== '' && issue('sections without an image', blank));
    },
  },
  {
    code: 'CTF_UNREADABLE',
    needs: ['side-car'],
    title: 'CTF tables can be read',
    why: 'Programs cannot read a table that is truncated or has text instead of numbers.',
    fix: 'Replace the CTF table at the source by the one of this run and ingest it again.',
    check: ({ ctfs }) => faultsAt(ctfs, ({ problem }) => problem),
  },
  {
    code: 'CTF_SECTION_UNKNOWN',
    needs: ['header', 'side-car'],
    title: 'CTF tables are of sections of the tilt series',
    why: 'A row of a section that is not there shows that the table is of another tilt series.',
    fix: 'Replace the CTF table at the source by the one of this run and ingest it again.',
    check({ ctfs, volume }) {
      const images = volume.mrc?.value?.shape[0] ?? volume.zarr?.arrays.get('0')?.value?.shape[0];
      if (images === undefined) return null;
      return faultsAt(ctfs, ({ value }) => {
        // Rows with tilts are not counted by their place.
        const beyond = value?.find(
          ({ section, tilt }) => tilt === undefined && (section < 1 || section > images),
        );
        return beyond && issue('a row of no section', beyond.section, `1 to ${images}`);
      });
    },
  },
  {
    code: 'CTF_DEFOCUS_IMPLAUSIBLE',
    needs: ['side-car'],
    title: 'Defocus is in ångström, and of the sign of underfocus where the mdoc aims at it',
    why: 'Tilt series are taken some micrometres, which are some ten thousand Å, under focus, which is positive here and negative in an mdoc; far other numbers are in another unit.',
    fix: 'Convert the table to Å at the source, or name its true format in the configuration, and ingest it again.',
    check: wrongDefocus,
  },
  {
    code: 'CTF_DEFOCUS_JUMPS',
    ...acquisitionRules.defocusJumps,
    needs: ['side-car'],
    check: ({ ctfs }) => faultsAt(ctfs, ({ value }) => defocusJumps(value ?? [])),
  },
]);

/** Compares sections in metadata with those of the files; null if tilts and mdoc do not give them. */
function compareSections({ metadata, rawTilts, ctfs, frames, ...context }: TiltSeriesContext) {
  const value = metadata?.value;
  const path = textAt(value, 'raw_tlt_path');
  const list = rawTilts.find((file) => file.path === path);
  const sections = withKeys(readMdoc(frames)?.value.sections ?? [], 'ZValue', 'TiltAngle');
  const isKnown = notInMdoc({ ...context, metadata, rawTilts, ctfs, frames }).length === 0;
  if (value == null || list?.value == null || sections === null || !isKnown) return null;
  const isRaw = isRawTilts(list.path);
  // By a list that may be refined, an ingest describes the sections of a CTF table alone, and all of the stack.
  const isDescribed = isRaw || objectsAt(value, 'per_section_parameter').length > 0;
  const isWhole = isRaw || agreedShape(context.volume)?.[0] === list.value.length;
  const matches = isDescribed && isWhole ? matchTilts(list.value, sections, isRaw) : null;
  if (matches === null || matches.length === 0) return null;
  const ctfPath = textAt(value, 'ctf_path');
  const table = ctfs.find((file) => file.path === ctfPath);
  const rows = ctfPath === null ? [] : (table?.value ?? null);
  return { count: matches.length, differences: compareTiltSections(value, matches, rows) };
}

function different(context: TiltSeriesContext, aspect: SectionAspect): CheckResult {
  const differences = compareSections(context)?.differences.filter((each) => each.aspect === aspect) ?? [];
  return differencesIn('per_section_parameter', 'the files give', differences, ({ key, found }) =>
    typeof found === 'number' ? reportedByRule(context, key, found) : null,
  );
}

/** Returns the rule that reports a value that is impossible whatever the files contain; null if there is none. */
function reportedByRule({ metadata, frames }: TiltSeriesContext, key: string, found: number): Maybe<string> {
  const z = shapeAt(metadata?.value, 'size')?.[0] ?? Number.POSITIVE_INFINITY;
  if (key === 'z_index' && found >= z) return 'SECTION_OUT_OF_RANGE';
  const angles = readMdoc(frames)?.value.sections.map(({ TiltAngle }) => TiltAngle?.toFixed(2));
  if (key === 'raw_angle' && !angles?.includes(found.toFixed(2))) return 'SECTION_ANGLE_NOT_IN_MDOC';
  if (key === 'phase_shift' && (found < 0 || found > 2 * Math.PI)) return 'SECTION_PHASE_SHIFT_OUT_OF_RANGE';
  if (key === 'cross_correlation' && Math.abs(found) > 1) return 'SECTION_CORRELATION_OUT_OF_RANGE';
  if (key === 'max_resolution' && found < 0) return 'SECTION_RESOLUTION_NEGATIVE';
  return key === 'astigmatic_angle' && Math.abs(found) > 180 && 'METADATA_OUT_OF_RANGE';
}

function wrongDefocus({ ctfs, metadata, frames }: TiltSeriesContext): CheckResult {
  const described = objectsAt(metadata?.value, 'per_section_parameter');
  const values = described.flatMap((section) => numberAt(section, 'major_defocus') ?? []);
  const tables = ctfs.map(({ path, value }) => {
    return { path, values: (value ?? []).map(({ defocus1 }) => defocus1) };
  });
  if (metadata !== null && ctfs.length === 0) tables.push({ path: metadata.path, values });
  const { sections = [] } = readMdoc(frames)?.value ?? {};
  const targets = sections.flatMap(({ TargetDefocus }) => TargetDefocus ?? []);
  const target = 1e4 * (median(targets.map(Math.abs)) ?? 0);
  const isUnder = targets.length > 0 && targets.every((each) => each < 0);
  return faultsAt(tables, ({ values }) => {
    const wrong = implausibleDefocus(values);
    if (wrong !== null) return { message: 'the defocus is not in Å', ...wrong };
    const middle = median(values.map(Math.abs)) ?? 0;
    if (isUnder && values.length > 0 && values.every((value) => value < 0))
      return issue('the defocus is over focus, and the TargetDefocus of the mdoc under focus', -middle);
    // A number in nanometres, or converted from them twice, within a factor of 1.4: focus is never that far off.
    const isTenfold = Math.abs(Math.abs(Math.log10(middle / target)) - 1) < 0.15;
    const message = 'the defocus is ten times, or a tenth of, the TargetDefocus of the mdoc';
    return isTenfold && issue(message, `${sixDigits(middle)} Å`, `some ${sixDigits(target)} Å`);
  });
}

/** Returns the sections of an OME-Zarr of which level 0 has no chunk; none if chunks have several sections. */
export function sectionsWithoutChunks(zarr: ZarrFiles | null): number[] {
  const array = zarr?.arrays.get('0')?.value;
  if (zarr === null || array == null || array.chunk[0] !== 1 || array.shard !== null) return [];
  const sectionOf = (path: string) =>
    Number(path.slice(2 + array.keyPrefix.length).split(array.separator)[array.leadingAxes]);
  const filled = new Set(chunksOf(zarr, '0').map(sectionOf));
  const blank = Array.from({ length: array.shape[0] }, (_, z) => z).filter((z) => !filled.has(z));
  return filled.size === 0 ? [] : blank;
}
