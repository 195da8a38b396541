import type { NodeAPI } from 'node-red';
import type { Language } from '../../lib/errors';
import { rememberTaken } from '../../lib/messages';
import { loanOf } from '../account/find';
import { environmentOf } from '../shared/env';
import { Remembered } from '../shared/remembered';
import { Feed, type Access } from './feed';
import { Replies } from './replies';
import { reporter } from './reporter';
import { optionsFor, readWanted } from './settings';
import type { SubscriptionConfig, SubscriptionNode } from './types';

/**
 * Registers `aliyun-iot-subscription`, the config node that owns the one connection its users share.
 */
export default function register(RED: NodeAPI): void {
  const language: Language = RED._('aliyun-iot-subscription.language') === 'zh' ? 'zh' : 'en';

  const taken = new Remembered(rememberTaken);

  function Subscription(this: SubscriptionNode, config: SubscriptionConfig): void {
    RED.nodes.createNode(this, config);
    const access = async (): Promise<Access> => {
      const wanted = readWanted(config, environmentOf(RED, this));
      const loan = await loanOf(RED, config.account);
      const release = (): void => loan.release();
      try {
        const options = optionsFor(wanted, loan);
        const { url, iotInstanceId, consumerGroupId } = options;
        const about = JSON.stringify([url, iotInstanceId, consumerGroupId]);
        return { options: { ...options, taken: taken.of(this, about) }, release };
      } catch (error) {
        release();
        throw error;
      }
    };
    const feed = new Feed({
      access,
      changed: reporter(this, language),
      failed: (thrown) => this.error(thrown instanceof Error ? thrown.message : String(thrown)),
    });
    const replies = new Replies((listener) => feed.join(listener));
    this.join = (listener) => feed.join(listener);
    this.replies = () => replies.join();
    this.on('close', (removed: boolean, done: () => void) => {
      replies.close();
      taken.closed(this, removed);
      void feed.close().then(done);
    });
  }

  RED.nodes.registerType<SubscriptionNode, SubscriptionConfig, object, object>(
    'aliyun-iot-subscription',
    Subscription,
  );
}
