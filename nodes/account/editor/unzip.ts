/** A file of text. */
export interface TextFile {
  name: string;
  text: string;
}

/** As much as is read of one file, in bytes; a file that was packed to become more is refused. */
const MOST_BYTES = 4_000_000;
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65_535;
const STORED = 0;
const DEFLATED = 8;

/** @returns whether a file begins as a ZIP does. */
export async function isZip(file: Blob): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return [0x50, 0x4b, 3, 4].every((byte, index) => start[index] === byte);
}

/**
 * The JSON files in a ZIP such as the console exports, with a TSL for each module.
 *
 * @throws Error or RangeError when it is not one that can be read.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function unzip(file: Blob): Promise<TextFile[]> {
  const bytes = new DataView(await file.arrayBuffer());
  const end = endOf(bytes);
  const files: TextFile[] = [];
  let at = bytes.getUint32(end + 16, true);
  for (let left = bytes.getUint16(end + 10, true); left > 0; left -= 1) {
    const nameBytes = bytes.getUint16(at + 28, true);
    const name = new TextDecoder().decode(partOf(bytes, at + 46, nameBytes));
    if (/\.json$/i.test(name) && !/(?:^|\/)[._]/.test(name))
      files.push({ name, text: await textAt(bytes, at) });
    at += 46 + nameBytes + bytes.getUint16(at + 30, true) + bytes.getUint16(at + 32, true);
  }
  return files;
}

/** Where the list of the files ends; only a comment can come behind it. */
function endOf(bytes: DataView): number {
  const first = Math.max(0, bytes.byteLength - END_BYTES - MOST_COMMENT_BYTES);
  for (let at = bytes.byteLength - END_BYTES; at >= first; at -= 1) {
    if (bytes.getUint32(at, true) === 0x06054b50) return at;
  }
  throw new Error('No end of the list');
}

/** @param at where the file is listed. */
async function textAt(bytes: DataView, at: number): Promise<string> {
  const method = bytes.getUint16(at + 10, true);
  const isEncrypted = (bytes.getUint16(at + 8, true) & 1) === 1;
  if (isEncrypted || (method !== STORED && method !== DEFLATED)) throw new Error('Unknown packing');
  const local = bytes.getUint32(at + 42, true);
  const start = local + 30 + bytes.getUint16(local + 26, true) + bytes.getUint16(local + 28, true);
  const packed = new Blob([partOf(bytes, start, bytes.getUint32(at + 20, true))]);
  const plain =
    method === STORED ? packed.stream() : packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return readText(plain.getReader());
}

async function readText(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > MOST_BYTES) throw new Error('Too large');
    text += decoder.decode(value, { stream: true });
  }
}

function partOf(bytes: DataView, start: number, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer as ArrayBuffer, start, length);
}
