import { FormatError } from '../../errors/index.js';
import { decodeText } from '../../formats/text/index.js';
import { parseXml } from '../../formats/xml/index.js';
import { decodeJson } from '../../json/index.js';
import { readEmdbEntry } from './emdb-entry.js';
import { readEmpiarEntry } from './empiar-entry.js';
import type { Entry } from './entry.js';
import { fieldsOfJson, fieldsOfXml } from './fields.js';

/**
 * Reads a saved entry: EMPIAR's JSON (`https://www.ebi.ac.uk/empiar/api/entry/EMPIAR-…`), or EMDB's XML header or JSON. Fails
 * with a FormatError where it is neither.
 */
export function readEntry(bytes: Uint8Array, path: string, archive: 'EMPIAR' | 'EMDB'): Entry {
  const text = decodeText(bytes, path);
  const isXml = /^\s*</.test(text);
  const fields = isXml ? fieldsOfXml(parseXml(text, path)) : fieldsOfJson(decodeJson(bytes, path));
  const entry = archive === 'EMPIAR' ? readEmpiarEntry(fields) : readEmdbEntry(fields);
  if (entry.title !== undefined) return entry;
  throw new FormatError(`not an entry of ${archive}`, {
    path,
    expected: archive === 'EMPIAR' ? 'JSON with title and authors' : 'XML or JSON with admin/title',
    found: isXml ? 'other XML' : 'other JSON',
  });
}
