import { FormatError } from '../../errors/index.js';
import type { Mdoc, MdocKeys, MdocSection } from './mdoc.js';

/**
 * The sections of an mdoc, every one with the keys given. Fails with a FormatError that names file, section and key
 * when one is missing.
 */
export function requireKeys<Key extends keyof MdocKeys>(
  mdoc: Mdoc,
  keys: readonly Key[],
  path: string,
): (MdocSection & Required<Pick<MdocKeys, Key>>)[] {
  return mdoc.sections.map((section, index) => {
    const missing = keys.find((key) => section[key] === undefined);
    if (missing === undefined) return section as MdocSection & Required<Pick<MdocKeys, Key>>;
    throw new FormatError(`no ${missing} in section ${index}`, {
      path,
      line: section.line,
      expected: `${missing} in every section`,
      found: `${Object.keys(section)
        .filter((key) => key !== 'others' && key !== 'line')
        .join(', ')}`,
    });
  });
}
