import { longList, make } from './elements.js';
import type { ComparedFacts } from './messages.js';

/** Meanings of the symbols of a comparison. */
const symbols: Readonly<Record<ComparedFacts['blocks'][number]['symbol'], string>> = {
  '=': 'the same',
  '~': 'changed',
  '+': 'only in B',
  '-': 'only in A',
};

/** Shows a comparison in a section: the verdict, the totals, and what differs. */
export function showComparison(section: HTMLElement, compared: ComparedFacts, save: readonly Node[]): void {
  section.replaceChildren(
    make('p', { class: `verdict ${compared.verdict}` }, compared.summary),
    ...compared.totals.map((line) => make('p', { class: 'muted' }, line)),
    make('div', { class: 'actions' }, ...save),
    ...longList(compared.blocks, ({ symbol, label, changes }) =>
      make(
        'li',
        {},
        make('b', {}, label),
        ` ${symbols[symbol]}`,
        make(
          'ul',
          {},
          ...changes.map(({ severity, text }) =>
            make('li', {}, make('span', { class: severity }, severity), ` ${text}`),
          ),
        ),
      ),
    ),
  );
  section.hidden = false;
}
