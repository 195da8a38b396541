import type { Node, NodeAPI, NodeStatus } from 'node-red';
import type { Language } from '../../lib/errors';
import { clientOf, hasCompleteAccount } from '../account/find';
import { onceEach } from '../shared/once-each';
import { handleInput } from '../shared/run-input';
import { StatusLine } from '../shared/status';
import { addInvokeRoutes } from './admin';
import { callJob } from './call-job';
import { invokeInputs } from './inputs';
import { listJob } from './list-job';
import { listOutput } from './list-output';
import { migrateInvoke } from './migrate';
import { repliesOf } from './replies';
import { cutShort, NOT_CONFIGURED } from './status';
import type { InvokeConfig } from './types';

/**
 * Registers `aliyun-iot-invoke`, which calls a service of a device for each message.
 */
export default function register(RED: NodeAPI): void {
  const language: Language = RED._('aliyun-iot-invoke.language') === 'zh' ? 'zh' : 'en';

  function Invoke(this: Node, stored: InvokeConfig): void {
    RED.nodes.createNode(this, stored);
    const config = migrateInvoke(stored);
    const status = new StatusLine(this);
    this.on('close', () => status.close());
    const show = (state: NodeStatus): void => status.show(state);
    const replies = repliesOf(RED, this, config);
    const parts = {
      ask: invokeInputs(RED, this, config),
      client: () => clientOf(RED, config.account),
      replies: replies.source,
      language,
      label: config.name || this.id,
      warn: onceEach((text) => this.warn(text)),
    };
    const job =
      config.target === 'list'
        ? listJob({ ...parts, output: listOutput(RED, this, config, language) }, show)
        : callJob(parts, show);
    handleInput(this, { ...job, cutShort: (calls) => this.warn(cutShort(calls)[language]) });
    if (replies.warning) this.warn(replies.warning[language]);
    status.show(hasCompleteAccount(RED, config.account) && !replies.missing ? {} : NOT_CONFIGURED);
  }

  RED.nodes.registerType('aliyun-iot-invoke', Invoke);
  addInvokeRoutes(RED);
}
