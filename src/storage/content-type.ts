import mime from 'mime/lite';

/** Extensions that the registered media types lack, or that the field uses for another format. */
const own: Readonly<Record<string, string>> = {
  zarray: 'application/json',
  zattrs: 'application/json',
  zgroup: 'application/json',
  ndjson: 'application/x-ndjson',
  mrc: 'application/octet-stream',
  map: 'application/octet-stream',
};

/** Returns the media type by extension: UTF-8 for texts, `application/octet-stream` for unknown files. */
export function contentType(path: string): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(own, extension) ? own[extension] : mime.getType(extension);
  const type = known ?? 'application/octet-stream';
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type;
}
