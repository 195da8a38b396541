import { AliyunIotError } from '../errors';
import { textOf, type Answer } from '../openapi';

/** Any object of an answer. Only named fields are ever taken from it: some of the others are secrets. */
export type Fields = Readonly<Record<string, unknown>>;

/** A number that may come as text; undefined when it is neither. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The object at a place of an answer, an empty one when there is none. */
export function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list; none when there is no list. */
export function objectsOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/**
 * A text without which the answer is worthless.
 *
 * @param name the field of `Data`.
 * @throws AliyunIotError `answer-incomplete`
 */
export function requiredText({ data, requestId }: Answer, name: string): string {
  const text = textOf(data[name]);
  if (text !== '') return text;
  throw new AliyunIotError({
    code: 'answer-incomplete',
    kind: 'platform',
    executed: 'no',
    requestId: requestId || undefined,
    texts: {
      en: `The platform's answer has no ${name}. Check that the endpoint is that of IoT Platform; if it is, open a ticket with the request ID.`,
      zh: `平台的应答中没有 ${name}。请检查接入地址是否为物联网平台的地址；若无误，请凭 RequestId 提交工单。`,
    },
  });
}
