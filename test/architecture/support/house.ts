/** The floors of the house from the top, with their rooms; the ground that all stand on comes last. */
export const floors: readonly (readonly string[])[] = [
  [
    'cli.ts',
    'main.ts',
    'run-cli.ts',
    'survive-closed-output.ts',
    'system-limits.ts',
    'compile-cache.ts',
    'tune-engine.ts',
    'commands',
    'report',
    'api',
    'options',
  ],
  ['pipeline', 'init', 'inspect', 'cluster', 'validate', 'diff', 'view'],
  ['sources', 'tree', 'entities', 'layout', 'metadata', 'config'],
  ['formats', 'volume', 'neuroglancer', 'storage'],
  ['errors', 'json', 'issues', 'html', 'version.ts', 'package-file.ts'],
];

/** Rooms that answer one command's question each, and know nothing of each other. */
export const questions = floors[1] ?? [];

/** What starts the program; only it imports the commands. */
export const starters = ['cli.ts', 'main.ts', 'run-cli.ts'];

/** Number of a room's floor, 0 at the top; null for a room that the house has not. */
export function floorOf(room: string): number | null {
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  return floor < 0 ? null : floor;
}
