import { parseArgs } from 'node:util';
import { configError } from '../../errors';

export interface CliOptions {
  help: boolean;
  host: string;
  port: number;
  seedFile?: string;
}

/** The same port every time, so that a flow's endpoint stays true. */
const DEFAULT_PORT = 8018;

/**
 * Reads the command line.
 *
 * @throws AliyunIotError of kind `config` that says what is wrong with it.
 */
export function readOptions(args: readonly string[]): CliOptions {
  const { help, host, port, seed } = parse(args);
  return {
    help: help ?? false,
    host: host ?? '127.0.0.1',
    port: port === undefined ? DEFAULT_PORT : portNumber(port),
    ...(seed !== undefined && { seedFile: seed }),
  };
}

function parse(args: readonly string[]): { help?: boolean; host?: string; port?: string; seed?: string } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw configError('bad-option', {
      en: `${reason.replace(/\.?$/, '.')} Run it with --help to see the options.`,
      zh: `命令行参数有误（${reason}）。用 --help 查看可用参数。`,
    });
  }
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw configError('bad-option', {
    en: `--port must be a number from 0 to 65535, not "${text}".`,
    zh: `--port 应为 0 到 65535 之间的数字，而不是 "${text}"。`,
  });
}
