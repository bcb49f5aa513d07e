/** Words as a POSIX shell reads them again. */
export function quote(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** Names that a POSIX shell takes for variables, with their values. */
export function exportLines(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}=${quote([value])}`);
}

/**
 * Lines that run a command in the background and pass SIGTERM on to it, which cleans up and ends. Afterwards `status` is its
 * exit status and `stopped` is set where it was told to end.
 */
export function runLines(command: string): string[] {
  return [
    `${command} &`,
    'child=$!',
    'stopped=',
    `trap 'stopped=1; kill -TERM "$child" 2>/dev/null' TERM`,
    'wait "$child"; status=$?',
    // A signal ends the wait, not the child.
    'while kill -0 "$child" 2>/dev/null; do wait "$child"; status=$?; done',
  ];
}
