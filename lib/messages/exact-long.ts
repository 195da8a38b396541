const STRING = 0xa1;
const ULONG = 0x80;
/** Long and timestamp. */
const SIGNED = [0x81, 0x83];

/**
 * Digits of a 64-bit number that rhea has rounded, or whose sign it does not tell: they stand in the bytes in front of
 * the body, which is a part of the message as it came.
 *
 * @param body of the message, as rhea cut it out.
 * @param name the application property.
 * @param seen what rhea made of it; digits that do not fit are another's.
 */
export function exactLong(body: unknown, name: string, seen: unknown): string | undefined {
  if (!Buffer.isBuffer(body)) return undefined;
  const bytes = Buffer.from(body.buffer, 0, body.byteOffset);
  const key = Buffer.from([STRING, name.length, ...Buffer.from(name)]);
  const at = bytes.lastIndexOf(key);
  const type = bytes[at + key.length] ?? 0;
  const start = at + key.length + 1;
  if (at < 0 || start + 8 > bytes.length || (type !== ULONG && !SIGNED.includes(type))) return undefined;
  const value = type === ULONG ? bytes.readBigUInt64BE(start) : bytes.readBigInt64BE(start);
  return typeof seen === 'number' && Number(value) !== seen ? undefined : String(value);
}
