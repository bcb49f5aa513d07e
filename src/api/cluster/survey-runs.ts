import { type WeighedRun, weighRuns } from '../../cluster/index.js';
import type { Config } from '../../config/index.js';
import type { EntityType, IngestOptions } from '../../pipeline/index.js';
import { openSources } from '../../sources/open-sources.js';
import type { Storage } from '../../storage/index.js';
import { KernelPool } from '../../volume/kernels/index.js';

/** What is looked through for runs. */
export interface Survey {
  readonly config: Config;
  readonly input: Storage;
  readonly output: Storage;
  readonly options: Pick<
    IngestOptions,
    'layout' | 'compatible' | 'concurrency' | 'stagingDirectory' | 'filters' | 'excludes'
  >;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** The runs of a deposition that the filters let through, with their work, and what sources found nothing in any of them. */
export async function surveyRuns({
  config,
  input,
  output,
  options,
  signal,
  warn,
}: Survey): Promise<{ readonly runs: WeighedRun[]; readonly unusedSources: readonly string[] }> {
  const context = await openSources({
    ...{ config, input, output, options, signal },
    kernels: new KernelPool(),
    listings: 'survey',
    warn: (message) => warn(message),
  });
  const passes = (type: EntityType, name: string) => {
    if (options.excludes.get(type)?.some((pattern) => pattern.test(name))) return false;
    const wanted = options.filters.get(type);
    return wanted === undefined || wanted.some((pattern) => pattern.test(name));
  };
  const runs = await weighRuns(context, passes);
  return { runs, unusedSources: context.usage.unusedSources() };
}
