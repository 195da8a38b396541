import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { ExchangeFailure } from './exchange-failure';

type Decompress = (
  body: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, result: Buffer) => void,
) => void;

const DECODERS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflateEither],
  ['br', brotliDecompress],
]);

// HTTP means zlib's format, which begins with an 8 in its low half byte; some servers leave that wrapping out.
function inflateEither(...[body, options, done]: Parameters<Decompress>): void {
  const isWrapped = ((body[0] ?? 0) & 0x0f) === 8;
  (isWrapped ? inflate : inflateRaw)(body, options, done);
}

/**
 * Undoes a Content-Encoding. We ask for none, but proxies compress unasked. Without one the body comes back at once.
 *
 * @param maxBytes the longest result, so that a small body cannot unfold into a large one.
 * @throws ExchangeFailure `answer-too-large` or `answer-encoding`.
 */
export function decodeBody(
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Buffer | Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return body;
  const decompress = DECODERS.get(name);
  if (!decompress) return Promise.reject(new ExchangeFailure('answer-encoding', true));
  return new Promise((resolve, reject) => {
    decompress(body, { maxOutputLength: maxBytes }, (error, result) => {
      if (!error) {
        resolve(result);
        return;
      }
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      reject(new ExchangeFailure(tooLarge ? 'answer-too-large' : 'answer-encoding', true));
    });
  });
}
