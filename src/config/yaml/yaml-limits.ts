/**
 * What a configuration may hold. Real ones stay below 160 kB, 25,000 values and 9 levels, so these bounds
 * only stop files that would exhaust memory, such as aliases of aliases.
 */
export const yamlLimits = {
  /** Size of the file in bytes. */
  bytes: 8 * 1024 * 1024,
  /** Levels of nesting, aliases followed. */
  depth: 64,
  /** Values, counted again at every alias. */
  values: 500_000,
  /** Characters of text, counted again at every alias. */
  characters: 32 * 1024 * 1024,
} as const;
