// Answers to requests for files of a tree, over HTTP and from a page's own worker.

import { contentType } from '../storage/content-type.js';

/** Types that a browser shows and never runs. Other files of a tree are for downloading only. */
const passiveTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/x-ndjson',
  'image/png',
  'image/jpeg',
  'model/gltf-binary',
]);

/** Returns the headers that say what a file of a tree is: a browser shows it, or takes it as a download. */
export function typeHeaders(path: string): Record<string, string> {
  const type = contentType(path);
  return passiveTypes.has(type)
    ? { 'Content-Type': type }
    : { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' };
}

/** Parses a `Range` header, with an exclusive end; null for the whole file, `unsatisfiable` for one that it lacks. */
export function parseRange(header: string | null | undefined, size: number) {
  const match = header == null ? null : /^bytes=(\d*)-(\d*)$/.exec(header);
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}
