import type { Texts } from '../errors';
import { isRamRefusal, type CatalogueEntry } from './catalogue';

/**
 * What to do when a call that only reads was refused. The catalogue speaks of service calls, and of a device that may
 * have acted; a query changes nothing, has smaller quotas and needs a permission of its own.
 *
 * @param entry what the catalogue says about the code.
 * @param action the API, e.g. `QueryProductList`; the RAM action has the same name.
 * @returns undefined when the catalogue's own advice fits.
 * @see https://help.aliyun.com/document_detail/47485.html for the RAM actions
 */
export function adviceForQuery(entry: CatalogueEntry, action: string): Texts | undefined {
  if (isRamRefusal(entry)) return missingPermission(action);
  if (entry.kind === 'throttled') return TOO_MANY;
  return entry.executed === 'no' ? undefined : QUERY_FAILED;
}

function missingPermission(action: string): Texts {
  return {
    en: `The RAM user or role behind the AccessKey may not do this. Attach a policy in the RAM console that allows the action iot:${action} on resource *.`,
    zh: `AccessKey 所属的 RAM 用户或角色没有此权限。请在 RAM 控制台授予允许 iot:${action} 操作的权限策略，资源为 *。`,
  };
}

const TOO_MANY: Texts = {
  en: 'Too many queries: the platform takes 10 to 50 of a kind a second for the whole Alibaba Cloud account, all RAM users together. Wait a moment, and look for other programs with the same quota.',
  zh: '查询过于频繁：平台对每个阿里云账号的同类查询每秒只受理 10 到 50 次，其所有 RAM 用户共享。请稍后再试，并检查还有哪些程序在共用该配额。',
};
const QUERY_FAILED: Texts = {
  en: 'The platform could not answer this query. Nothing was changed, so just try again; if this repeats, check the IDs in the query and open a ticket with the request ID.',
  zh: '平台未能完成此查询。查询不会更改任何内容，可直接重试；若反复出现，请检查查询中的 ID，并凭 RequestId 提交工单。',
};
