// Files of a tree, and assets: a file, or an OME-Zarr or precomputed annotation as one.

import { addToGroup, defined, getOrMake } from '../base/collections.js';
import type { NotAFile, ObjectInfo } from '../storage/storage.js';
import {
  type EntityType,
  type IdentifiedType,
  identifiedBy,
  identityOf,
  templateType,
} from './entities/entity-type.js';
import type { PathVariables } from './layout/build-path.js';
import { type ParsedPath, parseAnyPath } from './layout/parse-path.js';
import {
  type Layout,
  type PathTemplateKind,
  type PathTemplateName,
  pathTemplates,
  type Variable,
} from './layout/path-templates.js';

export interface TreeFile extends Omit<ParsedPath, 'template'> {
  /** Path below the root of the tree. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Null for leftovers and for files that no template allows. */
  readonly template: PathTemplateName | null;
  /** True for hidden and temporary files, which tools and desktops leave behind. */
  readonly isLeftover: boolean;
  /** True for a symbolic link to a file outside the tree. */
  readonly leavesTree?: true;
  /** Kind of an entry that is not a file and so has no template. */
  readonly notAFile?: NotAFile;
}

/** A file of the tree, or a directory that is one thing: an OME-Zarr, a precomputed annotation. */
export interface Asset extends Pick<TreeFile, 'path' | 'template' | 'variables' | 'layout'> {
  readonly kind: PathTemplateKind;
  /** Total size of its files in bytes. */
  readonly size: number;
  /** Sizes in bytes by path inside the directory; empty for a file. */
  readonly files: ReadonlyMap<string, number>;
}

/** Returns the path of the asset that a file belongs to; a file with a path alone is parsed in either layout. */
export function assetPath(file: { readonly path: string; readonly inside?: string }): string {
  const { path, inside = parseAnyPath(path)?.inside ?? '' } = file;
  return inside === '' ? path : path.slice(0, -inside.length - 1);
}

/** Classifies a listed file. A path that only the other layout allows gets that layout's template. */
export function classifyFile(
  { key, size, leaves, notAFile }: Pick<ObjectInfo, 'key' | 'size' | 'leaves' | 'notAFile'>,
  layout: Layout,
): TreeFile {
  const leftover = isLeftover(key);
  const base = { path: key, size, isLeftover: leftover, ...defined({ leavesTree: leaves, notAFile }) };
  const parsed = leftover || notAFile !== undefined ? null : parseAnyPath(key, layout);
  // A bare path of a directory template is a file with a directory's name.
  if (parsed === null || (pathTemplates[parsed.template].kind !== 'file' && parsed.inside === ''))
    return { ...base, template: null, variables: {}, inside: '', layout };
  return { ...base, ...parsed };
}

/** Hidden files of zarr v2, which are not leftovers. */
const zarrMembers = new Set(['.zattrs', '.zgroup', '.zarray', '.zmetadata']);
const strayNames = new Set(['thumbs.db', 'desktop.ini', '__macosx']);
const strayEnding = /(?:~|\.(?:tmp|temp|part|partial|swp|bak|crdownload|lock))$/i;

/** True if a component of the path is hidden or has the name of a temporary file. */
function isLeftover(path: string): boolean {
  return path.split('/').some((name) => {
    if (name.startsWith('.')) return name !== '.' && name !== '..' && !zarrMembers.has(name);
    return strayNames.has(name.toLowerCase()) || strayEnding.test(name);
  });
}

/** True if a file may be empty: a list without points, or of a precomputed annotation, not checked here. */
export function isMayBeEmpty(path: string): boolean {
  return path.endsWith('.ndjson') || parseAnyPath(path)?.template === 'annotationPrecompute';
}

/** Shared by all plain files, to save memory. */
const noFiles = new Map<string, number>();

interface Building extends Asset {
  size: number;
  readonly files: Map<string, number>;
}

/** The assets of a unit, gathered from its files in one pass. */
export class UnitAssets {
  readonly #all = new Map<string, Building>();
  readonly #byTemplate = new Map<PathTemplateName | null, Building[]>();

  constructor(files: Iterable<TreeFile> = []) {
    for (const file of files) this.add(file);
  }

  /** Adds a file. Leftovers and files without a template are assets too. */
  add(file: TreeFile): void {
    const { size, template, variables, inside, layout } = file;
    const path = assetPath(file);
    const key = `${template} ${path}`;
    const known = this.#all.get(key);
    if (known !== undefined) {
      known.size += size;
      known.files.set(inside, size);
      return;
    }
    const kind = template === null ? 'file' : pathTemplates[template].kind;
    const files = kind === 'file' ? noFiles : new Map([[inside, size]]);
    const asset = { path, template, variables, layout, kind, size, files };
    this.#all.set(key, asset);
    addToGroup(this.#byTemplate, template, asset);
  }

  /** All assets, in the order of their first files. */
  get all(): readonly Asset[] {
    return [...this.#all.values()];
  }

  /** Returns the assets of a template whose variables equal the given ones, where they have them. */
  of(template: PathTemplateName, variables: PathVariables = {}): readonly Asset[] {
    return (this.#byTemplate.get(template) ?? []).filter((asset) => hasVariables(asset, variables));
  }

  /** Returns the distinct values of a variable, ascending, over assets whose variables equal the given ones. */
  values(variable: Variable, variables: PathVariables = {}, isWanted = (_: PathTemplateName) => true) {
    const values = new Set<string>();
    for (const [template, assets] of this.#byTemplate) {
      if (template === null || !isWanted(template)) continue;
      for (const asset of assets) {
        const value = asset.variables[variable];
        if (value !== undefined && hasVariables(asset, variables)) values.add(value);
      }
    }
    return [...values].sort();
  }

  /**
   * Returns the identifiers of the items of a type, ascending. An image or viewer configuration is evidence of a
   * tomogram even if all its other files are gone; precomputed data are no evidence of an annotation.
   */
  identifiers(type: IdentifiedType, variables: PathVariables = {}): string[] {
    return this.values(
      identityOf(type).variable,
      variables,
      (template) =>
        identifiedBy(templateType(template)) === type && pathTemplates[template].role !== 'precompute',
    );
  }
}

/** True if no variable of an asset differs from the given one. */
export function hasVariables(
  { variables: own }: Pick<Asset, 'variables'>,
  variables: PathVariables,
): boolean {
  return Object.entries(variables).every(([name, value]) => (own[name as Variable] ?? value) === value);
}

/** The assets of one item of a unit. */
export interface TreeEntity {
  /** `other` for files without a template. */
  readonly type: EntityType | 'other';
  /** Voxel spacing in Å, three decimals. */
  readonly spacing: string | null;
  /** Its identifier, or that of the item it belongs to. */
  readonly id: string | null;
  readonly assets: readonly Asset[];
}

/** Groups the assets of a unit by item; each file without a template is a group. */
export function gatherEntities(assets: Iterable<Asset>): TreeEntity[] {
  const entities = new Map<string, TreeEntity & { readonly assets: Asset[] }>();
  for (const asset of assets) {
    const head = entityOf(asset);
    const key = head.type === 'other' ? `other ${asset.path}` : `${head.type} ${head.spacing} ${head.id}`;
    getOrMake(entities, key, () => ({ ...head, assets: [] as Asset[] })).assets.push(asset);
  }
  return [...entities.values()];
}

function entityOf({ template, variables }: Asset): Omit<TreeEntity, 'assets'> {
  if (template === null) return { type: 'other', spacing: null, id: null };
  const type = templateType(template);
  const owner = identifiedBy(type);
  const variable = owner === null ? undefined : identityOf(owner).variable;
  return {
    type,
    spacing: variables.voxel_spacing ?? null,
    id: variable === undefined ? null : (variables[variable] ?? null),
  };
}
