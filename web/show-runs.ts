import { byId, make } from './elements.js';
import type { Answers, DatasetCards } from './messages.js';

/** Cards that are added to the page at once: they take less than a tenth of a second. */
const cardsAtOnce = 16;

/** Opens links to other places in windows of their own: this page must stay open, since it has the files. */
function openElsewhere(section: HTMLElement): void {
  for (const link of section.querySelectorAll<HTMLAnchorElement>('a:not([href^="#"])')) {
    link.target = '_blank';
    link.rel = 'noopener';
  }
}

/**
 * Shows cards of runs in a section, with a filter by name. The HTML is that of this project's pages, which escape all
 * texts.
 */
export function showRuns(section: HTMLElement, datasets: readonly DatasetCards[]): void {
  const filter = make('input', { label: 'Filter runs' });
  filter.type = 'search';
  filter.placeholder = 'Filter runs';
  const isPassing = (card: HTMLElement) =>
    (card.dataset.run ?? '').toLowerCase().includes(filter.value.toLowerCase());
  const cards = () => section.querySelectorAll<HTMLElement>('[data-run]');
  filter.addEventListener('input', () => {
    for (const card of cards()) card.hidden = !isPassing(card);
  });
  section.replaceChildren(filter);
  const pending: { readonly grid: HTMLElement; readonly card: string }[] = [];
  for (const { header, cards } of datasets) {
    const grid = make('div', { class: 'runs' });
    const own = make('section');
    own.innerHTML = header;
    own.append(grid);
    section.append(own);
    for (const card of cards) pending.push({ grid, card });
  }
  const addSome = () => {
    for (const { grid, card } of pending.splice(0, cardsAtOnce)) {
      grid.insertAdjacentHTML('beforeend', card);
      const added = grid.lastElementChild;
      if (added instanceof HTMLElement) added.hidden = !isPassing(added);
    }
    openElsewhere(section);
    // Another tree may have taken the place of this one.
    if (pending.length > 0 && section.contains(filter)) setTimeout(addSome);
  };
  addSome();
}

/** Shows the page of a run in a section, in place of the tree; null shows the tree again. */
export function showRun(page: Answers['run'] | null): void {
  const section = byId('run');
  section.innerHTML = page === null ? '' : `${page.header}${page.main}`;
  openElsewhere(section);
  section.hidden = page === null;
  byId('tree').hidden = page !== null;
  if (page !== null) scrollTo(0, 0);
}
