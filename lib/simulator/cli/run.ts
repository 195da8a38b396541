import { AliyunIotError, type Language } from '../../errors';
import { DEFAULT_SEED } from '../seed';
import { startSimulator } from '../simulator';
import type { Simulator } from '../types';
import { describeSimulator } from './describe';
import { HELP } from './help';
import { readOptions } from './options';
import { readSeed } from './read-seed';

/** Where a line of text goes. */
export interface Output {
  out: (text: string) => void;
  err: (text: string) => void;
}

/**
 * Runs `aliyun-iot-simulator`.
 *
 * @param args the command line after the program's name.
 * @param lang the environment's LANG; Chinese when it starts with `zh`, else English.
 * @returns the running simulator, or the exit code when there is nothing to run.
 */
export async function runCli(
  args: readonly string[],
  lang: string | undefined,
  { out, err }: Output,
): Promise<Simulator | number> {
  const language: Language = /^zh/i.test(lang ?? '') ? 'zh' : 'en';
  try {
    const { help, seedFile, amqpPort, mqttPort, ...where } = readOptions(args);
    if (help) {
      out(HELP[language]);
      return 0;
    }
    const seed = seedFile === undefined ? DEFAULT_SEED : await readSeed(seedFile);
    const simulator = await startSimulator({
      ...where,
      seed,
      ...(amqpPort !== undefined && { amqp: { port: amqpPort } }),
      ...(mqttPort !== undefined && { mqtt: { port: mqttPort } }),
    });
    if (amqpPort !== undefined) await orClose(simulator, simulator.startAmqp());
    out(describeSimulator(simulator, where.host, seed, language));
    return simulator;
  } catch (error) {
    if (!(error instanceof AliyunIotError)) throw error;
    err(error.in(language));
    return 1;
  }
}

/** @throws what the promise throws, with the simulator closed. */
async function orClose(simulator: Simulator, started: Promise<unknown>): Promise<void> {
  try {
    await started;
  } catch (error) {
    await simulator.close();
    throw error;
  }
}
