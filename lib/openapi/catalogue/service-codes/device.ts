import type { CatalogueEntry } from '../types';

/**
 * The `iot.device` family, part one: which device, its state, and the service call itself.
 *
 * The kind answers "what would a flow do now?". A device that never connected is `offline`: like one that lost its
 * connection it comes by itself, so waiting or queueing the message is right. A disabled device is `config`: waiting is
 * in vain until somebody enables it in the console. An inactive device has no session to keep a Qos 1 message for,
 * therefore it does not count as `qos1MayDeliver`.
 *
 * @see https://help.aliyun.com/document_detail/87387.html
 */
export const DEVICE_CODES: readonly CatalogueEntry[] = [
  {
    codes: ['iot.device.InvokeThingServiceFailed'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The service call was refused, as a rule because of Args. Compare Args with the inputs of the service in the thing model: names, types, ranges, and a decimal place in every float and double.',
      zh: '服务调用失败，通常是 Args 不符合要求。请对照物模型中该服务的输入参数检查 Args：标识符、类型、取值范围，以及 float、double 是否带小数位。',
    },
  },
  {
    codes: ['iot.device.NotExistedDevice'],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: 'No such device in this instance. Compare ProductKey and DeviceName, or IotId, with Devices in the console, and check the instance ID of the account.',
      zh: '该实例中没有此设备。请对照控制台的设备列表检查 ProductKey 和 DeviceName，或 IotId，并检查账号中的实例 ID。',
    },
  },
  {
    codes: ['iot.device.InvalidIoTId'],
    kind: 'not-found',
    executed: 'no',
    texts: {
      en: 'No device has this IotId. Query it with QueryDeviceDetail, or use ProductKey and DeviceName as target; the IotId changes when a device is deleted and created again.',
      zh: 'IotId 错误，没有对应的设备。请用 QueryDeviceDetail 查询正确的 IotId，或改用 ProductKey 和 DeviceName；设备删除后重建，IotId 会改变。',
    },
  },
  {
    codes: ['iot.device.InactiveDevice'],
    kind: 'offline',
    executed: 'no',
    texts: {
      en: 'The device has never connected to IoT Platform. Check the device certificate and the network on the device; its page in the console shows when it is activated.',
      zh: '设备未激活，从未连接过物联网平台。请检查设备上的设备证书和网络；激活后可在控制台的设备详情页看到激活时间。',
    },
  },
  {
    codes: ['iot.device.OfflineDevice'],
    kind: 'offline',
    executed: 'no',
    qos1MayDeliver: true,
    texts: {
      en: 'The device is offline. Check its power and network, and its status in the console; call again once it is online.',
      zh: '设备离线。请检查设备的电源和网络，并在控制台查看设备状态；设备上线后再调用。',
    },
  },
  {
    codes: ['iot.device.DeviceIsDisable'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'The device is disabled and takes no service calls. Enable it under Devices in the console.',
      zh: '设备已被禁用，不能调用服务。请在控制台的设备列表中启用该设备。',
    },
  },
  {
    codes: ['iot.device.NoPermission', 'Iot.Device.NotDeviceOwner'],
    kind: 'permission',
    executed: 'no',
    texts: {
      en: 'The device belongs to another Alibaba Cloud account. Check the target of the invoke node, or use an AccessKey of the owner.',
      zh: '没有该设备的权限，它属于其他阿里云账号。请检查调用节点的目标设备，或使用设备所有者的 AccessKey。',
    },
  },
  {
    codes: ['iot.device.NullDeviceName'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The DeviceName is empty. Fill it in beside the ProductKey in the invoke node, or use the IotId.',
      zh: 'DeviceName 为空。请在调用节点中与 ProductKey 一起填写，或改用 IotId。',
    },
  },
  {
    codes: ['iot.device.InvalidFormattedDeviceName'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'This cannot be a DeviceName: it has 4 to 32 letters, digits or - _ @ . : and no blanks. Copy it from Devices in the console; the nickname is not the DeviceName.',
      zh: 'DeviceName 格式错误：须为 4~32 个字符，可含字母、数字和 - _ @ . :，不能有空格。请从控制台的设备列表复制；备注名称不是 DeviceName。',
    },
  },
  {
    codes: ['iot.device.InvalidFormattedDeviceNameInNameArray', 'iot.device.NoneDeviceNameElement'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The list of DeviceNames is empty, or one of them is malformed. Remove empty entries and check each name against Devices in the console.',
      zh: 'DeviceName 列表为空，或其中有格式错误的名称。请删除空项，并对照控制台的设备列表逐个核对。',
    },
  },
  {
    codes: ['iot.device.TooManyDeviceNamesPerRequest'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'Too many devices in one call. Split the list: a batch service call takes up to 100 DeviceNames, a status query 50.',
      zh: '单次调用的设备过多。请拆分列表：批量调用服务最多 100 个 DeviceName，批量查询状态最多 50 个。',
    },
  },
  {
    codes: ['iot.device.DeviceInstanceInconsistency'],
    kind: 'validation',
    executed: 'no',
    texts: {
      en: 'The devices of one call are in different IoT instances. Make one call for each instance, with an account node of its own.',
      zh: '同一次调用中的设备分属不同实例。请按实例拆分调用，每个实例使用各自的账号节点。',
    },
  },
  {
    codes: ['iot.device.NotSupportExemptionValidateType'],
    kind: 'config',
    executed: 'no',
    texts: {
      en: 'Products whose data is not validated (validation type "none") do not support this operation. Use the operation for raw data, or a product with weak validation.',
      zh: '数据校验级别为“免校验”的产品不支持该操作。请改用查询原始数据的接口，或使用“弱校验”的产品。',
    },
  },
];
