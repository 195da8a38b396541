#!/usr/bin/env node
import { runCli } from './cli/run';

async function main(): Promise<void> {
  const outcome = await runCli(process.argv.slice(2), process.env['LANG'], {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
  });
  if (typeof outcome === 'number') {
    process.exitCode = outcome;
    return;
  }
  // With the simulator closed nothing keeps the process, and it ends with code 0. A second Ctrl-C ends it at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void outcome.close());
}

void main();
