const types: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.zarray': 'application/json',
  '.zattrs': 'application/json',
  '.zgroup': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
};

/** Content-Type of an object, by the end of its key. */
export function contentType(key: string): string {
  const extension = /\.[^./]+$/.exec(key)?.[0].toLowerCase() ?? '';
  return types[extension] ?? 'application/octet-stream';
}
