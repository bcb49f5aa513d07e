import type { ConfigSource, GlobFinder } from '../../config/index.js';
import { ConfigError } from '../../errors/index.js';
import { glob } from '../../storage/glob/index.js';
import type { Item } from '../item.js';
import { baseName } from '../item-paths.js';
import type { SourceContext } from '../source-context.js';
import { expandDestinationGlob, expandSourceGlob } from './expand-glob.js';
import { collect, type Found } from './found.js';
import { fullPath } from './full-path.js';

/**
 * `source_glob` and `destination_glob`: paths that the pattern lists and `match_regex` finds, named by group 1
 * of `name_regex` on their base name. Fails with a ConfigError when `name_regex` does not match a path.
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
  const matches = await glob(storage, pattern, fromOutput ? {} : { cache: context.inputListings });
  return collect(
    matches
      .filter(({ key }) => finder.matchRegex.test(fullPath(storage, key)))
      .map(({ key }) => ({
        name: extractName(baseName(key), finder, source),
        origin: fromOutput ? ('output' as const) : ('source' as const),
        key,
      })),
  );
}

function extractName(file: string, finder: GlobFinder, source: ConfigSource): string {
  const name = finder.nameRegex.exec(file)?.[1];
  if (name === undefined) {
    throw new ConfigError('name_regex gives no name', {
      path: source.location.file,
      line: source.location.line,
      keyPath: source.location.keyPath,
      expected: `a match of ${finder.nameRegex.source} from the start of the name, with a group`,
      found: file,
      hint: 'narrow match_regex to the files that name_regex is meant for',
    });
  }
  return name;
}
