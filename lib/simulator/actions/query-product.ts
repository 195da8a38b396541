import type { Action } from './action';
import { findProduct } from './find';

/** `ValidateType` as the platform numbers it. */
const VALIDATE_TYPES = { strong: 0, weak: 1, none: 2 } as const;

/** @see https://help.aliyun.com/document_detail/69272.html */
export const queryProduct: Action = {
  name: 'QueryProduct',
  required: ['ProductKey'],
  run({ parameters }, { world }) {
    const product = findProduct(parameters, world);
    return {
      Data: {
        ProductKey: product.productKey,
        ProductName: product.productName,
        ProductSecret: product.productSecret,
        ProductStatus: 'RELEASE_STATUS',
        AliyunCommodityCode: 'iothub_senior',
        NodeType: 0,
        DataFormat: 1,
        NetType: 3,
        AuthType: 'secret',
        ProtocolType: 'mqtt',
        ValidateType: VALIDATE_TYPES[product.validate],
        Id2: false,
        Owner: true,
        DeviceCount: product.devices.size,
        GmtCreate: world.createdAt,
        Description: '',
      },
    };
  },
};
