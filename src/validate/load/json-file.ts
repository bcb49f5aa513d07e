import type { MetadataKind } from '../../entities/index.js';
import { FormatError } from '../../errors/index.js';
import type { JsonValue } from '../../json/index.js';
import { slots } from '../../layout/index.js';
import type { Content, JsonContext, Located } from '../contexts/index.js';
import type { TreeFile } from '../tree/tree-file.js';
import type { TreeReader } from './tree-reader.js';

const largest = 64 * 1024 * 1024;

/** A metadata file, read and parsed. */
export async function loadJsonFile(
  reader: TreeReader,
  file: TreeFile,
  kind: MetadataKind,
  place: Pick<Located, 'dataset' | 'run'>,
): Promise<JsonContext> {
  const content = await loadJson(reader, file);
  const entity = file.slot === null ? 'unknown' : slots[file.slot].entity;
  return { ...content, entity, dataset: place.dataset, run: place.run, kind };
}

/** Any JSON file, read and parsed. */
export function loadJson(
  reader: TreeReader,
  file: Pick<TreeFile, 'path' | 'size'>,
): Promise<Content<JsonValue>> {
  return reader.content(file, largest, parseJson);
}

/** Parses UTF-8 JSON; fails with a FormatError that gives the line where it can be told. */
export function parseJson(bytes: Uint8Array): JsonValue {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError('not UTF-8 text', { expected: 'JSON', cause });
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError('not JSON', { found: message, line: lineOf(message, text), cause });
  }
}

function lineOf(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  const before = position === undefined ? text : text.slice(0, Number(position));
  return before.split('\n').length;
}
