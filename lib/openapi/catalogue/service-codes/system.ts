import type { CatalogueEntry } from '../types';

/**
 * The service as a whole, the IoT instance and the Alibaba Cloud account.
 *
 * The kind of everything about the instance and the bill is `config`: no flow can do anything about it, a person has to.
 *
 * @see https://help.aliyun.com/document_detail/87387.html
 */
export const SYSTEM_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['iot.system.SystemException', 'iot.system.SystemError'],
    kind: 'platform',
    executed: 'unknown',
    texts: {
      en: 'IoT Platform failed internally. The device may have acted, so check it before you call again; if this repeats, open a ticket with the request ID.',
      zh: '物联网平台内部错误。设备可能已经执行，再次调用前请先确认设备状态；若反复出现，请凭 RequestId 提交工单。',
    },
  },
  {
    codes: [
      'iot.system.InstanceNotFound',
      'iot.Sre.IotInstanceNotFound',
      'iot.auth.IotInstanceNotFound',
      'iot.auth.InvalidIotInstanceId',
    ],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'There is no IoT instance with this ID in this region. Copy the instance ID from the Overview page of the IoT Platform console into the account, and check that the endpoint is of the same region.',
      zh: '该地域下没有此 ID 的物联网平台实例。请从物联网平台控制台的实例概览页复制实例 ID 到账号中，并确认接入地址与实例在同一地域。',
    },
  },
  {
    codes: ['iot.Sre.IotInstanceStatusForbidden'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'The IoT instance is expired or stopped and takes no calls. Renew it on the Overview page of the IoT Platform console.',
      zh: '物联网平台实例已到期或停机，不接受调用。请在控制台的实例概览页续费。',
    },
  },
  {
    codes: ['iot.system.InstanceIdSame'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The source and the target instance are the same. Give two different instance IDs.',
      zh: '源实例与目标实例相同。请填写两个不同的实例 ID。',
    },
  },
  {
    codes: ['iot.system.UidNotFound'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'IoT Platform does not know this Alibaba Cloud account in this region. Activate IoT Platform there, or choose the endpoint of the region where your devices are.',
      zh: '物联网平台在该地域找不到此阿里云账号。请先在该地域开通物联网平台，或将接入地址改为设备所在的地域。',
    },
  },
  {
    codes: ['Iot.System.BillIsOverDue'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'The Alibaba Cloud account has an overdue bill, so IoT Platform takes no calls. Pay it in the Expenses and Costs console.',
      zh: '阿里云账号已欠费，物联网平台不接受调用。请到费用与成本控制台结清欠款。',
    },
  },
  {
    codes: ['iot.system.IllegalRequest'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'IoT Platform refuses the request because of one of its parameters. Compare target, service and Args of the invoke node with the product in the console.',
      zh: '请求参数不合法，物联网平台拒绝了请求。请对照控制台中的产品，检查调用节点的目标设备、服务标识符和 Args。',
    },
  },
  {
    codes: ['iot.common.InvalidTenant'],
    kind: 'auth',
    executed: 'no',
    texts: {
      en: 'The Alibaba Cloud account of this AccessKey is not accepted here. Check that the AccessKey is of the account that owns the instance, and that the endpoint is of its region.',
      zh: '此 AccessKey 所属的阿里云账号不被接受。请确认 AccessKey 属于拥有该实例的账号，且接入地址的地域正确。',
    },
  },
  {
    codes: ['iot.common.RamActionPermissionDeny'],
    kind: 'permission',
    executed: 'no',
    texts: {
      en: 'The RAM user or role has no permission for this IoT action. Attach a policy in the RAM console that allows it, for a service call iot:InvokeThingService on resource *.',
      zh: 'RAM 用户或角色没有此物联网操作的权限。请在 RAM 控制台授予允许该操作的权限策略，调用服务需要 iot:InvokeThingService，资源为 *。',
    },
  },
  {
    codes: ['iot.common.AuthActionPermissionDeny'],
    kind: 'permission',
    executed: 'no',
    texts: {
      en: 'The device or product does not belong to the Alibaba Cloud account of this AccessKey. Check the target of the invoke node, and which account it uses.',
      zh: '该设备或产品不属于此 AccessKey 所在的阿里云账号。请检查调用节点的目标设备，以及所选的账号。',
    },
  },
  {
    codes: ['iot.common.APINotSupportedInInstance'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'This type of IoT instance does not offer the called operation. Check the instance ID of the account; a public instance offers less than an Enterprise one.',
      zh: '该类型的实例不支持所调用的接口。请检查账号中的实例 ID；公共实例支持的接口少于企业版实例。',
    },
  },
];
