/** The floors of the house from the top, with their rooms; the ground that all stand on comes last. */
export const floors: readonly (readonly string[])[] = [
  ['main.ts', 'commands', 'report', 'api', 'commands/options'],
  ['pipeline', 'init', 'inspect', 'cluster', 'validate', 'diff', 'view', 'export'],
  ['deposition', 'tree'],
  ['formats', 'volume', 'neuroglancer', 'storage'],
  ['base'],
];

/** Rooms that answer one command's question each, and know nothing of each other. */
export const questions = floors[1] ?? [];

/** What starts the program; only it imports the commands. */
export const starters = ['main.ts'];

/** The table of options lies with the commands, below the API that takes its values. */
const rooms = floors.flat().filter((room) => room.includes('/'));

/** The room of a path: its first folder, or the file itself where it lies in none. */
export function roomOf(path: string): string {
  return rooms.find((room) => path.startsWith(`${room}/`)) ?? path.split('/')[0] ?? path;
}

/** Number of a room's floor, 0 at the top; null for a room that the house has not. */
export function floorOf(room: string): number | null {
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  return floor < 0 ? null : floor;
}
