/** What sources can disagree in, as `--allow-mismatch` names it. */
export const mismatchTopics = ['spacing', 'counts', 'angles', 'frames', 'extents', 'points'] as const;

export type MismatchTopic = (typeof mismatchTopics)[number];
