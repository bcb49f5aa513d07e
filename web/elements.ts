/** Attributes and events of an element. */
interface ElementFacts {
  readonly class?: string;
  readonly href?: string;
  readonly label?: string;
  readonly onClick?: () => void;
}

/** Returns an element of the page that must exist. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string): Type {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element ${id}`);
  return element as Type;
}

/** Returns what a `meta` element of the page says; empty if it says nothing. The build of the site fills them. */
export function metaOf(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name=${name}]`)?.content ?? '';
}

/** Makes an element with texts and other elements in it. Texts are never read as HTML. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  facts: ElementFacts = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (facts.class !== undefined) element.className = facts.class;
  if (facts.href !== undefined) element.setAttribute('href', facts.href);
  if (facts.label !== undefined) element.setAttribute('aria-label', facts.label);
  if (facts.onClick !== undefined) element.addEventListener('click', facts.onClick);
  if (element instanceof HTMLButtonElement) element.type = 'button';
  element.append(...content);
  return element;
}

/** Items that are added to a page at once: they take less than a tenth of a second. */
const atOnce = 100;

/** Returns a list that shows its first items, and a button for the next. */
export function longList<Item>(items: readonly Item[], itemOf: (item: Item) => Node): HTMLElement[] {
  const list = make('ul', { class: 'findings' });
  let shown = 0;
  const more = make('button', { onClick: () => add() });
  const add = () => {
    list.append(...items.slice(shown, shown + atOnce).map(itemOf));
    shown = Math.min(shown + atOnce, items.length);
    more.hidden = shown === items.length;
    more.textContent = `Show ${Math.min(atOnce, items.length - shown)} more of ${items.length}`;
  };
  add();
  return [list, more];
}

/** Returns a summary that unfolds; its content is made when it is opened first. */
export function folded(
  summary: readonly (Node | string)[],
  content: () => readonly (Node | string)[],
): HTMLDetailsElement {
  const details = make('details', {}, make('summary', {}, ...summary));
  details.addEventListener('toggle', () => details.append(...content()), { once: true });
  return details;
}

/** Saves a text as a file of the user. */
export function save(text: string, name: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = make('a', { href: address });
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
