/** Server-side subscription over AMQP 1.0: connect, decode, and join a reply with its call. */
export { decode } from './decode';
export type { AmqpMessage } from './envelope';
export { ReplyMatcher, type MatcherOptions, type WaitOptions } from './matcher';
export { replyError } from './reply-error';
export { Standing } from './standing';
export { Subscription } from './subscription';
export type {
  DeviceMessage,
  MessageHandler,
  MessageKind,
  ReplyResult,
  ServiceReply,
  StateHandler,
  SubscriptionOptions,
  SubscriptionState,
} from './types';
export { amqpUrl } from './url';
