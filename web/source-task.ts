import { checkSources } from '../src/api/check-sources.js';
import { planOptions } from '../src/api/pipeline-options.js';
import { compareNaturally } from '../src/base/collections.js';
import { ifReadable } from '../src/base/errors.js';
import { resolveOptions } from '../src/commands/options/option.js';
import { validateSourceOptions } from '../src/commands/options/validate-options.js';
import { checkConfig, loadConfig } from '../src/deposition/config/load-config.js';
import { sourceRuleTexts } from '../src/deposition/source-rules/source-rules.js';
import { runTableName } from '../src/init/build-document.js';
import { composeConfig } from '../src/init/compose-config.js';
import { survey } from '../src/init/survey.js';
import { formatInit } from '../src/report/init.js';
import { renderReport } from '../src/report/validation/render-report.js';
import { joinKey } from '../src/storage/keys.js';
import { readWhole } from '../src/storage/storage.js';
import type { ValidationReport } from '../src/validate/report.js';
import { describeCheck } from './check-task.js';
import { complete } from './complete.js';
import { folderSource } from './folder-source.js';
import type { CheckedFacts, ConfigFacts, ConfigText, SavedReport, Task, WrittenConfig } from './messages.js';
import { type FileSource, placedStorage } from './page-tree.js';

/** Size limit of a configuration in bytes, and the number of YAML files that are looked at. */
const configLimit = 1024 * 1024;
const mostFiles = 50;

/** Returns the configurations at the top of a folder of sources, and in the folders there. */
export async function findConfigs({ name, listing, open }: FileSource): Promise<ConfigText[]> {
  const paths = listing
    .filter(({ key, size }) => /^[^/]+(?:\/[^/]+)?\.ya?ml$/i.test(key) && size <= configLimit)
    .map(({ key }) => key)
    .sort((a, b) => a.split('/').length - b.split('/').length || compareNaturally(a, b));
  const configs: ConfigText[] = [];
  for (const key of paths.slice(0, mostFiles)) {
    const path = `${name}/${key}`;
    const bytes = await ifReadable(async () => readWhole(await open(key), configLimit, path));
    const text = bytes === null ? '' : new TextDecoder().decode(bytes);
    // Every configuration has this section, and no file of another program.
    if (/^standardization_config\s*:/m.test(text)) configs.push({ path, text });
  }
  return configs;
}

/** Composes a configuration as `cryoet init` does without options. Fails as the survey does. */
export async function writeConfig(source: FileSource, { signal, progress }: Task): Promise<WrittenConfig> {
  const found = await survey(await placedStorage(source, ''), ({ step, files }) => {
    signal.throwIfAborted();
    progress({ done: files, of: null, text: step === 'listing' ? 'Files are listed.' : 'Headers are read.' });
  });
  // It lies beside the page.
  const schema = new URL('ingestion-config.schema.json', import.meta.url).href;
  const result = composeConfig(found, { schema });
  return {
    text: result.config,
    table: result.runTable === null ? null : { name: runTableName, text: result.runTable },
    summary: formatInit(result, { config: 'config.yaml', input: source.name }),
  };
}

/** Checks the text of a configuration as `cryoet validate config` does, and completes it at an offset. */
export function checkText(text: string, offset: number): ConfigFacts {
  return { issues: checkConfig(text, 'config.yaml'), allowed: complete(text, offset) };
}

/**
 * Checks sources as `cryoet validate source` does without options; `tables` lie beside the configuration. An abort
 * makes the report incomplete. Fails with ConfigErrors for a configuration that has errors.
 */
export async function check(
  source: FileSource,
  { path, text }: ConfigText,
  tables: ReadonlyMap<string, string>,
  { signal, progress }: Task,
): Promise<ValidationReport> {
  const config = loadConfig(text, path);
  const listed = new Set(source.listing.map(({ key }) => key));
  const beside = folderSource(
    source.name,
    [...tables].map(([name, content]) => ({
      path: joinKey(config.standardization.sourcePrefix, name),
      file: new File([content], name),
    })),
  );
  const input = await placedStorage(
    { ...source, open: (key) => (listed.has(key) ? source : beside).open(key) },
    '',
  );
  return checkSources({
    ...{ config, input, signal },
    options: await planOptions(await resolveOptions(validateSourceOptions, {})),
    name: source.name,
    now: () => new Date(),
    onProgress: ({ runs, errors, warnings }) =>
      progress({ done: runs, of: null, text: `${errors} errors, ${warnings} warnings` }),
  });
}

/** Returns the facts of a check that the page shows. */
export function describe(report: ValidationReport): CheckedFacts {
  return describeCheck(report, sourceRuleTexts);
}

/** Renders the report of a check as the command does. */
export function renderCheck(report: ValidationReport, format: SavedReport['format']): string {
  return renderReport(report, format, { rules: sourceRuleTexts, thumbnails: new Map() });
}
