/** Milliseconds that a case may take. */
export const longest = 2_000;

/** Bytes of memory that a case may take beyond what an idle process has. */
export const mostMemory = 256 * 1024 * 1024;

/** Milliseconds after which a case is taken for one that never ends. */
export const patience = 20_000;
