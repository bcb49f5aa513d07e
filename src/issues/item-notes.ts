// Whoever writes reports of ingests shall not have to load the ingest.

/** How the note begins that says why finished data are made again. */
export const madeAgain = 'made again: ';

/** The note of items that neither --import nor --metadata asks for. */
export const notSelected = 'not selected';

/** What a signal ends an ingest with. */
export const interruption = 'the ingest was interrupted';
