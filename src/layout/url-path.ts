/** A path of a tree as a part of an address: characters of names that mean something else there are encoded. */
export function urlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
