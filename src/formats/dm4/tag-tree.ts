/** An array in the file, not read. */
export interface TagArray {
  readonly kind: 'array';
  /** Tag type of its values. */
  readonly type: number;
  readonly count: number;
  /** Byte offset of the first value. */
  readonly offset: number;
}

/** A group of tags, in file order; names may be empty and may repeat. */
export interface TagGroup {
  readonly kind: 'group';
  readonly entries: readonly { readonly name: string; readonly value: TagValue }[];
}

/** Numbers are read; `other` stands for structures and text, which are not. */
export type TagValue =
  | TagGroup
  | TagArray
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'other' };

/** The first entry of a name below a group; undefined where there is none, or no group. */
export function tagAt(value: TagValue | undefined, ...names: readonly string[]): TagValue | undefined {
  return names.reduce<TagValue | undefined>(
    (tag, name) => groupsOf(tag).find((entry) => entry.name === name)?.value,
    value,
  );
}

/** Entries of a group; none of anything else. */
export function groupsOf(value: TagValue | undefined): TagGroup['entries'] {
  return value?.kind === 'group' ? value.entries : [];
}

/** The number that a tag holds; undefined where it holds none. */
export function numberOf(value: TagValue | undefined): number | undefined {
  return value?.kind === 'number' ? value.value : undefined;
}
