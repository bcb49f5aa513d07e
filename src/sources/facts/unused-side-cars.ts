import { ifReadable, nameSome } from '../../errors/index.js';
import { alignmentFormats } from '../../formats/alignment/index.js';
import type { Issue } from '../../issues/index.js';
import { configuredMetadata } from '../configured-metadata.js';
import { ancestor, describeItem, type Item } from '../item.js';
import { readingRules } from '../rules/reading.js';
import { sourceMdoc } from '../side-cars.js';
import type { SourceContext } from '../source-context.js';
import { storageOf } from '../source-files.js';

/** Names that a message lists. */
const mostNames = 5;

/** Where several files were found of which one is used: a warning with the item that is used, naming all of them. */
export async function unusedSideCars(item: Item, context: SourceContext): Promise<readonly Issue[]> {
  if (item.type === 'alignment') return ofAlignment(item, context);
  const found = await candidates(item, context);
  const isMdoc = item.type === 'collection_metadata';
  if (found.length < 2 || item !== (isMdoc ? found.at(-1) : found[0])) return [];
  if (isMdoc && (await areTakenTogether(item, context))) return [];
  const files = found.flatMap((one) => one.files.slice(0, 1));
  return [unused(item, item.files[0] ?? '', files, context)];
}

/** What is found for the same run or tilt series; the mdoc that counts is the last, of others the first. */
async function candidates(item: Item, context: SourceContext): Promise<readonly Item[]> {
  const parent = item.type === 'collection_metadata' ? ancestor(item, 'run') : item.parent;
  if (parent === null) return [];
  const found = await context.find(item.type, parent);
  return item.type === 'rawtilt' ? found.filter(({ files }) => files[0]?.endsWith('.rawtlt')) : found;
}

/** Mdocs of single movies are one; whoever needs an mdoc that cannot be read fails for it. */
async function areTakenTogether(item: Item, context: SourceContext): Promise<boolean> {
  const mdoc = await ifReadable(() => sourceMdoc(item, context));
  const sections = mdoc?.value.sections ?? [];
  return mdoc === null || (sections.length > 1 && sections.every(({ FrameSet }) => FrameSet !== undefined));
}

function ofAlignment(item: Item, context: SourceContext): Issue[] {
  const { format } = configuredMetadata(item, context);
  const isAretomo = format === 'ARETOMO3' || item.files.some((file) => file.endsWith('.aln'));
  const name = isAretomo ? 'ARETOMO3' : 'IMOD';
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
