/** A piece of TypeScript; `text` is what stands between the quotes of a string or the slashes of a regular expression. */
export interface Token {
  readonly kind: 'code' | 'string' | 'template' | 'regex' | 'comment';
  readonly text: string;
  readonly line: number;
}

/** After one of these, a slash begins a regular expression and is no division; `value!` is a value. */
const beforeRegex =
  /(?:^|[=(,:;&|?{}[+\-*%<>~^]|(?:^|[^\w\])])!|\b(?:return|typeof|case|in|of|yield|await|throw|void|delete))$/;

/**
 * Cuts TypeScript into code, comments and literals. The parts of a template between its placeholders are tokens of their
 * own, and what stands in placeholders is code again. No compiler is needed for that.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  /** For every template that is open, how many braces are open in its placeholder. */
  const placeholders: number[] = [];
  let line = 1;
  let at = 0;
  let code = '';
  const add = (kind: Token['kind'], text: string) => {
    if (text !== '' || kind !== 'code') tokens.push({ kind, text, line });
    line += text.split('\n').length - 1;
  };
  const endCode = () => {
    add('code', code);
    code = '';
  };
  /** Adds a literal whose content begins at `start` and goes on to where `end` is found; steps behind it. */
  const literal = (kind: Token['kind'], start: number, end: number, next: number) => {
    endCode();
    add(kind, source.slice(start, end));
    at = next;
  };
  const template = (start: number) => {
    let end = start;
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end))
      end += source[end] === '\\' ? 2 : 1;
    const isOpen = source.startsWith('${', end);
    literal('template', start, end, end + (isOpen ? 2 : 1));
    if (isOpen) placeholders.push(0);
  };
  while (at < source.length) {
    const character = source[at] ?? '';
    const two = source.slice(at, at + 2);
    if (two === '//' || two === '/*') {
      const end = source.indexOf(two === '//' ? '\n' : '*/', at + 2);
      const stop = end < 0 ? source.length : two === '//' ? end : end + 2;
      literal('comment', at, stop, stop);
    } else if (character === "'" || character === '"') {
      const end = endOf(source, at + 1, character);
      literal('string', at + 1, end, end + 1);
    } else if (character === '`') {
      template(at + 1);
    } else if (character === '/' && beforeRegex.test(code.trimEnd() || lastCode(tokens))) {
      const end = endOfRegex(source, at + 1);
      literal('regex', at + 1, end, end + 1);
    } else if (character === '}' && placeholders.at(-1) === 0) {
      placeholders.pop();
      template(at + 1);
    } else {
      const open = placeholders.length - 1;
      if (open >= 0 && character === '{') placeholders[open] = (placeholders[open] ?? 0) + 1;
      if (open >= 0 && character === '}') placeholders[open] = (placeholders[open] ?? 0) - 1;
      code += character;
      at += 1;
    }
  }
  endCode();
  return tokens;
}

/** What a slash is seen behind when only literals or comments stand between it and the code; a literal is divided. */
function lastCode(tokens: readonly Token[]): string {
  const last = tokens.findLast(({ kind }) => kind !== 'comment');
  return last === undefined ? '' : last.kind === 'code' ? last.text.trimEnd() : 'x';
}

function endOf(source: string, start: number, quote: string): number {
  let end = start;
  while (end < source.length && source[end] !== quote) end += source[end] === '\\' ? 2 : 1;
  return end;
}

function endOfRegex(source: string, start: number): number {
  let isInClass = false;
  let end = start;
  while (end < source.length && (isInClass || source[end] !== '/')) {
    if (source[end] === '[') isInClass = true;
    if (source[end] === ']') isInClass = false;
    end += source[end] === '\\' ? 2 : 1;
  }
  return end;
}
