/** What stands for an option's value in the help, the same for every command that has the option; `,…` for lists. */
const valueNames: Readonly<Record<string, string>> = {
  '--binning-edge': 'EDGE',
  '--config': 'FILE',
  '--contrast': 'METHOD',
  '--dataset': 'ID,…',
  '--depth': 'DEPTH',
  '--endpoint-url': 'URL',
  '--exclude': 'TYPE=REGEX',
  '--fail-on': 'SEVERITY,…',
  '--filter': 'TYPE=REGEX',
  '--format': 'FORMAT',
  '--https-prefix': 'URL',
  '--ignore-field': 'PATH,…',
  '--import': 'TYPE,…',
  '--jobs': 'N',
  '--layout': 'LAYOUT',
  '--log-format': 'FORMAT',
  '--max-details': 'N',
  '--max-warnings': 'N',
  '--memory': 'MIB',
  '--metadata': 'TYPE,…',
  '--only': 'KIND,…',
  '--output': 'FILE',
  '--point-radius': 'VOXELS',
  '--port': 'PORT',
  '--region': 'REGION',
  '--relative-tolerance': 'FRACTION',
  '--report': 'FILE',
  '--resume': 'FILE',
  '--rule': 'CODE,…',
  '--run': 'GLOB,…',
  '--severity': 'CODE=LEVEL,…',
  '--skip-rule': 'CODE,…',
  '--staging-dir': 'DIR',
  '--tolerance': 'DIFFERENCE',
};

/** Whether an option takes several values with commas between them. */
export function takesList(option: string): boolean {
  return valueNames[option]?.endsWith(',…') ?? false;
}

const escapeCharacter = String.fromCharCode(27);

/** A line of clipanion's list of options: bold on, option and value, bold off, description. */
const optionLine = new RegExp(
  `^ {2}(${escapeCharacter}\\[1m)?(--[^\\s${escapeCharacter}]+(?: [^\\s${escapeCharacter}]+)?) *(${escapeCharacter}\\[22m)? {4}(\\S.*)$`,
);

/** Help in which `--import #0`, as clipanion puts it, is `--import TYPE`, its columns aligned anew. */
export function nameValues(help: string): string {
  const lines = help
    .replace(/(--[\w-]+) #0/g, (whole, option: string) => {
      const name = valueNames[option];
      return name === undefined ? whole : `${option} ${name}`;
    })
    .split('\n');
  const widest = Math.max(0, ...lines.map((line) => optionLine.exec(line)?.[2]?.length ?? 0));
  return lines
    .map((line) =>
      line.replace(
        optionLine,
        (_, on = '', option: string, off = '', description: string) =>
          `  ${on}${option.padEnd(widest)}${off}    ${description}`,
      ),
    )
    .join('\n');
}
