// Documents of other programs that describe the files of a source: what `--from` reads.

import { defined } from '../base/collections.js';
import { FormatError } from '../base/errors.js';
import { decodeJson } from '../base/json-text.js';
import { isJsonObject, type JsonObject, objectsAt, textAt } from '../base/json-value.js';
import { starTables } from '../formats/star.js';
import { decodeText, type NamedText } from '../formats/text.js';
import { baseName } from '../storage/keys.js';
import { type Entry, readEntry } from './entries.js';
import { runColumn } from './run-table.js';

/**
 * Reads a description of a source: a saved entry of EMPIAR or EMDB, a data set of CETS in JSON, the configuration of a
 * copick project, or a list of tilt series or tomograms of RELION 5. Fails with a FormatError for other files.
 */
export function readDescription(bytes: Uint8Array, path: string): Entry {
  const text = decodeText(bytes, path, Number.POSITIVE_INFINITY);
  if (/^\s*</.test(text)) return saidBy(readEntry(bytes, path, 'EMDB'));
  if (!/^\s*\{/.test(text)) return relionProject({ text, path });
  const value = decodeJson(bytes, path);
  if (!isJsonObject(value)) throw notDescribing(path, 'other JSON');
  if (Array.isArray(value.pickable_objects)) return copickProject(value);
  if (Array.isArray(value.regions)) return cetsDataset(value, path);
  return saidBy(readEntry(bytes, path, 'admin' in value ? 'EMDB' : 'EMPIAR'));
}

function notDescribing(path: string, found: string): FormatError {
  const expected =
    'an entry of EMPIAR or EMDB, CETS JSON, a copick configuration, or tomograms.star of RELION 5';
  return new FormatError('not a description of a source', { path, expected, found });
}

function saidBy(entry: Entry): Entry {
  return { ...entry, says: `as ${entry.databaseEntries?.[0] ?? 'the entry'} says` };
}

/**
 * Returns the regions of a CETS data set as runs, with the names of their files (`cets_data_model`, models.py). Its name
 * is the title, or the number of an entry of EMPIAR.
 */
function cetsDataset(document: JsonObject, path: string): Entry {
  const rows = objectsAt(document, 'regions').flatMap((region): [string, readonly string[]][] => {
    const run = textAt(region, 'id');
    if (run === null) return [];
    const stacks = objectsAt(region, 'movie_stack_collection', 'movie_stacks');
    const frames = stacks.flatMap((stack) =>
      objectsAt(stack, 'stacks').map((frame) => stemOf(textAt(frame, 'path'))),
    );
    const ofFirst = (key: string) => stemOf(textAt(region, key, 0, 'path'));
    return [[run, [run, ofFirst('tilt_series'), ofFirst('tomograms'), sharedStart(frames)]]];
  });
  if (rows.length === 0) throw notDescribing(path, 'no regions with an id');
  const title = textAt(document, 'name') ?? undefined;
  const isEntry = title !== undefined && /^(?:EMPIAR-\d{5}|EMD-\d{4,5})$/.test(title);
  return defined({
    says: 'as the CETS data set says',
    title: isEntry ? undefined : title,
    databaseEntries: isEntry ? [title] : undefined,
    runFiles: { columns: [runColumn, 'tilt_series_name', 'volume_name', 'frame_name'], rows: new Map(rows) },
  });
}

/** Returns the name of a file without its extension. */
function stemOf(path: string | null): string {
  return baseName(path ?? '').replace(/\.[A-Za-z]\w*$/, '');
}

/** Returns what names begin with, up to a delimiter; empty if they share nothing. */
function sharedStart(all: readonly string[]): string {
  const [first = ''] = all;
  const length = [...first].findIndex((_, at) => all.some((name) => name[at] !== first[at]));
  return /^(.*\w)[_.-]/.exec(first.slice(0, length === -1 ? first.length : length))?.[1] ?? '';
}

/** Returns the tilt series in a table of RELION 5 (`tilt_series.star`, `tomograms.star`) as runs, and their microscope. */
function relionProject(file: NamedText): Entry {
  const tables = /^data_/m.test(file.text) ? starTables(file) : [];
  const table = tables.find(({ columns }) => columns.includes('rlnTomoName'));
  if (table === undefined) throw notDescribing(file.path, 'no table with rlnTomoName');
  const cellsOf = (column: string) =>
    table.rows.map(({ cells }) => cells[table.columns.indexOf(column)] ?? '');
  const only = (column: string) => {
    const [value, ...others] = new Set(cellsOf(column).map(Number));
    return value !== undefined && value > 0 && others.length === 0 ? value : undefined;
  };
  // Warp names tilt series after its own files.
  const runs = cellsOf('rlnTomoName').map((name) => name.replace(/\.tomostar$/, ''));
  const tomograms = ['Denoised', '', 'Half1']
    .map((end) => cellsOf(`rlnTomoReconstructedTomogram${end}`).map(stemOf))
    .find((stems) => stems.some((stem) => stem !== ''));
  const kilovolts = only('rlnVoltage');
  return defined({
    says: 'as the RELION project says',
    voltage: kilovolts === undefined ? undefined : 1000 * kilovolts,
    sphericalAberration: only('rlnSphericalAberration'),
    runFiles: {
      columns: [runColumn, 'volume_name'],
      rows: new Map(runs.map((run, at) => [run, [run, tomograms?.[at] ?? '']])),
    },
  });
}

/**
 * Returns name, description and objects of a copick project (`CopickConfig` and `PickableObject` of copick's models.py);
 * its runs are directories.
 */
function copickProject(document: JsonObject): Entry {
  return defined({
    says: 'as the copick project says',
    title: textAt(document, 'name') ?? undefined,
    description: textAt(document, 'description') ?? undefined,
    objects: objectsAt(document, 'pickable_objects').flatMap((object) => {
      const [name, pdb] = [textAt(object, 'name'), textAt(object, 'pdb_id')];
      const id =
        textAt(object, 'go_id') ?? textAt(object, 'identifier') ?? (pdb === null ? null : `PDB-${pdb}`);
      return name === null || id === null ? [] : [{ name, id }];
    }),
  });
}
