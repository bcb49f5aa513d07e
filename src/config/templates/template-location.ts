import type { ErrorFacts } from '../../errors/index.js';

/** Where a template comes from, for messages. */
export interface TemplateLocation {
  readonly file: string;
  /** 1-based; 0 when the line is not known. */
  readonly line: number;
  readonly keyPath: string;
  /** Name of the run it is expanded for. */
  readonly run?: string;
  /** What to say of a variable that is unknown there. */
  readonly hint?: string;
}

/** A place in the terms of errors. */
export function placeFacts(place: TemplateLocation | undefined): ErrorFacts {
  if (place === undefined) return {};
  return {
    path: place.file,
    ...(place.line > 0 ? { line: place.line } : {}),
    ...(place.run === undefined ? {} : { entity: `run ${place.run}` }),
    keyPath: place.keyPath,
  };
}
