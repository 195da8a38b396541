import { readFile } from 'node:fs/promises';
import { configError } from '../../errors';
import { checkSeed } from '../seed-check';
import type { Seed } from '../types';

/**
 * Reads a seed from a JSON file.
 *
 * @throws AliyunIotError of kind `config` when the file cannot be read or holds no seed.
 */
export async function readSeed(file: string): Promise<Seed> {
  const text = await read(file);
  return checkSeed(parse(file, text));
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw configError(
      'bad-seed',
      {
        en: `The seed file ${file} cannot be read (${reason}). Check its name and permissions.`,
        zh: `无法读取种子文件 ${file}（${reason}），请检查文件名和权限。`,
      },
      error,
    );
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw configError('bad-seed', {
      en: `The seed file ${file} is not JSON: ${reason}.`,
      zh: `种子文件 ${file} 不是有效的 JSON：${reason}。`,
    });
  }
}
