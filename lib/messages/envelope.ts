import { exactLong } from './exact-long';

/** The descriptors of body sections, as rhea gives them. */
const [DATA, SEQUENCE] = [0x75, 0x76];

/** The parts of an AMQP message we read, as rhea decodes them. */
export interface AmqpMessage {
  message_id?: unknown;
  application_properties?: Record<string, unknown>;
  body?: unknown;
}

/** What the platform writes around a body. The AMQP types of its properties are not documented: all are taken. */
export interface Envelope {
  topic: string;
  messageId: string;
  generateTime?: string;
  body: Buffer;
}

/** @see https://help.aliyun.com/document_detail/143599.html */
export function readEnvelope(message: AmqpMessage): Envelope {
  const topic = exactText(message, 'topic');
  const generateTime = exactText(message, 'generateTime');
  return {
    topic: topic ?? '',
    messageId: exactText(message, 'messageId') ?? textOf(message.message_id) ?? '',
    ...(generateTime && { generateTime }),
    body: bytesOf(message.body),
  };
}

/** No digits are better than wrong ones. */
function exactText(
  { application_properties: properties, body }: AmqpMessage,
  name: string,
): string | undefined {
  const value = properties?.[name];
  if (isExact(value)) return textOf(value);
  const [first] = [(body as { content?: unknown } | undefined)?.content].flat();
  return exactLong(first, name, value) ?? textOf(value);
}

/** Whether rhea gives it as it was. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return !Buffer.isBuffer(value);
}

// rhea gives a 64-bit integer beyond 2^53 as its eight bytes, but for the first 2^32 of them, which come rounded.
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : String(value.getTime());
  if (!Buffer.isBuffer(value)) return undefined;
  return value.length === 8 ? String(value.readBigInt64BE()) : value.toString('hex');
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === 'string') return Buffer.from(body);
  if (body === undefined || body === null) return Buffer.alloc(0);
  const { typecode, content } = body as { typecode?: unknown; content?: unknown };
  // A data section; several of them are one body.
  if (typecode === DATA) return Buffer.concat([content].flat().map(bytesOf));
  return Buffer.from(JSON.stringify(typecode === SEQUENCE ? content : body));
}
