import { type SectionName, sectionNames } from '../../entities/index.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/index.js';
import { formatKeyPath, type KeyPath } from '../../metadata/index.js';
import type { Config, ConfigEntry, ConfigLocation, StandardizationConfig } from '../config.js';
import { objectsIn } from '../rules/walk.js';
import type { YamlDocument } from '../yaml/index.js';
import { buildSource } from './build-source.js';

/** The configuration of a document that passed its checks. */
export function buildConfig(document: YamlDocument, file: string): Config {
  const { value } = document;
  const locate = (path: KeyPath): ConfigLocation => ({
    file,
    line: document.locate(path).line,
    keyPath: formatKeyPath(path),
  });
  const buildEntry = ([path, entry]: [KeyPath, JsonObject]): ConfigEntry => ({
    metadata: isJsonObject(entry.metadata) ? entry.metadata : null,
    sources: [...objectsIn(entry.sources, [...path, 'sources'])].map(([at, source]) =>
      buildSource(source, locate(at)),
    ),
    location: locate(path),
  });
  const sections = Object.fromEntries(
    sectionNames.map((name) => [name, [...objectsIn(value[name], [name])].map(buildEntry)]),
  ) as Record<SectionName, ConfigEntry[]>;
  return {
    file,
    version: textOrNull(value.version),
    standardization: buildStandardization(value.standardization_config),
    sections,
  };
}

function buildStandardization(value: JsonValue | undefined): StandardizationConfig {
  const block = isJsonObject(value) ? value : {};
  return {
    sourcePrefix: plainPath(String(block.source_prefix)),
    depositionId: Number(block.deposition_id),
    runDataMapFile: textOrNull(block.run_data_map_file),
    runToTomoMapCsv: textOrNull(block.run_to_tomo_map_csv),
    runToFrameMapCsv: textOrNull(block.run_to_frame_map_csv),
    runToTsMapCsv: textOrNull(block.run_to_ts_map_csv),
  };
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** A path without slashes at its ends and without segments `.`, which stand for where it begins. */
function plainPath(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}
