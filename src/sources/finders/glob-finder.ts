import type { ConfigSource, GlobFinder } from '../../config/index.js';
import { ConfigError } from '../../errors/index.js';
import { glob } from '../../storage/glob/index.js';
import type { Item } from '../item.js';
import { baseName } from '../item-paths.js';
import type { SourceContext } from '../source-context.js';
import { expandDestinationGlob, expandSourceGlob } from './expand-glob.js';
import { collect, type Found } from './found.js';
import { fullPath } from './full-path.js';
import { globInput } from './glob-input.js';

/**
 * `source_glob` and `destination_glob`: paths that the pattern lists and `match_regex` finds, named by group 1
 * of `name_regex` on their base name. Paths that it does not match are left out, with one warning; fails with a ConfigError
 * when it matches none of them.
 */
export async function findByGlob(
  finder: GlobFinder,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const fromOutput = finder.kind === 'destination_glob';
  const storage = fromOutput ? context.output : context.input;
  const pattern = fromOutput
    ? expandDestinationGlob(finder.listGlob, source, parent, context)
    : expandSourceGlob(finder.listGlob, source, parent, context);
  const matches = await (fromOutput ? glob(storage, pattern) : globInput(pattern, source, context));
  const origin = fromOutput ? ('output' as const) : ('source' as const);
  const found: Found[] = [];
  const strays: string[] = [];
  for (const { key } of matches) {
    if (!finder.matchRegex.test(fullPath(storage, key))) continue;
    const name = finder.nameRegex.exec(baseName(key))?.[1];
    if (name === undefined) strays.push(key);
    else found.push({ name, origin, key });
  }
  const [stray] = strays;
  if (stray !== undefined && found.length === 0) throw nothingNamed(baseName(stray), finder, source);
  warnOfStrays(context.usage.newStrays(source, strays), finder, source, context);
  return collect(found);
}

function nothingNamed(file: string, finder: GlobFinder, { location }: ConfigSource): ConfigError {
  return new ConfigError('name_regex matches no name', {
    path: location.file,
    line: location.line,
    keyPath: location.keyPath,
    expected: `a match of ${finder.nameRegex.source} from the start of the name, with a group`,
    found: file,
    hint: 'narrow match_regex to the files that name_regex is meant for',
  });
}

function warnOfStrays(
  strays: readonly string[],
  finder: GlobFinder,
  { location }: ConfigSource,
  context: SourceContext,
): void {
  const [first] = strays;
  if (first === undefined) return;
  const files = strays.length === 1 ? '1 file is' : `${strays.length} files are`;
  context.warn(
    `${location.file}:${location.line}: ${location.keyPath}: ${files} left out, since name_regex ${finder.nameRegex.source} gives no name: ${baseName(first)}`,
    null,
  );
}
