import { decodeJson, formatJson, isJsonObject } from '../../json/index.js';
import type { Layout } from '../../layout/index.js';
import type { FileWriter, StagedDirectory, Storage } from '../../storage/index.js';
import { type UnitPlace, unitOfPath, withoutReferences } from '../../tree/index.js';
import {
  documentTemplate,
  isNamedBy,
  type PublishedDocument,
  publishedDocument,
  readRunDocuments,
} from './published-documents.js';

/** Which metadata files of a run the ingest at work writes anew, whatever becomes of them before. */
export type WritesAnew = (document: PublishedDocument) => Promise<boolean>;

/** What becomes of a key: a file is replaced in one step, a directory in two, or nothing is there any more. */
type Change = 'file' | 'directory' | 'removal';

/** A metadata file as it was before it was withdrawn. */
interface Before {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Runs whose metadata files are known; more are handled one after the other. */
const runsKnown = 16;

/**
 * The output as an ingest writes to it: before anything changes that metadata files of the run name, those are withdrawn,
 * so that killed at any moment none of them describes what is half replaced or not there any more. Metadata that this
 * ingest writes anew go, or, where other metadata name them, name the data no more; all others name what is removed no
 * more, and a directory only while it is replaced.
 */
export function createPublishingStorage(output: Storage, layout: Layout, writesAnew: WritesAnew): Storage {
  return new PublishingStorage(output, layout, writesAnew);
}

class PublishingStorage implements Storage {
  readonly url: string;
  readonly flat: boolean;
  readonly #inner: Storage;
  readonly #layout: Layout;
  readonly #writesAnew: WritesAnew;
  readonly #runs = new Map<string, Promise<Map<string, PublishedDocument>>>();

  constructor(inner: Storage, layout: Layout, writesAnew: WritesAnew) {
    this.url = inner.url;
    this.flat = inner.flat;
    this.#inner = inner;
    this.#layout = layout;
    this.#writesAnew = writesAnew;
  }

  location = (key: string) => this.#inner.location(key);
  stat = (key: string) => this.#inner.stat(key);
  kind = (key: string) => this.#inner.kind(key);
  readDirectory = (key: string) => this.#inner.readDirectory(key);
  list = (prefix: string) => this.#inner.list(prefix);
  get = (key: string, limit?: number) => this.#inner.get(key, limit);
  open = (key: string) => this.#inner.open(key);
  removeLeftovers = (key: string, age?: number) => this.#inner.removeLeftovers(key, age);
  close = () => this.#inner.close();

  async put(key: string, bytes: Uint8Array): Promise<void> {
    if (!this.#isDocument(key)) await this.#withdraw(key, 'file');
    await this.#inner.put(key, bytes);
    await this.#note(key, bytes);
  }

  async createFile(key: string, size?: number | null): Promise<FileWriter> {
    const writer = await this.#inner.createFile(key, size);
    return {
      ...(writer.localPath === undefined ? {} : { localPath: writer.localPath }),
      write: (offset, bytes) => writer.write(offset, bytes),
      commit: async () => {
        await this.#withdraw(key, 'file');
        await writer.commit();
      },
      abort: () => writer.abort(),
    };
  }

  /** In an object store the objects of a directory show before its commit. */
  async stageDirectory(key: string): Promise<StagedDirectory> {
    let withdrawn = this.flat ? await this.#withdraw(key, 'directory') : null;
    const staged = await this.#inner.stageDirectory(key);
    return {
      put: (relativeKey, bytes) => staged.put(relativeKey, bytes),
      createFile: (relativeKey, size) => staged.createFile(relativeKey, size),
      commit: async () => {
        withdrawn ??= await this.#withdraw(key, 'directory');
        await staged.commit();
        for (const { path, bytes } of withdrawn) await this.put(path, bytes);
      },
      abort: () => staged.abort(),
    };
  }

  async copyFrom(source: Storage, sourceKey: string, key: string): Promise<number> {
    await this.#withdraw(key, 'file');
    return this.#inner.copyFrom(source === this ? this.#inner : source, sourceKey, key);
  }

  async delete(key: string): Promise<void> {
    await this.#withdraw(key, 'removal');
    await this.#inner.delete(key);
    (await this.#documents(key))?.delete(key);
  }

  async deleteDirectory(key: string): Promise<void> {
    await this.#withdraw(key, 'removal');
    const documents = await this.#documents(key);
    for (const path of [...(documents?.keys() ?? [])].filter((below) => below.startsWith(`${key}/`))) {
      await this.#inner.delete(path);
      documents?.delete(path);
    }
    await this.#inner.deleteDirectory(key);
  }

  #isDocument(key: string): boolean {
    return documentTemplate(key, this.#layout) !== null;
  }

  /** Withdraws what names a key; returns what is to be written back once the key is there again. */
  async #withdraw(key: string, change: Change): Promise<Before[]> {
    const documents = await this.#documents(key);
    if (documents === null) return [];
    const naming = [...documents.values()].filter((document) => isNamedBy(document, key, this.#layout));
    const renewed: PublishedDocument[] = [];
    const others: PublishedDocument[] = [];
    for (const document of naming) {
      ((await this.#writesAnew(document)) ? renewed : others).push(document);
    }
    await this.#remove(renewed, documents, key);
    if (change === 'file') return [];
    const before: Before[] = [];
    for (const document of others) {
      const { path } = document;
      before.push({ path, bytes: await this.#inner.get(path) });
      await this.#reduce(document, (target) => isRelated(target, key));
    }
    return change === 'directory' ? before : [];
  }

  /** What no other metadata file names goes first; what is named to the end stays, and names none of the item's data. */
  async #remove(
    renewed: readonly PublishedDocument[],
    documents: Map<string, PublishedDocument>,
    key: string,
  ): Promise<void> {
    let left = [...renewed];
    for (;;) {
      const named = new Set([...documents.values()].flatMap(({ targets }) => [...targets]));
      const free = left.filter(({ path }) => !named.has(path));
      if (free.length === 0) break;
      for (const { path } of free) {
        await this.#inner.delete(path);
        documents.delete(path);
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
    const { path, kind, value, dataset } = document;
    const reduced = withoutReferences(kind, value, dataset, isGone);
    await this.put(path, new TextEncoder().encode(formatJson(reduced)));
  }

  /** Remembers what a metadata file that was written names. */
  async #note(key: string, bytes: Uint8Array): Promise<void> {
    if (!this.#isDocument(key)) return;
    const value = decodeJson(bytes, this.location(key));
    const document = isJsonObject(value)
      ? publishedDocument(key, value, unitOfPath(key), this.#layout)
      : null;
    if (document !== null) (await this.#documents(key))?.set(key, document);
  }

  /** The metadata files of the run that a key belongs to, by path; null outside of runs. */
  async #documents(key: string): Promise<Map<string, PublishedDocument> | null> {
    const place = unitOfPath(key);
    if (place.kind !== 'run') return null;
    const documents = this.#runs.get(place.directory) ?? this.#read(place);
    this.#runs.delete(place.directory);
    this.#runs.set(place.directory, documents);
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= runsKnown) break;
      this.#runs.delete(oldest);
    }
    return documents;
  }

  async #read(place: UnitPlace): Promise<Map<string, PublishedDocument>> {
    const documents = await readRunDocuments(this.#inner, place, this.#layout);
    return new Map(documents.map((document) => [document.path, document]));
  }
}

function isRelated(target: string, key: string): boolean {
  return target === key || target.startsWith(`${key}/`) || key.startsWith(`${target}/`);
}
