import { boolCoreTag, floatCoreTag, intCoreTag, NOT_RESOLVED, nullCoreTag } from 'js-yaml';
import { Float } from '../../json/index.js';

/**
 * Value of an unquoted scalar by the YAML 1.2 core rules. Whatever is spelled as a float becomes a Float;
 * dates, `yes` and `y` stay text.
 */
export function resolveScalar(text: string): null | boolean | number | string | Float {
  const plain = nullCoreTag.resolve(text, false, nullCoreTag.tagName);
  if (plain !== NOT_RESOLVED) return plain;
  const truth = boolCoreTag.resolve(text, false, boolCoreTag.tagName);
  if (truth !== NOT_RESOLVED) return truth;
  const integer = intCoreTag.resolve(text, false, intCoreTag.tagName);
  if (integer !== NOT_RESOLVED) return integer;
  const float = floatCoreTag.resolve(text, false, floatCoreTag.tagName);
  return float === NOT_RESOLVED ? text : new Float(float);
}
