// Gathers the facts around an item once and checks them with the source rules.

import { ifReadable } from '../base/errors.js';
import type { Issue } from '../base/issue.js';
import { nameSome } from '../base/messages.js';
import { alignmentFormats } from '../formats/alignment/read-alignment.js';
import type { MismatchTopic } from './contradiction.js';
import { ancestor, describeItem, type Item } from './item.js';
import { configuredMetadata } from './item-variables.js';
import { rememberByOwner } from './remember.js';
import { readMdoc, sourceReader } from './side-cars.js';
import type { SourceChecks, SourceContext } from './source-context.js';
import { alignmentFacts, framesFacts, tiltSeriesFacts, tomogramFacts } from './source-facts.js';
import { storageOf } from './source-files.js';
import { readingRules } from './source-rules/reading.js';
import { sourceRules } from './source-rules/source-rules.js';

/** Creates the checks of a deposition. Errors whose topic `allowMismatch` lists become warnings. */
export function createSourceChecks(context: SourceContext): SourceChecks {
  const allowed = context.options.allowMismatch ?? new Set<MismatchTopic>();
  const ofFacts: SourceChecks['ofFacts'] = (name, facts, item) =>
    sourceRules.flatMap(({ code, severity: usual, topic, checks }) => {
      const result = checks[name]?.(facts) ?? [];
      const severity = topic !== undefined && allowed.has(topic) ? 'warning' : usual;
      const faults = Symbol.iterator in result ? [...result] : [result];
      return faults.map(({ others = [], message, ...fault }) => {
        const joined = others.length === 0 ? '' : ` (read as one with ${nameSome(others, mostNames)})`;
        return { code, severity, entity: describeItem(item), ...fault, message: `${message}${joined}` };
      });
    });
  const tiltSeries = rememberByOwner((item: Item, _: null) => tiltSeriesFacts(item, context));
  const tiltSeriesOf = (item: Item) => tiltSeries.of(item, null);
  const issues = rememberByOwner(async (item: Item, _: null): Promise<readonly Issue[]> => {
    if (item.origin === 'output' || item.files.length === 0) return [];
    switch (item.type) {
      case 'tiltseries':
        return ofFacts('tiltseries', await tiltSeriesOf(item), item);
      case 'frame':
        return ofFacts('frame', await framesFacts(item, context, tiltSeriesOf), item);
      case 'alignment':
        return [
          ...ofFacts('alignment', await alignmentFacts(item, context, tiltSeriesOf), item),
          ...(await unusedSideCars(item, context)),
        ];
      case 'collection_metadata':
      case 'rawtilt':
      case 'ctf':
        return unusedSideCars(item, context);
      case 'tomogram':
        return ofFacts('tomogram', await tomogramFacts(item, context, tiltSeriesOf), item);
      default:
        return [];
    }
  });
  return { ofItem: (item) => issues.of(item, null), ofFacts };
}

const mostNames = 5;

/** Warns of files not used because one of their kind counts; the item that is used gets the warning. */
async function unusedSideCars(item: Item, context: SourceContext): Promise<readonly Issue[]> {
  if (item.type === 'alignment') return ofAlignment(item, context);
  const found = await candidates(item, context);
  const isMdoc = item.type === 'collection_metadata';
  if (found.length < 2 || item !== (isMdoc ? found.at(-1) : found[0])) return [];
  if (isMdoc && (await areTakenTogether(item, context))) return [];
  const files = found.flatMap((one) => one.files.slice(0, 1));
  return [unused(item, item.files[0] ?? '', files, context)];
}

/** Returns the items of the same kind for a run or tilt series. Of mdocs the last is used, of others the first. */
async function candidates(item: Item, context: SourceContext): Promise<readonly Item[]> {
  const parent = item.type === 'collection_metadata' ? ancestor(item, 'run') : item.parent;
  if (parent === null) return [];
  const found = await context.find(item.type, parent);
  return item.type === 'rawtilt' ? found.filter(({ files }) => files[0]?.endsWith('.rawtlt')) : found;
}

/** True for mdocs of single movies or of two branches, which are merged. One that cannot be read fails elsewhere. */
async function areTakenTogether(item: Item, context: SourceContext): Promise<boolean> {
  const mdoc = await ifReadable(() => readMdoc(item, context, sourceReader(context)));
  return mdoc === null || mdoc.isMerged;
}

function ofAlignment(item: Item, context: SourceContext): Issue[] {
  const { format } = configuredMetadata(item, context);
  const isAretomo = format === 'ARETOMO3' || item.files.some((file) => file.endsWith('.aln'));
  const name = isAretomo ? 'ARETOMO3' : (format ?? 'IMOD');
  const { readsFirst = [] } = alignmentFormats.find((each) => each.name === name) ?? {};
  return readsFirst.flatMap((ending) => {
    const files = item.files.filter((file) => file.endsWith(ending));
    return files.length < 2 ? [] : [unused(item, files[0] ?? '', files, context)];
  });
}

function unused(item: Item, used: string, files: readonly string[], context: SourceContext): Issue {
  const path = storageOf(item, context).location(used);
  return {
    code: readingRules.config.code,
    severity: 'warning',
    path,
    entity: describeItem(item),
    message: 'several files were found for this, and only this one is used',
    expected: 'one file',
    found: nameSome(files, mostNames),
    hint: 'narrow the pattern to the file that is meant',
  };
}
