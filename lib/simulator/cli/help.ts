import type { Texts } from '../../errors';

const SEED_EXAMPLE = `  {
    "iotInstanceId": "",
    "accessKeys": [{ "accessKeyId": "test", "accessKeySecret": "test-secret", "securityToken": "test-token" }],
    "products": [{
      "productKey": "a1MyProduct", "productName": "My product", "validate": "weak",
      "tsl": [ ... ],
      "devices": [{ "deviceName": "dev-01" }, { "deviceName": "dev-02", "behaviour": { "kind": "offline" } }]
    }]
  }`;

const BEHAVIOURS =
  'ordinary, slow {afterMs}, offline, half-open, disabled, inactive, error {code, message}, garbled {text}';

/** What `--help` prints. */
export const HELP: Texts = {
  en: `Usage: aliyun-iot-simulator [--port N] [--host NAME] [--seed FILE] [--amqp [N]] [--mqtt [N]] [--help]

Simulates Alibaba Cloud IoT Platform (the API "Iot", version 2018-01-20) on this machine, with products and
devices to call. It is a stand-in: what the public documentation leaves open is guessed.

  --port N     port to listen on, 0 for any free one; default 8018
  --host NAME  address to listen on; default 127.0.0.1, which only this machine can reach
  --amqp [N]   server-side subscription (messages of devices), on port N or 5672
  --mqtt [N]   lets real devices connect by MQTT, on port N or 1883; prints their DeviceSecrets
  --seed FILE  products and devices of your own instead of the built-in ones, as JSON:

${SEED_EXAMPLE}

  "tsl" holds TSL documents as the console exports them: the default module first, then one per custom module.
  "validate" is strong, weak or none. "iotInstanceId" and "accessKeys" may be left out.
  Kinds of behaviour: ${BEHAVIOURS}.`,
  zh: `用法：aliyun-iot-simulator [--port N] [--host NAME] [--seed FILE] [--amqp [N]] [--mqtt [N]] [--help]

在本机模拟阿里云物联网平台（API "Iot"，版本 2018-01-20），并提供可调用的产品和设备。
它只是替身：公开文档没有说明的行为是推测的。

  --port N     监听端口，0 表示任意空闲端口；默认 8018
  --host NAME  监听地址；默认 127.0.0.1，只有本机可以访问
  --amqp [N]   启用服务端订阅（设备消息），端口为 N，默认 5672
  --mqtt [N]   允许真实设备通过 MQTT 接入，端口为 N，默认 1883；并显示各设备的 DeviceSecret
  --seed FILE  用自己的产品和设备代替内置的，JSON 格式：

${SEED_EXAMPLE}

  "tsl" 为控制台导出的物模型（TSL）：先是默认模块，然后每个自定义模块一份。
  "validate" 为 strong（强校验）、weak（弱校验）或 none（免校验）。"iotInstanceId" 和 "accessKeys" 可以省略。
  behaviour 的种类：${BEHAVIOURS}。`,
};
