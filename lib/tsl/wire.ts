import { MAX_DEPTH, readJson, type JsonNode } from './json';
import { placeOf } from './values';
import { checkWireValue, type WireProblem, type WireRules } from './wire-value';
import type { Parameter, ValidateLevel } from './types';

/** The code of a text that cannot be read at all. */
export const MALFORMED = 6332;

/**
 * Checks the Args text of a call the way the platform does: on the text itself, where `10` and `10.0` differ.
 *
 * `strong` checks everything. `weak` checks the types of the parameters the model knows; that unknown and missing ones
 * pass is inferred from "only identifier and data type are checked", the documentation does not say it. `none` only
 * wants a JSON object, without which no message to the device can be made.
 *
 * @param inputs the service's inputs.
 * @param text the Args text, byte for byte.
 * @param level the product's ValidateType.
 * @param numbers `documented`: a float or double needs a decimal place; `lenient`: it does not.
 * @returns all problems, none when the text is fine. Never throws.
 * @see https://help.aliyun.com/document_detail/69584.html (decimal places)
 * @see https://help.aliyun.com/document_detail/44542.html (codes)
 */
export function checkArgsText(
  inputs: readonly Parameter[],
  text: string,
  level: ValidateLevel,
  numbers: 'documented' | 'lenient',
): WireProblem[] {
  const reading = readJson(text);
  if (!reading.ok) {
    const why = reading.reason === 'too-deep' ? `nested deeper than ${MAX_DEPTH} levels` : 'not JSON';
    return [malformed(`${why} at position ${reading.offset}`)];
  }
  if (reading.root.kind !== 'object') return [malformed('params must be json')];
  if (level === 'none') return [];
  const rules = { strong: level === 'strong', decimals: numbers === 'documented' };
  return checkParameters(inputs, reading.root.members, rules);
}

function checkParameters(
  inputs: readonly Parameter[],
  given: ReadonlyMap<string, JsonNode>,
  rules: WireRules,
): WireProblem[] {
  const known = inputs.flatMap(({ identifier, dataType }) => {
    const place = { identifier, path: placeOf('args', identifier) };
    const node = given.get(identifier);
    if (node) return checkWireValue(dataType, node, place, rules);
    return rules.strong
      ? [{ code: 6302, path: place.path, message: `tsl parse: params required -> ${identifier}` }]
      : [];
  });
  return rules.strong ? [...known, ...unknownParameters(inputs, given)] : known;
}

function unknownParameters(
  inputs: readonly Parameter[],
  given: ReadonlyMap<string, JsonNode>,
): WireProblem[] {
  const identifiers = new Set(inputs.map(({ identifier }) => identifier));
  return [...given.keys()]
    .filter((key) => !identifiers.has(key))
    .map((key) => ({
      code: 6304,
      path: placeOf('args', key),
      message: `tsl parse: params not exist -> ${key}`,
    }));
}

function malformed(reason: string): WireProblem {
  return { code: MALFORMED, path: 'args', message: `tsl parse failed: ${reason}` };
}
