import type { NodeDef } from 'node-red';
import type { MessageKind } from '../../lib/messages';

/** The settings of a messages node as the editor stores them. */
export interface MessagesConfig extends NodeDef {
  /** ID of an `aliyun-iot-subscription` node. */
  subscription?: string;
  kinds?: MessageKind[];
  /** Empty for all products. */
  productKey?: string;
  /** Empty for all devices. */
  deviceName?: string;
  /** Status messages that came too late are passed on, marked. */
  keepOutdated?: boolean;
  version?: number;
}
