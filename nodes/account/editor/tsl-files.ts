import { isZip, unzip, type TextFile } from './unzip';

/**
 * The TSL files that somebody has chosen, with those inside a ZIP.
 *
 * @throws Error when one cannot be read.
 */
export async function readFiles(files: readonly File[]): Promise<TextFile[]> {
  const read = await Promise.all(
    files.map(async (file) =>
      (await isZip(file)) ? unzip(file) : [{ name: file.name, text: await file.text() }],
    ),
  );
  return read.flat();
}

/**
 * A document as it is kept: as an object, so that it is not escaped once more, and without what was around it.
 *
 * @param source what the server has found readable.
 */
export function documentOf(source: unknown): unknown {
  if (typeof source !== 'string') return inner(source);
  try {
    return documentOf(JSON.parse(source.replace(/^\uFEFF/, '')));
  } catch {
    return source;
  }
}

/** The ID of the custom module that a document is of; empty for the default module. */
export function moduleOf(document: unknown): string {
  const { functionBlockId } = (document ?? {}) as { functionBlockId?: unknown };
  return typeof functionBlockId === 'string' ? functionBlockId : '';
}

/** The TSL inside an answer of GetThingModelTsl. */
function inner(value: unknown): unknown {
  const answer = (value ?? {}) as { Data?: { TslStr?: unknown } | null; TslStr?: unknown };
  const text = answer.Data?.TslStr ?? answer.TslStr;
  return typeof text === 'string' ? documentOf(text) : value;
}
