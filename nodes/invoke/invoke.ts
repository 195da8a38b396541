import type { Node, NodeAPI } from 'node-red';
import type { Language } from '../../lib/errors';
import { clientOf, hasAccount } from '../account/find';
import { onceEach } from '../shared/once-each';
import { handleInput } from '../shared/run-input';
import { StatusLine } from '../shared/status';
import { addInvokeRoutes } from './admin';
import { InvokeCall } from './call';
import { invokeInputs } from './inputs';
import { migrateInvoke } from './migrate';
import { cutShort, invokeStatus, NOT_CONFIGURED } from './status';
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
    const parts = {
      ask: invokeInputs(RED, this, config),
      client: () => clientOf(RED, config.account),
      language,
      label: config.name || this.id,
      warn: onceEach((text) => this.warn(text)),
    };
    this.on('close', () => status.close());
    handleInput(this, {
      begin: (msg) => new InvokeCall(parts, msg),
      changed: (inFlight, ended) => status.show(invokeStatus(inFlight, ended)),
      cutShort: (calls) => this.warn(cutShort(calls)[language]),
    });
    status.show(hasAccount(RED, config.account) ? {} : NOT_CONFIGURED);
  }

  RED.nodes.registerType('aliyun-iot-invoke', Invoke);
  addInvokeRoutes(RED);
}
