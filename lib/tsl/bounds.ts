/**
 * What fits into the platform's 32-bit `int`, 32-bit `float` and 64-bit `double`, whatever the model's own range is.
 * The end of `float` is written as exported models write it, a hair above the largest 32-bit float.
 * @see https://help.aliyun.com/document_detail/88241.html
 */
export const BOUNDS = {
  int: [-(2 ** 31), 2 ** 31 - 1],
  float: [-3.4028235e38, 3.4028235e38],
  double: [-Number.MAX_VALUE, Number.MAX_VALUE],
} as const;
