import { decodeJson, formatJson } from '../../base/json-text.js';
import { isJsonObject } from '../../base/json-value.js';
import { ForwardingStorage, withCommit, withStagedCommit } from '../../storage/forwarding-storage.js';
import { type RememberedStorage, rememberReads } from '../../storage/remembered-storage.js';
import type { Storage } from '../../storage/storage.js';
import { isOwnFile } from '../../tree/layout/own-files.js';
import type { Layout } from '../../tree/layout/path-templates.js';
import { withoutReferences } from '../../tree/references.js';
import { type UnitPlace, unitOfPath } from '../../tree/units.js';
import {
  documentTemplate,
  isNamedBy,
  isRelated,
  type PublishedDocument,
  publishedDocument,
  readRunDocuments,
} from './published-documents.js';

/** What a storage that keeps metadata true has to know of the ingest at work. */
export interface PublishingRequest {
  readonly output: Storage;
  readonly layout: Layout;
  /** Whether the ingest writes a metadata file of a run anew, whatever becomes of it before. */
  writesAnew(document: PublishedDocument): Promise<boolean>;
  /** Hears of a metadata file that was rewritten, or removed (null), on account of something else. */
  changed(path: string, bytes: Uint8Array | null): void;
}

/** The output as an ingest writes to it, with what it knows of the metadata files of runs. */
export interface PublishingStorage extends Storage {
  /** The metadata files of a run that can be read, where something of the run was written; none otherwise. */
  changedDocuments(directory: string): Promise<readonly PublishedDocument[]>;
  /** Forgets what was read of a run: others may have written it before this ingest does, or may from now on. */
  forget(directory: string): void;
}

/** What becomes of a key: a file is replaced in one step, a directory in two, or nothing is there any more. */
type Change = 'file' | 'directory' | 'removal';

/** A metadata file as it was before it was withdrawn. */
interface Before {
  readonly path: string;
  readonly bytes: Uint8Array;
}

type Documents = Map<string, PublishedDocument>;

/** Runs whose metadata files are known; more are handled one after the other. */
const runsKnown = 16;

/**
 * A storage that withdraws metadata before anything changes that they name, so that killed at any moment none of them
 * describes what is half replaced or not there any more. Metadata that the ingest writes anew go, or, where other metadata
 * name them, name the data no more. All others name what is removed no more, and a directory only while it is replaced.
 */
export function createPublishingStorage(request: PublishingRequest): PublishingStorage {
  return new StorageOfTrueMetadata(request);
}

class StorageOfTrueMetadata extends ForwardingStorage implements PublishingStorage {
  readonly #remembered: RememberedStorage;
  readonly #request: PublishingRequest;
  readonly #runs = new Map<string, Promise<Documents>>();

  constructor(request: PublishingRequest) {
    const remembered = rememberReads(request.output, (key) => runOf(key)?.directory ?? null);
    super(remembered);
    this.#remembered = remembered;
    this.#request = request;
  }

  override async put(key: string, bytes: Uint8Array) {
    if (!this.#isDocument(key)) await this.#withdraw(key, 'file');
    const written = await super.put(key, bytes);
    await this.#note(key, bytes);
    return written;
  }

  override async createFile(key: string, size?: number | null) {
    const writer = await super.createFile(key, size);
    return withCommit(writer, async () => {
      await this.#withdraw(key, 'file');
      return writer.commit();
    });
  }

  /** In an object store the objects of a directory show before its commit. */
  override async stageDirectory(key: string) {
    let withdrawn = this.flat ? await this.#withdraw(key, 'directory') : null;
    const staged = await super.stageDirectory(key);
    return withStagedCommit(staged, async () => {
      withdrawn ??= await this.#withdraw(key, 'directory');
      const written = await staged.commit();
      for (const { path, bytes } of withdrawn) await this.#rewrite(path, bytes);
      return written;
    });
  }

  override async copyFrom(source: Storage, sourceKey: string, key: string) {
    await this.#withdraw(key, 'file');
    return super.copyFrom(source, sourceKey, key);
  }

  override async delete(key: string): Promise<void> {
    await this.#withdraw(key, 'removal');
    await super.delete(key);
    (await this.#documents(key))?.delete(key);
  }

  override async deleteDirectory(key: string): Promise<void> {
    await this.#withdraw(key, 'removal');
    const documents = await this.#documents(key);
    for (const path of [...(documents?.keys() ?? [])].filter((below) => below.startsWith(`${key}/`))) {
      await this.delete(path);
    }
    await super.deleteDirectory(key);
  }

  async changedDocuments(directory: string): Promise<readonly PublishedDocument[]> {
    const documents = await this.#runs.get(directory);
    return documents === undefined ? [] : [...documents.values()];
  }

  forget(directory: string): void {
    this.#remembered.forget(directory);
    this.#runs.delete(directory);
  }

  #isDocument(key: string): boolean {
    return documentTemplate(key, this.#request.layout) !== null;
  }

  /** Withdraws what names a key; returns what is to be written back once the key is there again. */
  async #withdraw(key: string, change: Change): Promise<Before[]> {
    const documents = await this.#documents(key);
    if (documents === null) return [];
    const naming = [...documents.values()].filter(
      (document) => document.path !== key && isNamedBy(document, key, this.#request.layout),
    );
    const renewed: PublishedDocument[] = [];
    const others: PublishedDocument[] = [];
    const isDocument = this.#isDocument(key);
    for (const document of naming) {
      (!isDocument && (await this.#request.writesAnew(document)) ? renewed : others).push(document);
    }
    await this.#remove(renewed, documents, key);
    if (change === 'file') return [];
    const before: Before[] = [];
    for (const document of others) {
      const { path } = document;
      before.push({ path, bytes: await this.inner.get(path) });
      await this.#reduce(document, (target) => isRelated(target, key));
    }
    return change === 'directory' ? before : [];
  }

  /** What no other metadata file names goes first; what is named to the end stays, and names none of the item's data. */
  async #remove(renewed: readonly PublishedDocument[], documents: Documents, key: string): Promise<void> {
    let left = [...renewed];
    for (;;) {
      const named = new Set([...documents.values()].flatMap(({ targets }) => [...targets]));
      const free = left.filter(({ path }) => !named.has(path));
      if (free.length === 0) break;
      for (const { path } of free) {
        await this.inner.delete(path);
        documents.delete(path);
        this.#request.changed(path, null);
      }
      left = left.filter((document) => !free.includes(document));
    }
    for (const document of left) {
      const isViewer = document.kind === 'viz_config';
      await this.#reduce(document, (target) =>
        isViewer ? isRelated(target, key) : !this.#isDocument(target),
      );
    }
  }

  async #reduce(document: PublishedDocument, isGone: (target: string) => boolean): Promise<void> {
    const { path, kind, dataset } = document;
    // Numbers keep their spelling.
    const value = decodeJson(await this.inner.get(path), this.location(path), { asFloats: true });
    if (!isJsonObject(value)) return;
    const reduced = withoutReferences(kind, value, dataset, isGone);
    await this.#rewrite(path, new TextEncoder().encode(formatJson(reduced)));
  }

  async #rewrite(path: string, bytes: Uint8Array): Promise<void> {
    await this.put(path, bytes);
    this.#request.changed(path, bytes);
  }

  /** Remembers what a metadata file that was written names. */
  async #note(key: string, bytes: Uint8Array): Promise<void> {
    if (isOwnFile(key) || !this.#isDocument(key)) return;
    const value = decodeJson(bytes, this.location(key));
    const document = isJsonObject(value)
      ? publishedDocument(key, value, unitOfPath(key), this.#request.layout)
      : null;
    if (document !== null) (await this.#documents(key))?.set(key, document);
  }

  /** The metadata files of the run that a key belongs to, by path; null outside of runs. */
  async #documents(key: string): Promise<Documents | null> {
    const place = runOf(key);
    if (place === null) return null;
    const documents = this.#runs.get(place.directory) ?? this.#read(place);
    this.#runs.delete(place.directory);
    this.#runs.set(place.directory, documents);
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= runsKnown) break;
      this.#runs.delete(oldest);
    }
    return documents;
  }

  async #read(place: UnitPlace): Promise<Documents> {
    const documents = await readRunDocuments(this.inner, place, this.#request.layout);
    return new Map(documents.map((document) => [document.path, document]));
  }
}

/** The run that a key belongs to; null outside of runs. */
function runOf(key: string): UnitPlace | null {
  const place = isOwnFile(key) ? null : unitOfPath(key);
  return place?.kind === 'run' ? place : null;
}
