import type { Node, NodeAPI } from 'node-red';
import { configError, type AliyunIotError, type Texts } from '../../lib/errors';
import type { ReplySource } from '../../lib/services';
import { findSubscription } from '../subscription/find';
import type { InvokeConfig } from './types';

/** The replies of a node, as far as it waits for them. */
export interface NodeReplies {
  /** Nothing when replies are not waited for; throws kind `config` when there is no subscription. */
  source: () => ReplySource | undefined;
  /** They are waited for, but there is no subscription. */
  missing: boolean;
  /** For the log, when the settings ask for what never comes. */
  warning?: Texts;
}

/** Joins the subscription of a node that waits for replies, until the node is closed. */
export function repliesOf(RED: NodeAPI, node: Node, config: InvokeConfig): NodeReplies {
  const { waitForReply, subscription, target, listMode } = config;
  if (waitForReply !== true) return NONE;
  if (target === 'list' && listMode === 'batch') return { ...NONE, warning: BATCH_HAS_NO_REPLIES };
  const joined = findSubscription(RED, subscription)?.replies();
  if (!joined) {
    const source = (): never => {
      throw noSubscription(subscription);
    };
    return { source, missing: true };
  }
  node.on('close', () => joined.leave());
  return { source: () => joined, missing: false };
}

const NONE: NodeReplies = { source: () => undefined, missing: false };

/**
 * The same replies, which tell when a call begins to wait for its own and when it has ended.
 *
 * @param waiting told by how many more wait now.
 */
export function noted(replies: ReplySource, waiting: (more: 1 | -1) => void): ReplySource {
  return {
    ready: (patience) => replies.ready(patience),
    wait: async (call) => {
      waiting(1);
      try {
        return await replies.wait(call);
      } finally {
        waiting(-1);
      }
    },
  };
}

function noSubscription(id: string | undefined): AliyunIotError {
  return id
    ? configError('subscription-not-found', {
        en: 'Nothing was sent: the subscription chosen in this node does not exist or is disabled. Open the node, choose another subscription, or do not wait for the reply, and deploy.',
        zh: '请求未发出：该节点所选的订阅不存在或已禁用。请打开节点，重新选择订阅或取消等待应答，然后部署。',
      })
    : configError('subscription-missing', {
        en: 'Nothing was sent: this node is to wait for the reply, but no subscription is chosen. Open the node, choose one, or do not wait for the reply, and deploy.',
        zh: '请求未发出：该节点设置为等待应答，但没有选择订阅。请打开节点，选择订阅或取消等待应答，然后部署。',
      });
}

const BATCH_HAS_NO_REPLIES: Texts = {
  en: 'Replies are not waited for: in a batch the platform gives no MessageId to tell them by. Call each device by itself to get its reply.',
  zh: '不会等待应答：批量调用没有 MessageId，无法识别各设备的应答。需要应答时请改为逐台调用。',
};
