import { describedAt } from '../../entities/index.js';
import { ifReadable } from '../../errors/index.js';
import { type PathTemplateName, pathTemplates, type Variable } from '../../layout/index.js';
import { parentKey } from '../../storage/keys/index.js';
import {
  assetPath,
  PathIndex,
  referencesOf,
  type TreeFile,
  type TreeReader,
  type Unit,
} from '../../tree/index.js';
import type { JsonContext, ReferencedContext, ReferencesContext } from '../contexts/index.js';

/** The paths that metadata files name, with a way to tell which of them lead somewhere. */
export async function referenceContexts(
  reader: TreeReader,
  unit: Unit,
  json: readonly JsonContext[],
): Promise<ReferencesContext[]> {
  const index = new PathIndex(unit.files);
  const outside = new Map<string, boolean>();
  const hasPrecomputes = unit.files.some(({ template }) => template === 'annotationPrecompute');
  const contexts = json.map((file) => ({
    kind: file.kind,
    path: file.path,
    entity: file.entity,
    dataset: file.dataset,
    run: file.run,
    references: referencesOf(file.kind, file.value, file.dataset),
    hasPrecomputes,
    exists: (path: string) => index.has(path) || outside.get(path) === true,
  }));
  for (const { references } of contexts) {
    for (const { target } of references) {
      if (index.has(target) || outside.has(target)) continue;
      const isInside = target.startsWith(`${unit.directory}/`);
      outside.set(target, !isInside && (await existsInTree(reader, target)));
    }
  }
  return contexts;
}

async function existsInTree({ storage }: TreeReader, path: string): Promise<boolean> {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) return false;
  return (await ifReadable(() => storage.kind(path))) !== null;
}

/** Data files with whether their metadata, where these can be read, name them. */
export function referencedContexts(
  unit: Unit,
  json: readonly JsonContext[],
  references: readonly ReferencesContext[],
): ReferencedContext[] {
  const named = new Set(references.flatMap((context) => context.references.map(({ target }) => target)));
  const readable = new Set(json.filter(({ value }) => value !== null).map(({ path }) => path));
  const places = new Map<string, string>();
  for (const file of unit.files) {
    if (file.template !== null && readable.has(file.path))
      places.set(placeOf(file.template, file), file.path);
  }
  const seen = new Set<string>();
  const contexts: ReferencedContext[] = [];
  for (const file of unit.files) {
    const path = assetPath(file);
    if (file.template === null || seen.has(path)) continue;
    seen.add(path);
    const by = describedAt(file.template);
    const namedBy = by === null ? undefined : places.get(placeOf(by, file));
    if (namedBy === undefined) continue;
    const { dataset, run } = unit;
    contexts.push({
      path,
      entity: pathTemplates[file.template].entity,
      dataset,
      run,
      isNamed: named.has(path),
      namedBy,
    });
  }
  return contexts;
}

/** The metadata template and the values of the variables in its directory, which what it describes shares. */
function placeOf(template: PathTemplateName, { variables }: TreeFile): string {
  const names = parentKey(pathTemplates[template].path.documented).match(/(?<=\{)\w+(?=\})/g) ?? [];
  return [template, ...names.map((name) => variables[name as Variable])].join('\n');
}
