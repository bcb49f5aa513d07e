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

/** Values of the variables of path templates. */
export type PathVariables = Readonly<Partial<Record<Variable, string>>>;

/** Returns the path of a template. Fails with a StorageError if a variable is missing or no path component. */
export function buildPath(name: PathTemplateName, layout: Layout, variables: PathVariables): string {
  return fill(pathTemplates[name].path[layout], variables);
}

/** Returns the directory of a template's files below the root of the tree. Fails as `buildPath` does. */
export function templateDirectory(name: PathTemplateName, layout: Layout, variables: PathVariables): string {
  return fill(parentKey(pathTemplates[name].path[layout]), variables);
}

/** Returns the directory of an entity below the root of the tree. Fails as `buildPath` does. */
export function entityDirectory(entity: DirectoryEntity, layout: Layout, variables: PathVariables): string {
  return fill(directories[entity][layout], variables);
}

/** Returns the directory with the directories of all entities of a type. Fails as `buildPath` does. */
export function collectionDirectory(entity: DirectoryEntity, layout: Layout, variables: PathVariables) {
  return fill(parentKey(directories[entity][layout]), variables);
}

/** Fills a template with any names of a listing. Fails with a StorageError if a variable is missing. */
export function fillTemplate(template: string, variables: PathVariables): string {
  return fill(template, variables, () => {});
}

function fill(template: string, variables: PathVariables, check = assertComponent): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, variable: Variable) => {
    const value = variables[variable];
    if (value === '' && variable === 'extension' && variables.stem !== undefined) {
      throw new StorageError('unsafe-name', 'a file without an extension', {
        expected: 'a file name with the extension of its format',
        found: variables.stem,
      });
    }
    if (value === undefined || value === '')
      throw new StorageError('unsafe-name', `no ${variable} for the path ${template}`);
    check(value, variable);
    return value;
  });
}

function assertComponent(value: string, variable: string): void {
  if (!isUsableName(value)) {
    throw new StorageError('unsafe-name', `the ${variable} cannot be used in a path`, {
      expected: usableName,
      found: JSON.stringify(value),
    });
  }
}

/** Describes the names that `isUsableName` accepts, for messages. */
export const usableName = 'a name in UTF-8 without /, \\ or control characters, and not . or ..';

/** True if a name can be one component of a path. Bytes that are not UTF-8 are U+FFFD when they are listed. */
export function isUsableName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001f\u007f\ufffd]/.test(name);
}

/** Returns a key that is equal for names that some file systems take for one: they ignore case and Unicode forms. */
export function foldName(name: string): string {
  return name.toLowerCase().normalize('NFC');
}

/** Devices of Windows, which no file can be called, whatever its extension. */
const devices = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?$/i;

/** True for names that Windows refuses or shortens: of devices (`NUL`, `con.txt`), with a dot or blank last. */
export function isRefusedByWindows(name: string): boolean {
  return devices.test(name) || /[. ]$/.test(name);
}

/** Returns a voxel spacing (Å) as in directories and templates: three decimals, halves to even. */
export function voxelSpacingName(voxelSpacing: number): string {
  return formatFixed(voxelSpacing, 3);
}

/** Encodes a path of a tree for a URL; slashes stay. */
export function urlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Characters of the longest description that names the files of an annotation. */
const longestDescription = 50;

/** Returns an annotation's key: `{description or name}-{version}` in lower case, `_` for unsafe characters. */
export function annotationKey(named: { name: string; description?: string | null }, version: string): string {
  const { name, description } = named;
  const label = description && [...description].length <= longestDescription ? description : name;
  return `${sanitize(label, /[^0-9a-z]/gu)}-${sanitize(version, /[^0-9a-z.]/gu)}`;
}

function sanitize(text: string, unsafe: RegExp): string {
  return text.toLowerCase().replaceAll(unsafe, '_');
}
