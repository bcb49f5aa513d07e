import { isJsonObject } from '../../json/index.js';
import { sourceTemplates } from './globs.js';
import { defineConfigRules } from './rule.js';

export const pathRules = defineConfigRules('config-sources', [
  {
    code: 'PATH_OUTSIDE',
    severity: 'error',
    stage: 'load',
    title: 'source_prefix and the globs of sources stay below the input',
    why: 'A path that leaves the input, or a glob with a segment `.` or `..`, fails for every run.',
    fix: 'Write the path relative to `source_prefix`, without a leading `/`.',
    *check(document) {
      const block = document.standardization_config;
      const prefix = isJsonObject(block) ? block.source_prefix : undefined;
      if (typeof prefix === 'string' && prefix.split('/').includes('..')) {
        yield {
          path: ['standardization_config', 'source_prefix'],
          message: 'the source_prefix has a segment ..',
          expected: 'a path below INPUT, or . for INPUT itself',
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
  },
  {
    code: 'DOUBLE_STAR',
    severity: 'error',
    stage: 'load',
    title: '`**` is a whole path segment',
    why: '`**` stands for any number of directories; within a name it has no meaning of its own.',
    fix: 'Put slashes around `**`, or write a single `*`.',
    example: `tomograms:
  - sources:
      - source_glob: { list_glob: "tomograms/**/{run_name}.mrc" }
`,
    *check(document) {
      for (const { path, text } of sourceTemplates(document)) {
        if (['filter_value', 'mesh_source_path', 'tomograms_path'].some((key) => path.includes(key)))
          continue;
        const wrong = text.split('/').find((segment) => segment.includes('**') && segment !== '**');
        if (wrong === undefined) continue;
        yield {
          path,
          message: '`**` must be a whole path segment',
          expected: '** as a whole segment, or a single *',
          found: `'${text}'`,
        };
      }
    },
  },
]);

function hasDots(path: string): boolean {
  return path.split('/').some((segment) => segment === '.' || segment === '..');
}
