import { FormatError } from '../../errors/index.js';
import type { Mdoc, MdocKeys, MdocSection } from './mdoc.js';

/** Keys of which no value is below 0: seconds, and electrons per Å². */
const amounts = ['ExposureTime', 'ExposureDose'] as const;

/**
 * The sections of an mdoc, every one with the keys given. Fails with a FormatError that names file, section and key
 * when one is missing, when two sections have the same `ZValue` where that is among the keys, and for a negative exposure.
 */
export function requireKeys<Key extends keyof MdocKeys>(
  mdoc: Mdoc,
  keys: readonly Key[],
  path: string,
): (MdocSection & Required<Pick<MdocKeys, Key>>)[] {
  const lines = new Map<number, number>();
  const isCounted = (keys as readonly string[]).includes('ZValue');
  return mdoc.sections.map((section, index) => {
    const missing = keys.find((key) => section[key] === undefined);
    if (missing !== undefined) {
      throw new FormatError(`no ${missing} in section ${index}`, {
        path,
        line: section.line,
        expected: `${missing} in every section`,
        found: `${Object.keys(section)
          .filter((key) => key !== 'others' && key !== 'line')
          .join(', ')}`,
      });
    }
    if (isCounted) refuseRepeated(section, lines, path);
    refuseNegative(section, index, path);
    return section as MdocSection & Required<Pick<MdocKeys, Key>>;
  });
}

/** Every image of a repeated section would be counted twice, and its dose added twice. */
function refuseRepeated({ ZValue, line }: MdocSection, lines: Map<number, number>, path: string): void {
  if (ZValue === undefined) return;
  const first = lines.get(ZValue);
  lines.set(ZValue, line);
  if (first === undefined) return;
  throw new FormatError(`duplicate section ${ZValue}`, {
    path,
    line,
    expected: 'a ZValue of its own in every section',
    found: `ZValue = ${ZValue}, as in line ${first}`,
  });
}

function refuseNegative(section: MdocSection, index: number, path: string): void {
  for (const key of amounts) {
    const value = section[key];
    if (value === undefined || value >= 0) continue;
    throw new FormatError(`a negative ${key} in section ${index}`, {
      path,
      line: section.line,
      expected: `${key} of 0 or more`,
      found: String(value),
    });
  }
}
