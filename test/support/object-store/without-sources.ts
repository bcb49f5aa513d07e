/** A tree without the one file that says where the sources lie. */
export function withoutSources(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).filter(([path]) => !path.endsWith('/identified_objects_metadata.json')),
  );
}
