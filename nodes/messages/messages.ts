import type { Node, NodeAPI } from 'node-red';
import { AliyunIotError, type Language } from '../../lib/errors';
import { environmentOf } from '../shared/env';
import { Remembered } from '../shared/remembered';
import { StatusLine } from '../shared/status';
import { findSubscription } from '../subscription/find';
import type { Listener } from '../subscription/types';
import { filterOf } from './filter';
import { flowMessage } from './message';
import { messagesStatus, NOT_CONFIGURED } from './status';
import { StatusOrder } from './status-order';
import type { MessagesConfig } from './types';

/**
 * Registers `aliyun-iot-messages`, which starts a flow with each message of a device.
 */
export default function register(RED: NodeAPI): void {
  const language: Language = RED._('aliyun-iot-messages.language') === 'zh' ? 'zh' : 'en';

  const orders = new Remembered(() => new StatusOrder());

  function Messages(this: Node, config: MessagesConfig): void {
    RED.nodes.createNode(this, config);
    const status = new StatusLine(this);
    this.on('close', (removed: boolean, done: () => void) => {
      status.close();
      orders.closed(this, removed);
      done();
    });
    const subscription = findSubscription(RED, config.subscription);
    if (!subscription) {
      status.show(NOT_CONFIGURED);
      return;
    }
    try {
      this.on('close', subscription.join(listener(this, config, status)));
    } catch (error) {
      status.show(NOT_CONFIGURED);
      this.error(error instanceof AliyunIotError ? error.in(language) : error);
    }
  }

  function listener(node: Node, config: MessagesConfig, status: StatusLine): Listener {
    const isWanted = filterOf(config, environmentOf(RED, node));
    const order = orders.of(node);
    return {
      message: (message) => {
        if (!isWanted(message)) return;
        const outdated = order.isOutdated(message);
        // Taken by the flow, and so accepted on the platform, once this returns.
        if (!outdated || config.keepOutdated) node.send(flowMessage(message, outdated));
      },
      state: (state, error) => status.show(messagesStatus(state, error)),
    };
  }

  RED.nodes.registerType('aliyun-iot-messages', Messages);
}
