import type { Node, NodeDef } from 'node-red';
import type { AliyunIotError } from '../../lib/errors';
import type { DeviceMessage, ReplyMatcher, Standing, SubscriptionState } from '../../lib/messages';

/** The settings of a subscription as the editor stores them. */
export interface SubscriptionConfig extends NodeDef {
  /** ID of an `aliyun-iot-account` node. */
  account?: string;
  /** Empty for the platform's default group. */
  consumerGroupId?: string;
  /** Empty when it follows from the account, else `amqps://host[:port]`. */
  endpoint?: string;
  /** ID of the Alibaba Cloud account, for a public instance without an ID. */
  uid?: string;
  credit?: string | number;
  version?: number;
}

/** Somebody who takes the messages of a subscription. */
export interface Listener {
  /**
   * Takes a message, which all listeners share: clone before changing. It is accepted on the platform when this is
   * done; what it throws does not change that.
   */
  message(message: DeviceMessage): Promise<void> | void;
  /** Told the state as it is and each change, with its reason. Must not throw. */
  state(state: SubscriptionState, error?: AliyunIotError): void;
}

/** The replies of devices, for a node that waits for some of them. */
export interface JoinedReplies extends Pick<ReplyMatcher, 'wait'>, Pick<Standing, 'ready'> {
  /** To be called when the node is closed. */
  leave(): void;
}

/** The config node, as the nodes that use it see it. */
export interface SubscriptionNode extends Node {
  /**
   * Adds a listener. The first one connects the subscription, and the last one to leave ends it.
   *
   * @returns the way to leave; to be called when the node is closed.
   */
  join(listener: Listener): () => void;
  /** Joins to wait for replies to calls, which all nodes that do share. */
  replies(): JoinedReplies;
}
