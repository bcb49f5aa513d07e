/** The directory that a key lies in; the root's key is empty. */
export function parentKey(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}
