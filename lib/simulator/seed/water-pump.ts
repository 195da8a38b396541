import type { ProductSeed } from '../types';
import { arrayOfStruct, bool, choice, date, double, int, parameter, text, tslDocument } from './tsl';

const PRODUCT_KEY = 'a1SimPump01';

const speed = parameter(
  'speed',
  'Speed / 转速',
  int({ min: '0', max: '3000', step: '10', unit: 'r/min', unitName: '转每分钟' }),
);
const flow = parameter(
  'flow',
  'Flow / 流量',
  double({ min: '0', max: '120', step: '0.1', unit: 'm³/h', unitName: '立方米每小时' }),
);

const tsl = tslDocument({
  productKey: PRODUCT_KEY,
  properties: [
    { ...speed, accessMode: 'rw' },
    { ...flow, accessMode: 'r' },
  ],
  services: [
    {
      identifier: 'start',
      name: 'Start / 启动',
      callType: 'sync',
      desc: 'Starts the pump and tells the flow it reaches. / 启动水泵，返回达到的流量。',
      inputData: [
        speed,
        parameter('mode', 'Mode / 模式', choice('Normal / 正常', 'Eco / 节能', 'Boost / 增压')),
      ],
      outputData: [flow, parameter('startedAt', 'Started at / 启动时间', date())],
    },
    { identifier: 'stop', name: 'Stop / 停止', callType: 'sync', inputData: [], outputData: [] },
    {
      identifier: 'selfTest',
      name: 'Self-test / 自检',
      callType: 'async',
      inputData: [parameter('cycles', 'Cycles / 次数', int({ min: '1', max: '10', step: '1' }))],
      outputData: [parameter('passed', 'Passed / 是否通过', bool('Failed / 未通过', 'Passed / 通过'))],
    },
    {
      identifier: 'setSchedule',
      name: 'Set schedule / 设置计划',
      callType: 'async',
      inputData: [
        parameter(
          'items',
          'Items / 计划项',
          arrayOfStruct(
            '10',
            parameter('at', 'At / 时间', text('32')),
            speed,
            parameter('on', 'On / 开关', bool('Off / 关', 'On / 开')),
          ),
        ),
      ],
      outputData: [],
    },
  ],
});

/** Strong validation, and a device for every outcome a call can have. */
export const waterPump: ProductSeed = {
  productKey: PRODUCT_KEY,
  productName: 'Water pump / 水泵',
  validate: 'strong',
  tsl: [tsl],
  devices: [
    {
      deviceName: 'pump-01',
      nickname: 'Pump 1 / 1 号泵',
      posts: { property: 'flow', everyMs: 10_000 },
    },
    { deviceName: 'pump-02', nickname: 'Pump 2 / 2 号泵' },
    { deviceName: 'pump-03', nickname: 'Pump 3 / 3 号泵' },
    {
      deviceName: 'pump-slow',
      nickname: 'Answers after 5 s / 5 秒后应答',
      behaviour: { kind: 'slow', afterMs: 5000 },
    },
    {
      deviceName: 'pump-timeout',
      nickname: 'Answers too late / 应答超时',
      behaviour: { kind: 'slow', afterMs: 10_000 },
    },
    { deviceName: 'pump-offline', nickname: 'Offline / 离线', behaviour: { kind: 'offline' } },
    { deviceName: 'pump-halfopen', nickname: 'Half-open / 半连接', behaviour: { kind: 'half-open' } },
    { deviceName: 'pump-disabled', nickname: 'Disabled / 已禁用', behaviour: { kind: 'disabled' } },
    { deviceName: 'pump-new', nickname: 'Never activated / 未激活', behaviour: { kind: 'inactive' } },
    {
      deviceName: 'pump-faulty',
      nickname: 'Answers with an error / 返回错误码',
      behaviour: { kind: 'error', code: 100001, message: 'pump is blocked / 水泵堵转' },
    },
    {
      deviceName: 'pump-garbled',
      nickname: 'Answers with rubbish / 返回乱码',
      behaviour: { kind: 'garbled', text: '<<pump firmware 0.9: not json>>' },
    },
    {
      deviceName: 'pump-real',
      nickname: 'Waits for a real device / 等待真实设备接入',
      behaviour: { kind: 'offline' },
    },
  ],
};
