/**
 * Called between pieces of work that each take a second at most: lets others have their turn, and fails when the work is
 * not wanted any more.
 */
export type Pause = () => Promise<void>;

/** Goes on at once. */
export const noPause: Pause = async () => {};
