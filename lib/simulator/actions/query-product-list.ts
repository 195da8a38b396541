import { businessRefusal } from '../refusals';
import type { Product, World } from '../world';
import type { Action } from './action';
import { pageCount, readPage } from './paging';

const MAX_PAGE_SIZE = 200;

/** @see https://help.aliyun.com/document_detail/69271.html */
export const queryProductList: Action = {
  name: 'QueryProductList',
  required: ['PageSize', 'CurrentPage'],
  run({ parameters }, { world }) {
    const { pageSize, currentPage } = readPage(parameters, MAX_PAGE_SIZE);
    const products = productsOf(world, parameters.get('AliyunCommodityCode'));
    const start = (currentPage - 1) * pageSize;
    const rows = products.slice(start, start + pageSize).map((product) => productInfo(product, world));
    return {
      Data: {
        CurrentPage: currentPage,
        PageSize: pageSize,
        PageCount: pageCount(products.length, pageSize),
        Total: products.length,
        List: { ProductInfo: rows },
      },
    };
  },
};

/** Every product here has a thing model, so there is none of the kind `iothub`. */
function productsOf(world: World, commodity: string | undefined): Product[] {
  if (commodity === undefined || commodity === 'iothub_senior') return [...world.products.values()];
  if (commodity === 'iothub') return [];
  throw businessRefusal('iot.prod.InvalidAliyunCommodityCode');
}

function productInfo(product: Product, world: World): object {
  return {
    ProductKey: product.productKey,
    ProductName: product.productName,
    NodeType: 0,
    DataFormat: 1,
    DeviceCount: product.devices.size,
    GmtCreate: world.createdAt,
    AuthType: 'secret',
    Description: '',
  };
}
