import type { ConfigSource } from '../../config/index.js';
import { describeError } from '../../errors/index.js';
import { type GlobMatch, glob } from '../../storage/glob/index.js';
import type { SourceContext } from '../source-context.js';

/** What a pattern lists below INPUT, with one warning for each directory that is left out since it may not be listed. */
export function globInput(
  pattern: string,
  source: ConfigSource,
  context: SourceContext,
): Promise<readonly GlobMatch[]> {
  return glob(context.input, pattern, {
    cache: context.inputListings,
    onDenied(error) {
      const [isNew] = context.usage.newStrays(source, [error.facts.path ?? '']);
      if (isNew !== undefined) context.warn(`left out: ${describeError(error)}`, null);
    },
  });
}
