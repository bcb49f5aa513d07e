import { byId } from './elements.js';

/** Milliseconds without typing after which a text is looked at. */
const patience = 300;

/** The editor of a configuration: a text area with the numbers of its lines. */
export class Editor {
  readonly #area = byId<HTMLTextAreaElement>('config');
  readonly #numbers = byId('line-numbers');
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onChange` is called when the text or the place of the cursor has changed, and the user pauses. */
  constructor(private readonly onChange: () => void) {
    for (const type of ['input', 'keyup', 'click']) this.#area.addEventListener(type, () => this.#changed());
    this.#area.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.altKey || event.metaKey)
        return;
      event.preventDefault();
      this.#breakLine();
    });
    this.#area.addEventListener('scroll', () => {
      this.#numbers.scrollTop = this.#area.scrollTop;
    });
  }

  get text(): string {
    return this.#area.value;
  }

  set text(text: string) {
    this.#area.value = text;
    this.#area.setSelectionRange(0, 0);
    this.#area.scrollTop = 0;
    this.#changed();
  }

  /** The place of the cursor. */
  get offset(): number {
    return this.#area.selectionEnd;
  }

  /** Replaces characters, and goes on behind them. */
  replace(from: number, to: number, text: string): void {
    this.#area.focus();
    this.#area.setSelectionRange(from, to);
    this.#insert(text);
  }

  /** Selects a line from the first place of `word`, or from its column if the line lacks it. */
  select(line: number, column: number, word: string): void {
    const lines = this.text.split('\n');
    const content = lines[line - 1] ?? '';
    const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    const at = word === '' ? -1 : content.indexOf(word);
    this.#area.focus();
    this.#area.setSelectionRange(
      start + (at < 0 ? column - 1 : at),
      start + (at < 0 ? content.length : at + word.length),
    );
    const height = this.#area.scrollHeight / lines.length;
    this.#area.scrollTop = (line - 4) * height;
    this.#changed();
  }

  /** Begins a line at the column of the keys of this one, or of those below its key. */
  #breakLine(): void {
    const { value, selectionStart } = this.#area;
    const before = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
    const indent = ' '.repeat(/^(?: |- )*/.exec(before)?.[0].length ?? 0);
    this.#insert(`\n${indent}${/:(?: +&\S+)?\s*(?: #.*)?$/.test(before) ? '  ' : ''}`);
  }

  /** Replaces the selection. The old command is the only one that can be undone. */
  #insert(text: string): void {
    if (document.execCommand('insertText', false, text)) return;
    this.#area.setRangeText(text, this.#area.selectionStart, this.#area.selectionEnd, 'end');
    this.#changed();
  }

  #changed(): void {
    const count = this.text.split('\n').length;
    if (count !== this.#count)
      this.#numbers.textContent = Array.from({ length: count }, (_, index) => index + 1).join('\n');
    this.#count = count;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.onChange, patience);
  }
}
