import { CryoetError, FormatError, IngestError } from '../../errors/index.js';
import type { Unit } from './geometry/index.js';

/** An error that converting a unit ended with, with the volume and the part of it that the unit is. */
export function unitError(cause: unknown, unit: Unit, location: string): Error {
  if (cause instanceof CryoetError && cause.facts.path !== undefined) return cause;
  const place = `${span('planes', unit, 0)}, ${span('rows', unit, 1)}, ${span('columns', unit, 2)}`;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const facts = { ...(cause instanceof CryoetError ? cause.facts : {}), path: location, cause };
  return cause instanceof FormatError
    ? new FormatError(`${place}: ${reason}`, facts)
    : new IngestError(`${place} could not be converted: ${reason}`, facts);
}

function span(name: string, { origin, extent }: Unit, axis: 0 | 1 | 2): string {
  return `${name} ${origin[axis]} to ${origin[axis] + extent[axis] - 1}`;
}
