#!/usr/bin/env node
import { runCli } from './cli/run';

async function main(): Promise<void> {
  const running = runCli(process.argv.slice(2), process.env['LANG'], {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
  });
  // With the simulator closed nothing keeps the process, and it ends with code 0. A second Ctrl-C ends it at once.
  const stop = async (): Promise<void> => {
    const outcome = await running;
    if (typeof outcome !== 'number') await outcome.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  const outcome = await running;
  if (typeof outcome === 'number') process.exitCode = outcome;
}

void main();
