/** The settings of a subscription as its dialog stores them. */
export interface SubscriptionProperties {
  name: string;
  account: string;
  consumerGroupId: string;
  endpoint: string;
  uid: string;
  credit: number;
  version: number;
}
