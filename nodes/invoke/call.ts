import type { NodeMessage } from 'node-red';
import type { AliyunIotError, Executed, Language } from '../../lib/errors';
import type { Client, InvokeRequest, ReplySource } from '../../lib/services';
import { closedError } from '../shared/problems';
import type { Work } from '../shared/run-input';
import { isAnswered, writeFailure, writeOutcome } from './answer';
import { refuse, type Asked } from './asked';

/** What an invoke node lends to each of its calls. */
export interface CallParts {
  /** Resolves the node's fields for a message. */
  ask: (msg: NodeMessage) => Promise<Asked>;
  /** The account's client; throws kind `config` when there is none. */
  client: () => Promise<Pick<Client, 'invoke' | 'invokeMany'>>;
  /** Where replies come from; undefined when they are not waited for. Throws kind `config` when that is gone. */
  replies: () => ReplySource | undefined;
  /** The language of what a Catch node gets. */
  language: Language;
  /** Names the node in errors about its settings. */
  label: string;
  warn: (text: string) => void;
}

/** One message, one call: resolve the fields, call the service, write the answer on the message. */
export class InvokeCall implements Work {
  executed: Executed = 'no';
  readonly #parts: CallParts;
  readonly #msg: NodeMessage;
  /** As far as it could be read. */
  #request: Partial<InvokeRequest> = {};

  constructor(parts: CallParts, msg: NodeMessage) {
    this.#parts = parts;
    this.#msg = msg;
  }

  async run(signal: AbortSignal): Promise<NodeMessage> {
    const { ask, client, label, language, warn } = this.#parts;
    const asked = await ask(this.#msg);
    this.#request = asked.request;
    refuse(asked, label);
    const replies = this.#parts.replies();
    const account = await client();
    if (signal.aborted) {
      throw closedError('no');
    }
    // From here on only the client knows; should it break, the device may have acted.
    this.executed = 'unknown';
    const outcome = await account.invoke({ ...asked.request, ...(replies && { replies }), signal });
    this.executed = isAnswered(outcome) ? 'yes' : 'unknown';
    const warnings = outcome.warnings?.map((texts) => texts[language]) ?? [];
    const out = writeOutcome(this.#msg, asked.request, outcome, warnings);
    warnings.forEach(warn);
    return out;
  }

  fail(failure: AliyunIotError): Error {
    const { language } = this.#parts;
    // An own property, and what a Catch node shows.
    failure.message = failure.in(language);
    writeFailure(this.#msg, this.#request, failure, language);
    return failure;
  }
}
