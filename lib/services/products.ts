import { textOf } from '../openapi';
import type { ValidateLevel } from '../tsl';
import { numberOf, objectOf, objectsOf, requiredText, type Fields } from './fields';
import { checkCount, read, validate, validateIds, type ReadContext } from './read';
import type { Product, ProductListQuery, ProductPage, ProductSummary } from './read-types';

const MAX_PAGE_SIZE = 200;
const MAX_PAGE = 1_000_000;

/**
 * One page of the account's products.
 *
 * @throws AliyunIotError
 * @see https://help.aliyun.com/document_detail/69271.html
 */
export async function queryProductList(
  query: ProductListQuery,
  context: ReadContext,
  signal: AbortSignal,
): Promise<ProductPage> {
  const params = validate((problems) => ({
    PageSize: checkCount(
      'pageSize',
      query.pageSize,
      { max: MAX_PAGE_SIZE, byDefault: MAX_PAGE_SIZE },
      problems,
    ),
    CurrentPage: checkCount('currentPage', query.currentPage, { max: MAX_PAGE, byDefault: 1 }, problems),
  }));
  const { data } = await read(context, 'QueryProductList', params, signal);
  return {
    products: objectsOf(objectOf(data['List'])['ProductInfo']).map(summaryOf),
    total: numberOf(data['Total']) ?? 0,
    pageCount: numberOf(data['PageCount']) ?? 0,
    currentPage: numberOf(data['CurrentPage']) ?? Number(params.CurrentPage),
  };
}

/**
 * One product.
 *
 * @throws AliyunIotError
 * @see https://help.aliyun.com/document_detail/69272.html
 */
export async function queryProduct(
  productKey: string,
  context: ReadContext,
  signal: AbortSignal,
): Promise<Product> {
  validateIds({ productKey });
  const answer = await read(context, 'QueryProduct', { ProductKey: productKey }, signal);
  const { data } = answer;
  return {
    ...summaryOf(data),
    productKey: requiredText(answer, 'ProductKey'),
    productStatus: textOf(data['ProductStatus']),
    protocolType: textOf(data['ProtocolType']),
    categoryKey: textOf(data['CategoryKey']),
    categoryName: textOf(data['CategoryName']),
    aliyunCommodityCode: textOf(data['AliyunCommodityCode']),
    netType: numberOf(data['NetType']),
    validateType: validateTypeOf(data['ValidateType']),
  };
}

function summaryOf(fields: Fields): ProductSummary {
  return {
    productKey: textOf(fields['ProductKey']),
    productName: textOf(fields['ProductName']),
    description: textOf(fields['Description']),
    authType: textOf(fields['AuthType']),
    nodeType: numberOf(fields['NodeType']),
    dataFormat: numberOf(fields['DataFormat']),
    deviceCount: numberOf(fields['DeviceCount']),
    gmtCreate: numberOf(fields['GmtCreate']),
  };
}

// Products older than the setting have none, and are checked in full (inferred).
function validateTypeOf(value: unknown): ValidateLevel {
  const number = numberOf(value);
  return number === 1 ? 'weak' : number === 2 ? 'none' : 'strong';
}
