/** Server-side subscription over AMQP 1.0: connect, decode, and join a reply with its call. */
export { rememberTaken } from './intake';
export { ReplyMatcher } from './matcher';
export type { Seen } from './seen';
export { Standing } from './standing';
export { Subscription } from './subscription';
export type {
  DeviceMessage,
  MessageKind,
  StateHandler,
  SubscriptionOptions,
  SubscriptionState,
} from './types';
export { amqpUrl } from './url';
