import { StorageError } from '../../base/errors.js';
import { formatFixed } from '../../base/float.js';
import { parentKey } from '../../storage/keys.js';
import {
  type DirectoryEntity,
  directories,
  type Layout,
  type PathTemplateName,
  pathTemplates,
  type Variable,
} from './path-templates.js';

export type PathVariables = Readonly<Partial<Record<Variable, string>>>;

/**
 * The path of a template below the tree's root. Fails with a StorageError when a variable is missing, or when
 * its value is not one plain path component (`..`, `/`, NUL and control characters never get through).
 */
export function buildPath(name: PathTemplateName, layout: Layout, variables: PathVariables): string {
  return fill(pathTemplates[name].path[layout], variables);
}

/** The directory that the files of a template lie in, below the tree's root; fails as `buildPath` does. */
export function templateDirectory(name: PathTemplateName, layout: Layout, variables: PathVariables): string {
  return fill(parentKey(pathTemplates[name].path[layout]), variables);
}

/** The directory an entity has to itself, below the tree's root; fails as `buildPath` does. */
export function entityDirectory(entity: DirectoryEntity, layout: Layout, variables: PathVariables): string {
  return fill(directories[entity][layout], variables);
}

/** The directory that the directories of all entities of a type lie in; fails as `buildPath` does. */
export function collectionDirectory(
  entity: DirectoryEntity,
  layout: Layout,
  variables: PathVariables,
): string {
  return fill(parentKey(directories[entity][layout]), variables);
}

/** A template with names that a listing gave: any are taken. Fails with a StorageError when a variable is missing. */
export function fillTemplate(template: string, variables: PathVariables): string {
  return fill(template, variables, () => {});
}

function fill(template: string, variables: PathVariables, check = assertComponent): string {
  // Every other piece is the name of a variable.
  const [start = '', ...pieces] = template.split(/[{}]/);
  let path = start;
  for (let at = 0; at < pieces.length; at += 2) {
    const variable = pieces[at] as Variable;
    const value = variables[variable];
    if (value === '' && variable === 'extension' && variables.stem !== undefined) {
      throw new StorageError('unsafe-name', 'a file without an extension', {
        expected: 'a file name with the extension of its format',
        found: variables.stem,
      });
    }
    if (value === undefined || value === '') {
      throw new StorageError('unsafe-name', `no ${variable} for the path ${template}`);
    }
    check(value, variable);
    path += value + (pieces[at + 1] ?? '');
  }
  return path;
}

function assertComponent(value: string, variable: string): void {
  if (!isUsableName(value)) {
    throw new StorageError('unsafe-name', `the ${variable} cannot be used in a path`, {
      expected: usableName,
      found: JSON.stringify(value),
    });
  }
}

/** What a name must be that stands for a directory or file of a tree. */
export const usableName = 'a name without /, \\ or control characters, and not . or ..';

/** Whether a name can be one level of a path. */
export function isUsableName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f\u007f]/.test(name);
}

/** A voxel spacing (Å) as directories and templates spell it: always three decimals, ties to even. */
export function voxelSpacingName(voxelSpacing: number): string {
  return formatFixed(voxelSpacing, 3);
}

/** A path of a tree as a part of an address: characters of names that mean something else there are encoded. */
export function urlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The longest description that may name an annotation's files, in characters. */
const longestDescription = 50;

/** What an annotation's files are called: `{description or name}-{version}`, in lower case and safe characters. */
export function annotationKey(
  object: { name: string; description?: string | null },
  version: string,
): string {
  const { name, description } = object;
  const label = description && [...description].length <= longestDescription ? description : name;
  return `${sanitize(label, /[^0-9a-z]/gu)}-${sanitize(version, /[^0-9a-z.]/gu)}`;
}

function sanitize(text: string, unsafe: RegExp): string {
  return text.toLowerCase().replaceAll(unsafe, '_');
}
