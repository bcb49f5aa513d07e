/** Joins keys with slashes; empty ones, such as the root's, leave no trace. */
export function joinKey(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
