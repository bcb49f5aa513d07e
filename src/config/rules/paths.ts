import { isJsonObject } from '../../json/index.js';
import { sourceTemplates } from './globs.js';
import type { ConfigRule } from './rule.js';

/** Such a path would fail for every run. */
export const pathBelowSource: ConfigRule = {
  code: 'PATH_OUTSIDE',
  title: 'source_prefix and the globs of sources stay below the input',
  severity: 'error',
  stage: 'load',
  *check(document) {
    const block = document.standardization_config;
    const prefix = isJsonObject(block) ? block.source_prefix : undefined;
    if (typeof prefix === 'string' && hasDots(prefix)) {
      yield {
        path: ['standardization_config', 'source_prefix'],
        message: 'the source_prefix has a segment . or ..',
        expected: 'a path below INPUT, or an empty text for INPUT itself',
        found: `'${prefix}'`,
      };
    }
    for (const { path, text } of sourceTemplates(document)) {
      if (path.includes('destination_glob') || path.includes('filter_value')) continue;
      if (!text.startsWith('/') && !hasDots(text)) continue;
      yield {
        path,
        message: 'the path does not stay below source_prefix',
        expected: 'a path that begins there, without segments . and ..',
        found: `'${text}'`,
      };
    }
  },
};

/** `**` means directories only where it stands alone. */
export const doubleStarAlone: ConfigRule = {
  code: 'DOUBLE_STAR',
  title: '** stands alone between slashes',
  severity: 'error',
  stage: 'load',
  *check(document) {
    for (const { path, text } of sourceTemplates(document)) {
      if (path.includes('filter_value') || path.includes('mesh_source_path')) continue;
      const wrong = text.split('/').find((segment) => segment.includes('**') && segment !== '**');
      if (wrong === undefined) continue;
      yield {
        path,
        message: '** stands alone between slashes',
        expected: '** as a whole segment, or a single *',
        found: `'${text}'`,
      };
    }
  },
};

function hasDots(path: string): boolean {
  return path.split('/').some((segment) => segment === '.' || segment === '..');
}
