import type { ProductSummary } from '../../../lib/services';
import type { AdminRoute } from '../../shared/admin/routes';
import { count, object, optional } from '../../shared/admin/shape';
import type { AccountDesk, DeskRequest, LookUp } from './desk';
import { lookUpFields, matches, nothingFound, searchText } from './look-up-shape';

interface ProductsRequest extends DeskRequest {
  currentPage?: number;
  pageSize?: number;
  search?: string;
}

type ProductItem = Pick<ProductSummary, 'productKey' | 'productName' | 'deviceCount'>;

/** 11 letters and digits; older ones are longer. */
const PRODUCT_KEY = /^[\w-]{8,64}$/;

/**
 * One page of the account's products. The platform cannot search, so a search looks through this page and, with the
 * first one, asks for the product whose key it is.
 */
export function productsRoute(desk: AccountDesk): AdminRoute<ProductsRequest> {
  return {
    path: 'products',
    permission: 'aliyun-iot.read',
    shape: object<ProductsRequest>({
      ...lookUpFields,
      currentPage: optional(count(1, 1_000_000)),
      pageSize: optional(count(1, 200)),
      search: searchText,
    }),
    answer: async (request, call) =>
      desk.lookUp(await desk.resolve(request, call), request, call, (lookUp) => productPage(request, lookUp)),
  };
}

async function productPage(request: ProductsRequest, lookUp: LookUp): Promise<object> {
  const { currentPage = 1, pageSize = 200 } = request;
  const search = request.search?.trim() ?? '';
  const [page, exact] = await Promise.all([
    lookUp(['products', currentPage, pageSize], (client, signal) =>
      client.queryProductList({ currentPage, pageSize, signal }),
    ),
    currentPage === 1 && PRODUCT_KEY.test(search) ? productOf(search, lookUp) : undefined,
  ]);
  const found = page.products.filter(({ productKey, productName }) =>
    matches(search, productKey, productName),
  );
  const isListed = found.some(({ productKey }) => productKey === exact?.productKey);
  return {
    products: [...(exact && !isListed ? [exact] : []), ...found].map(itemOf),
    searched: page.products.length,
    total: page.total,
    pageCount: page.pageCount,
    currentPage: page.currentPage,
  };
}

/** The product with this key, if there is one that may be seen; otherwise the search has just found nothing. */
function productOf(productKey: string, lookUp: LookUp): Promise<ProductSummary | undefined> {
  return lookUp(['product', productKey], (client, signal) =>
    client.queryProduct(productKey, { signal }),
  ).catch(nothingFound);
}

function itemOf({ productKey, productName, deviceCount }: ProductSummary): ProductItem {
  return { productKey, productName, deviceCount };
}
