import { ExchangeFailure } from '../../lib/openapi';
import { Asker, type Said } from './asker';
import { QUESTIONS } from './questions';
import { liveSettings } from './settings';

/** Asks a real account what documents leave open, and prints what it learned, without secrets. `npm run test:live`. */
async function main(): Promise<void> {
  const settings = liveSettings(process.env);
  if ('refusal' in settings) {
    console.error(settings.refusal);
    process.exitCode = 2;
    return;
  }
  const asker = new Asker(settings);
  console.log(`# What ${settings.endpoint} answered on ${new Date().toISOString().slice(0, 10)}`);
  for (const { title, when, ask } of QUESTIONS) {
    console.log(`\n## ${title}`);
    if (when && !when(settings)) {
      console.log('not asked: a variable is not set');
      continue;
    }
    try {
      for (const said of [await ask(asker, settings)].flat()) console.log(lineOf(said));
    } catch (failure) {
      console.log(failure instanceof ExchangeFailure ? `no answer: ${failure.reason}` : String(failure));
      process.exitCode = 1;
    }
  }
  asker.close();
}

function lineOf({
  status,
  success,
  code,
  message,
  hasMessageId,
  hasResult,
  result,
  headers,
  ms,
}: Said): string {
  const facts = [
    `HTTP ${status}`,
    `Success ${success || '-'}`,
    `Code ${code || '-'}`,
    `MessageId ${hasMessageId ? 'yes' : 'no'}`,
    `Result ${hasResult ? 'yes' : 'no'}`,
    `${ms} ms`,
  ];
  return `${facts.join(' | ')}\n  ${message || result || '(no message)'}\n  ${JSON.stringify(headers)}`;
}

void main();
