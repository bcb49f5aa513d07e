import { type Argument, argumentName, type TableCommandClass } from '../src/commands/command.js';
import { explainOption, explainPlaceholders, spellOption } from '../src/commands/options/option.js';

/** Name of a command's page: `cryoet-validate-config`. */
export function manPageName({ paths: [words] }: TableCommandClass): string {
  return ['cryoet', ...words].join('-');
}

/** The manual page of a command in the `man` macros of roff, from the tables that its help is made from. */
export function renderManPage(command: TableCommandClass, version: string): string {
  const { description, details, examples } = command.usage;
  const call = ['cryoet', ...command.paths[0]].join(' ');
  const options = Object.entries(command.optionTable).map(
    ([key, option]) => `.TP\n${boldName(spellOption(key, option))}\n${escapeRoff(explainOption(option))}\n`,
  );
  const explained = explainPlaceholders(command.optionTable).map(
    (sentence) => `.PP\n${escapeRoff(sentence)}\n`,
  );
  const paragraphs = details
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `.PP\n${escapeRoff(paragraph.replaceAll(/\s*\n\s*/g, ' ').trim())}\n`);
  return [
    `.TH ${manPageName(command).toUpperCase()} 1 "" "cryoet-ingest ${version}" "cryoet manual"\n`,
    `.SH NAME\n${escapeRoff(`${manPageName(command)} - ${description}`)}\n`,
    `.SH SYNOPSIS\n.B ${escapeRoff(call)}\n[\\fIOPTION\\fR]... ${Object.values(command.argumentTable).map(spellArgument).join(' ')}\n`,
    `.SH DESCRIPTION\n${paragraphs.join('')}`,
    `.SH OPTIONS\n${options.join('')}${explained.join('')}`,
    ...(examples.length === 0 ? [] : [`.SH EXAMPLES\n${examples.map(renderExample).join('')}`]),
  ].join('');
}

/** The page of the program, which lists the commands. */
export function renderProgramPage(commands: readonly TableCommandClass[], version: string): string {
  const rows = commands.map((command) => {
    const name = manPageName(command);
    return `.TP\n\\fB${escapeRoff(name)}\\fR(1)\n${escapeRoff(command.usage.description)}\n`;
  });
  return [
    `.TH CRYOET 1 "" "cryoet-ingest ${version}" "cryoet manual"\n`,
    '.SH NAME\ncryoet \\- turn cryo\\-ET depositions into the standard tree, check and compare such trees\n',
    '.SH SYNOPSIS\n.B cryoet\n\\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...\n',
    `.SH COMMANDS\n${rows.join('')}`,
    '.SH EXIT STATUS\n.TP\n0\nfine\n.TP\n1\nbad news: findings, differences or failed items\n.TP\n2\ncould not run\n',
  ].join('');
}

function boldName(spelled: string): string {
  const [name = '', ...values] = spelled.split(' ');
  return [`\\fB${escapeRoff(name)}\\fR`, ...values.map((value) => `\\fI${escapeRoff(value)}\\fR`)].join(' ');
}

function renderExample([label, call]: [string, string]): string {
  return `.PP\n${escapeRoff(label)}:\n.PP\n.RS 4\n.nf\n${escapeRoff(call)}\n.fi\n.RE\n`;
}

function spellArgument(argument: Argument): string {
  const shown = `\\fI${escapeRoff(argumentName(argument))}\\fR`;
  if (argument.endsWith(']')) return `[${shown}]`;
  return argument.startsWith('<') && argument.endsWith('...') ? `${shown}...` : shown;
}

/** Backslashes, dashes and what is not ASCII as themselves; a dot or quote at a line's beginning would be a request. */
function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^([.'])/gm, '\\&$1')
    .replaceAll(/[^ -~\n]/gu, (character) => {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
      return `\\[u${code.padStart(4, '0')}]`;
    });
}
