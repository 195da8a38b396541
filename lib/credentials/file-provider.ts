import { readFile } from 'node:fs/promises';
import { configError } from '../errors';
import type { CredentialProvider, Credentials } from './types';

/** The entries of one profile, as its file has them. */
export type Profile = Readonly<Record<string, unknown>>;

/**
 * Credentials that a file holds or leads to. The file is read once, and again after `refresh` or a failure. As long as
 * the profile stays the same, so does the provider made from it, with the credentials it fetched and its patience.
 */
export class FileProvider implements CredentialProvider {
  readonly #load: () => Promise<Profile>;
  readonly #build: (profile: Profile) => CredentialProvider;
  #inner: CredentialProvider | undefined;
  #text = '';
  #fresh = false;

  /**
   * @param load reads the profile; throws `notSetUp` when there is none.
   * @param build makes the provider that the profile asks for.
   */
  constructor(load: () => Promise<Profile>, build: (profile: Profile) => CredentialProvider) {
    this.#load = load;
    this.#build = build;
  }

  async get(signal?: AbortSignal): Promise<Credentials> {
    const inner = this.#fresh && this.#inner ? this.#inner : await this.#reload();
    try {
      return await inner.get(signal);
    } catch (error) {
      this.#fresh = false;
      throw error;
    }
  }

  refresh(): void {
    this.#fresh = false;
    this.#inner?.refresh();
  }

  async #reload(): Promise<CredentialProvider> {
    const profile = await this.#load();
    const text = JSON.stringify(profile);
    if (!this.#inner || text !== this.#text) this.#inner = this.#build(profile);
    this.#text = text;
    this.#fresh = true;
    return this.#inner;
  }
}

/**
 * Reads a small text file.
 *
 * @returns undefined when there is no such file.
 * @throws AliyunIotError of kind `config` when it is there and cannot be read.
 */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw configError('credentials-file', {
      en: `The credentials in ${file} cannot be read (${code}). Give the user of this process the right to read it.`,
      zh: `无法读取 ${file} 中的凭据（${code}）。请为运行本进程的用户授予读取权限。`,
    });
  }
}

/** The text of an entry; undefined when it is empty or no text. */
export function textOf(profile: Profile, key: string): string | undefined {
  const value = profile[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
