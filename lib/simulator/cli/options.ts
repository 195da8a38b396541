import { parseArgs } from 'node:util';
import { configError } from '../../errors';

export interface CliOptions {
  help: boolean;
  host: string;
  port: number;
  seedFile?: string;
  /** The port of the AMQP server; absent when it is not wanted. */
  amqpPort?: number;
  /** The port of the MQTT broker; absent when it is not wanted. */
  mqttPort?: number;
}

/** The same port every time, so that a flow's endpoint stays true. */
const DEFAULT_PORT = 8018;
/** Those of the protocols, for an option that names none. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = { '--amqp': '5672', '--mqtt': '1883' };

interface Given {
  help?: boolean;
  host?: string;
  port?: string;
  seed?: string;
  amqp?: string;
  mqtt?: string;
}

/**
 * Reads the command line.
 *
 * @throws AliyunIotError of kind `config` that says what is wrong with it.
 */
export function readOptions(args: readonly string[]): CliOptions {
  const { help, host, port, seed, amqp, mqtt } = parse(args.flatMap(withPort));
  return {
    help: help ?? false,
    host: host ?? '127.0.0.1',
    port: port === undefined ? DEFAULT_PORT : portNumber('--port', port),
    ...(seed !== undefined && { seedFile: seed }),
    ...(amqp !== undefined && { amqpPort: portNumber('--amqp', amqp) }),
    ...(mqtt !== undefined && { mqttPort: portNumber('--mqtt', mqtt) }),
  };
}

/** The port after `--amqp` and `--mqtt` may be left out, which parseArgs does not know. */
function withPort(argument: string, index: number, all: readonly string[]): string[] {
  const fallback = DEFAULT_PORTS[argument];
  const next = all[index + 1];
  const portFollows = next !== undefined && !next.startsWith('-');
  return fallback === undefined || portFollows ? [argument] : [argument, fallback];
}

function parse(args: readonly string[]): Given {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        seed: { type: 'string' },
        amqp: { type: 'string' },
        mqtt: { type: 'string' },
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

function portNumber(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw configError('bad-option', {
    en: `${option} must be a number from 0 to 65535, not "${text}".`,
    zh: `${option} 应为 0 到 65535 之间的数字，而不是 "${text}"。`,
  });
}
