/** Thrown by a handler of `onService` to make the device answer with a code of its own. */
export class DeviceReply extends Error {
  override name = 'DeviceReply';

  /**
   * @param code the device's code; 200 is success, 100000 to 110000 are free for devices to use.
   * @param message goes into the reply.
   * @param data goes into the reply.
   * @see https://help.aliyun.com/document_detail/89309.html
   */
  constructor(
    readonly code: number,
    message: string,
    readonly data: unknown = {},
  ) {
    super(message);
  }
}
