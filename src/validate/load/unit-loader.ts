import { documentAt, type IdentifiedType, identityOf, metadataTemplate } from '../../entities/index.js';
import {
  type DirectoryEntity,
  directories,
  fillTemplate,
  type Layout,
  type PathTemplateName,
  type PathVariables,
  pathTemplates,
} from '../../layout/index.js';
import {
  type Asset,
  type Content,
  type TreeReader,
  type Unit,
  UnitAssets,
  unread,
} from '../../tree/index.js';
import type { JsonContext, Located } from '../contexts/index.js';
import type { Need } from '../rule.js';
import type { VoxelScanner } from '../voxels/voxel-scanner.js';

/** An item with its metadata. */
export interface Loaded extends Located {
  readonly id: string;
  readonly metadata: JsonContext | null;
}

/** An item with what its identifier and place fill path templates with. */
interface LoadedItem extends Loaded {
  readonly variables: PathVariables;
}

/** The assets of a unit, and how they are read. */
export class UnitLoader {
  readonly reader: TreeReader;
  readonly unit: Unit;
  readonly layout: Layout;
  readonly assets: UnitAssets;
  /** Null where voxels are not looked at. */
  readonly scanner: VoxelScanner | null;
  readonly #needs: ReadonlySet<Need>;
  readonly #json = new Map<string, JsonContext>();

  constructor(
    reader: TreeReader,
    unit: Unit,
    layout: Layout,
    needs: ReadonlySet<Need>,
    scanner: VoxelScanner | null,
  ) {
    this.reader = reader;
    this.unit = unit;
    this.layout = layout;
    this.assets = new UnitAssets(unit.files);
    this.scanner = needs.has('voxels') ? scanner : null;
    this.#needs = needs;
  }

  needs(need: Need): boolean {
    return this.#needs.has(need);
  }

  /** The JSON of a metadata template; null when there is none, without content when metadata are not wanted. */
  async json(template: PathTemplateName, variables: PathVariables = {}): Promise<JsonContext | null> {
    const [file] = this.assets.of(template, variables);
    return file === undefined ? null : this.jsonFile(file);
  }

  async jsonFile(file: Asset): Promise<JsonContext> {
    const known = this.#json.get(file.path);
    if (known !== undefined) return known;
    const kind = file.template === null ? undefined : documentAt(file.template)?.kind;
    if (file.template === null || kind === undefined)
      throw new TypeError(`${file.path} is not a metadata file`);
    const content = this.needs('metadata') ? await this.reader.document(file) : unread(file);
    const context = { ...content, ...this.place(pathTemplates[file.template].entity), kind };
    this.#json.set(file.path, context);
    return context;
  }

  /** The items of a type, by identifier, with their metadata. */
  async items(type: IdentifiedType, within: PathVariables = {}): Promise<LoadedItem[]> {
    const { variable } = identityOf(type);
    const template = metadataTemplate(type);
    const items: LoadedItem[] = [];
    for (const id of this.assets.identifiers(type, within)) {
      const variables = { ...within, [variable]: id };
      const metadata = template === null ? null : await this.json(template, variables);
      items.push({ ...this.place(type), path: this.directory(type, variables), id, metadata, variables });
    }
    return items;
  }

  /** What `load` makes of a file, where rules look into such files. */
  sideCar<Value>(
    file: Asset,
    load: (reader: TreeReader, file: Asset) => Promise<Content<Value>>,
  ): Promise<Content<Value>> {
    return this.needs('side-car') ? load(this.reader, file) : Promise.resolve(unread(file));
  }

  /** Every metadata file that was asked for. */
  get loadedJson(): readonly JsonContext[] {
    return [...this.#json.values()];
  }

  place(entity: string): Omit<Located, 'path'> {
    return { entity, dataset: this.unit.dataset, run: this.unit.run };
  }

  /** Where a template's file of this unit should lie. */
  path(template: PathTemplateName, variables: PathVariables = {}): string {
    return fillTemplate(pathTemplates[template].path[this.layout], this.#variables(variables));
  }

  /** The directory of an entity of this unit. */
  directory(entity: DirectoryEntity, variables: PathVariables): string {
    return fillTemplate(directories[entity][this.layout], this.#variables(variables));
  }

  #variables(more: PathVariables): PathVariables {
    return { dataset_id: this.unit.dataset ?? '', run_name: this.unit.run ?? '', ...more };
  }
}
