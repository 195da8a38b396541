/** The settings of a messages node as its dialog stores them. */
export interface MessagesProperties {
  name: string;
  subscription: string;
  kinds: string[];
  productKey: string;
  deviceName: string;
  keepOutdated: boolean;
  version: number;
}
