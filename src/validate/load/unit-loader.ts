import { inTurn } from '../../base/collections.js';
import { repeatedKeys } from '../../base/json-text.js';
import { textAt } from '../../base/json-value.js';
import { readPictureFacts } from '../../formats/picture/picture-formats.js';
import { isMarked, markBytes } from '../../formats/text.js';
import { documentAt } from '../../tree/entities/documents.js';
import {
  ancestorTypes,
  type IdentifiedType,
  identifiedTypes,
  identityOf,
  metadataTemplate,
  templatesOf,
} from '../../tree/entities/entity-type.js';
import { fillTemplate, type PathVariables } from '../../tree/layout/build-path.js';
import {
  type DirectoryEntity,
  directories,
  type Layout,
  type PathTemplateName,
  pathTemplates,
} from '../../tree/layout/path-templates.js';
import type { Asset, TreeFile } from '../../tree/tree-file.js';
import { UnitAssets } from '../../tree/tree-file.js';
import { type Content, type TreeReader, unread } from '../../tree/tree-reader.js';
import type { Unit } from '../../tree/units.js';
import type {
  ImageContext,
  ImageFacts,
  ItemContext,
  JsonContext,
  Located,
  TextContext,
} from '../contexts/files.js';
import type { Need } from '../rule.js';
import type { VoxelScanner } from '../voxels/voxel-scanner.js';

/** Returns the path of the alignment that the metadata of a tomogram or annotation refer to; null if there is none. */
export function alignmentPath(metadata: JsonContext | null): string | null {
  return textAt(metadata?.value, 'alignment_metadata_path');
}

/** The smallest useful size of key photos, in pixels. */
const photoMinimum = { width: 50, height: 50 };

export async function loadKeyPhotos(loader: UnitLoader, type: 'dataset' | 'deposition') {
  const photos = `${type}_keyphoto` as const;
  const files = templatesOf(photos).flatMap((template) => loader.assets.of(template));
  const images = await inTurn(files, (file) =>
    loadImage(loader, file, loader.location(photos), photoMinimum),
  );
  return { metadata: await loader.json(`${type}Metadata`), images };
}

type LoadSideCar<Value> = (reader: TreeReader, file: Asset) => Promise<Content<Value>>;

/** The files of a unit, and the functions that load them. */
export class UnitLoader {
  readonly assets: UnitAssets;
  /** Null if voxels are not scanned. */
  readonly scanner: VoxelScanner | null;
  readonly #json = new Map<string, JsonContext>();

  constructor(
    readonly reader: TreeReader,
    readonly unit: Unit,
    readonly layout: Layout,
    private readonly needed: ReadonlySet<Need>,
    scanner: VoxelScanner | null,
  ) {
    this.assets = new UnitAssets(unit.files);
    this.scanner = needed.has('voxels') ? scanner : null;
  }

  needs(need: Need): boolean {
    return this.needed.has(need);
  }

  /** Loads a metadata file by its template. Null if it does not exist; without content if no rule needs metadata. */
  async json(template: PathTemplateName, variables: PathVariables = {}): Promise<JsonContext | null> {
    const [file] = this.assets.of(template, variables);
    return file === undefined ? null : this.jsonFile(file);
  }

  /** Loads a JSON file, once. Fails with a TypeError for a file that has no schema. */
  async jsonFile(file: Asset): Promise<JsonContext> {
    const known = this.#json.get(file.path);
    if (known !== undefined) return known;
    const kind = file.template === null ? undefined : documentAt(file.template)?.kind;
    if (file.template === null || kind === undefined)
      throw new TypeError(`${file.path} is not a metadata file`);
    const content = this.needs('metadata') ? await this.reader.document(file) : unread(file);
    const context = { ...content, ...this.location(pathTemplates[file.template].entity), kind };
    this.#json.set(file.path, context);
    return context;
  }

  /** Loads the items of a type with their metadata, by identifier. */
  async items(type: IdentifiedType, within: PathVariables = {}): Promise<ItemContext[]> {
    const { variable } = identityOf(type);
    const template = metadataTemplate(type);
    return inTurn(this.assets.identifiers(type, within), async (id) => {
      const variables = { ...within, [variable]: id };
      const metadata = template === null ? null : await this.json(template, variables);
      const path = this.directory(type, variables);
      return { ...this.location(type), type, path, id, metadata, variables };
    });
  }

  /** Loads the items of all types with their metadata. */
  async allItems(): Promise<ItemContext[]> {
    const spacings = this.assets.values('voxel_spacing').map((name) => ({ voxel_spacing: name }));
    const places = identifiedTypes.flatMap((type) =>
      (ancestorTypes(type).includes('voxel_spacing') ? spacings : [{}]).map((within) => ({ type, within })),
    );
    return (await inTurn(places, ({ type, within }) => this.items(type, within))).flat();
  }

  /** Loads a side-car file; without content if no rule needs side-car files. */
  sideCar<Value>(file: Asset, load: LoadSideCar<Value>): Promise<Content<Value>> {
    return this.needs('side-car') ? load(this.reader, file) : Promise.resolve(unread(file));
  }

  /** Loads side-car files at once. */
  sideCars<Value>(files: readonly Asset[], load: LoadSideCar<Value>): Promise<Content<Value>[]> {
    return Promise.all(files.map((file) => this.sideCar(file, load)));
  }

  /** All JSON files that were loaded. */
  get loadedJson(): readonly JsonContext[] {
    return [...this.#json.values()];
  }

  /** Returns the location of a context, without its path. */
  location(entity: string): Omit<Located, 'path'> {
    return { entity, dataset: this.unit.dataset, run: this.unit.run };
  }

  /** Returns the path that a file of this unit should have. */
  path(template: PathTemplateName, variables: PathVariables = {}): string {
    return fillTemplate(pathTemplates[template].path[this.layout], this.#variables(variables));
  }

  /** Returns the directory of an entity of this unit. */
  directory(entity: DirectoryEntity, variables: PathVariables): string {
    return fillTemplate(directories[entity][this.layout], this.#variables(variables));
  }

  #variables(more: PathVariables): PathVariables {
    return { dataset_id: this.unit.dataset ?? '', run_name: this.unit.run ?? '', ...more };
  }
}

const largestImage = 64 * 1024 * 1024;

/** Loads the format and size of an image. The scanner, if there is one, also decodes its pixels. */
export async function loadImage(
  loader: UnitLoader,
  file: Asset,
  location: Omit<Located, 'path'>,
  minimum: ImageContext['minimum'],
): Promise<ImageContext> {
  if (!loader.needs('side-car')) return { ...unread(file), ...location, minimum };
  const content = await loader.reader.content(file, largestImage, async (bytes): Promise<ImageFacts> => {
    const read = loader.scanner?.scanPicture ?? readPictureFacts;
    const { format, size, trailingBytes } = await read(bytes, file.path);
    return { format: format.name, width: size?.width ?? 0, height: size?.height ?? 0, trailingBytes };
  });
  return { ...content, ...location, minimum };
}

/** The size limit for reading whole text files, in bytes; of larger ones only the start is read. */
const largestText = 64 * 1024 * 1024;
const json = /(?:\.(?:json|ndjson)|\/\.z(?:group|attrs|array)|\/info)$/;
const plain = /\.(?:mdoc|rawtlt|tlt|tltx|xtilt|xf|aln|com|txt)$/i;

/** True for text files that programs parse. */
export function isText({ path }: Pick<TreeFile, 'path'>): boolean {
  return json.test(path) || plain.test(path);
}

/** Loads a text: its byte order mark and repeated JSON keys. Null if unreadable; other rules report that. */
export async function loadText(
  reader: TreeReader,
  file: TreeFile,
  location: Located,
): Promise<TextContext | null> {
  const isWhole = json.test(file.path) && file.size <= largestText;
  const content = await (isWhole
    ? reader.content(file, largestText, (bytes) => describe(bytes, true))
    : reader.opened(file, async (opened) => describe(await opened.read(0, markBytes), false)));
  return content.value === null ? null : { ...location, ...content.value };
}

function describe(bytes: Uint8Array, isWhole: boolean): Pick<TextContext, 'isMarked' | 'repeatedKeys'> {
  return {
    isMarked: isMarked(bytes),
    repeatedKeys: isWhole ? repeatedKeys(new TextDecoder().decode(bytes)) : [],
  };
}
