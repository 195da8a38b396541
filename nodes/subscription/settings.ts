import { amqpUrl, type SubscriptionOptions } from '../../lib/messages';
import type { Loan } from '../account/types';
import type { Lookup } from '../shared/env';
import { settingsError } from '../shared/problems';
import { SettingsReader } from '../shared/settings-reader';
import { LABELS } from './labels';
import type { SubscriptionConfig } from './types';

/** The group every instance has. https://help.aliyun.com/document_detail/142486.html */
const DEFAULT_GROUP = 'DEFAULT_GROUP';

/** What the dialog of a subscription says, read and checked. */
export interface Wanted {
  consumerGroupId: string;
  endpoint: string;
  uid: string;
  credit?: number;
}

/**
 * Reads the settings of a subscription: replaces `${VAR}` in each of them and checks what can be checked here.
 *
 * @param config as the editor stored it.
 * @param lookup where environment variables come from.
 * @throws AliyunIotError of kind `config` that lists everything that has to be corrected.
 */
export function readWanted(config: SubscriptionConfig, lookup: Lookup): Wanted {
  const reader = new SettingsReader(lookup);
  const credit = reader.number(LABELS.credit, config.credit, { min: 1, whole: true });
  const wanted = {
    consumerGroupId: reader.text(LABELS.consumerGroupId, config.consumerGroupId) || DEFAULT_GROUP,
    endpoint: reader.text(LABELS.endpoint, config.endpoint),
    uid: reader.text(LABELS.uid, config.uid),
    ...(credit !== undefined && { credit }),
  };
  if (reader.problems.length > 0) {
    const label = config.name || config.id;
    throw settingsError(
      { en: `The subscription "${label}" cannot be used yet`, zh: `订阅“${label}”暂时无法使用` },
      reader.problems,
    );
  }
  return wanted;
}

/**
 * How to connect. The simulator knows its own address; an endpoint typed for the cloud then does not count.
 *
 * @throws AliyunIotError of kind `config` when no endpoint was typed and none follows from the account.
 */
export function optionsFor({ endpoint, uid, ...own }: Wanted, loan: Loan): SubscriptionOptions {
  const { credentials, iotInstanceId, tls } = loan;
  const instance = iotInstanceId ? { iotInstanceId } : {};
  const url = loan.amqpUrl ?? (endpoint || amqpUrl({ region: loan.endpoint, uid, ...instance }));
  return { ...own, ...instance, url, credentials, ...(tls && { tls }) };
}
