import { ifReadable } from '../base/errors.js';
import { toNumber } from '../base/json-value.js';
import { type Alignment, holdsAlignment, readAlignment } from '../formats/alignment/read-alignment.js';
import { decodeText, type NamedText } from '../formats/text.js';
import { ancestor, type Item, itemMetadataPath } from './item.js';
import { configuredMetadata } from './item-variables.js';
import type { SourceContext } from './source-context.js';
import { storageOf } from './source-files.js';
import type { Stated } from './source-rules/rule.js';

/** What the files of an alignment say of each section; fails as `readAlignment` does. */
export async function readAlignmentFiles(item: Item, context: SourceContext): Promise<Alignment> {
  const { format } = configuredMetadata(item, context);
  const storage = storageOf(item, context);
  const texts: NamedText[] = [];
  for (const file of item.files.filter(holdsAlignment)) {
    const path = storage.location(file);
    texts.push({ path, text: decodeText(await storage.get(file), path) });
  }
  return readAlignment(texts, typeof format === 'string' ? format : null, {
    pixelSize: texts.some(({ path }) => /\.(?:star|xml)$/.test(path)) ? await pixelSize(item, context) : null,
    compatible: context.options.compatible,
  });
}

/** The first alignment of a run that has files; null where there is none, or it cannot be read. */
export async function alignmentOf(run: Item, context: SourceContext): Promise<Stated<Alignment> | null> {
  const found = await ifReadable(() => context.find('alignment', run));
  const item = found?.find(({ files, origin }) => files.some(holdsAlignment) && origin !== 'output');
  if (item === undefined) return null;
  const value = await ifReadable(() => readAlignmentFiles(item, context));
  if (value === null || value.sections.length === 0) return null;
  const files = item.files.filter(holdsAlignment);
  const file = files.find((name) => /\.(?:xf|aln|star|xml)$/.test(name)) ?? files[0] ?? '';
  return { value, by: 'the alignment', path: storageOf(item, context).location(file) };
}

/** Å of a pixel of the run's first tilt series, configured or in its header; null where neither tells it. */
async function pixelSize(item: Item, context: SourceContext): Promise<number | null> {
  const run = ancestor(item, 'run');
  const [first] = run === null ? [] : await context.find('tiltseries', run);
  if (first === undefined) return null;
  const configured = toNumber(configuredMetadata(first, context).pixel_spacing) ?? 0;
  if (configured > 0) return configured;
  return first.files.length === 0 ? null : ((await context.volumeHeader(first)).voxelSize?.y ?? null);
}

/** Path of the alignment that a run's tomograms and annotations refer to: the first found for the run, or null. */
export async function alignmentPath(item: Item, context: SourceContext): Promise<string | null> {
  const run = ancestor(item, 'run');
  const [first] = run === null ? [] : await context.find('alignment', run);
  if (first === undefined) return null;
  return itemMetadataPath(first, 'alignmentMetadata', context.options.layout);
}

/**
 * The same where the output holds it: an alignment that could not be published is named by nothing. Of a tomogram that is
 * only in the output, its metadata name the alignment.
 */
export async function publishedAlignmentPath(item: Item, context: SourceContext): Promise<string | null> {
  if (item.reference !== null) {
    const { alignment_metadata_path: named } = item.reference.metadata;
    return typeof named === 'string' ? named : null;
  }
  const path = await alignmentPath(item, context);
  return path === null || (await context.output.stat(path)) === null ? null : path;
}
