import type { Item } from '../../../sources/item.js';

/** One source's contribution to an annotation. */
interface CountedInput {
  readonly item: Item;
  readonly finder: { readonly shape: string };
  readonly key: string;
}

/** How many objects the inputs of annotations show, for as long as the items are there: files of millions of points are not read again. */
export class ObjectCounts {
  readonly #ofItems = new WeakMap<Item, Map<string, number>>();

  /** What is known of an input that was written, or what `count` finds; fails with what that fails with. */
  async of(input: CountedInput, count: () => Promise<number>): Promise<number> {
    const known = this.#ofItems.get(input.item)?.get(nameOf(input));
    if (known !== undefined) return known;
    const counted = await count();
    this.note(input, counted);
    return counted;
  }

  /** An input was written that shows so many. */
  note(input: CountedInput, count: number): void {
    const counts = this.#ofItems.get(input.item) ?? new Map<string, number>();
    this.#ofItems.set(input.item, counts);
    counts.set(nameOf(input), count);
  }

  /** What shows an item is written anew. */
  forget(item: Item): void {
    this.#ofItems.delete(item);
  }
}

/** One file may be the input of several shapes. */
function nameOf({ finder, key }: CountedInput): string {
  return `${finder.shape} ${key}`;
}
