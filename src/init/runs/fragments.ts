/** A stretch of a name that begins and ends where words do. */
export interface Fragment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Most words of a name that are taken together in every way; longer names are looked at from their beginning. */
const mostWords = 12;
const word = /[^_\-. ()[\]+,@#=&]+/g;

const extensions = /(?:\.[A-Za-z][A-Za-z0-9]{0,7})+$/;

/** Every run of whole words of a name without its extensions, the delimiters between them included. */
export function fragmentsOf(name: string): Fragment[] {
  const words = [...name.replace(extensions, '').matchAll(word)].map(({ 0: text, index }) => ({
    start: index,
    end: index + text.length,
  }));
  const fragments: Fragment[] = [];
  for (const [first, { start }] of words.slice(0, mostWords).entries()) {
    for (const { end } of words.slice(first, first + mostWords)) {
      fragments.push({ start, end, text: name.slice(start, end) });
    }
  }
  return fragments;
}

/** Letters and digits alone, by which `pda2021-06-24-1` and `pda202106241` are the same name. */
export function bare(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** What stands for a number in a template. */
export const numberHole = '\uE003';

/** A text with a hole for every number in it. */
export function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, numberHole);
}
