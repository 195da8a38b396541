/**
 * Refusals are answers on their way out: thrown where a rule is broken, caught once by the gateway and written
 * to the client. They never leave the simulator.
 */

/** Refused by the API gateway: HTTP 4xx or 5xx with `Code` and `Message`. */
export class GatewayRefusal extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Refused by the IoT service behind the gateway: HTTP 200 with `Success: false`, `Code` and `ErrorMessage`. */
export class BusinessRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Gateway codes with their HTTP status, as several products list them.
 * Where their tables differ (400 or 403), the newer gateway's value is taken: that choice is inferred.
 * @see https://help.aliyun.com/document_detail/435312.html
 */
const GATEWAY_CODES = {
  'InvalidAction.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  InvalidVersion: [400, 'Specified parameter Version is not valid.'],
  InvalidParameter: [400, 'A specified parameter is not valid.'],
  UnsupportedOperation: [400, 'This http method is not supported.'],
  IncompleteSignature: [400, 'The request signature does not conform to Aliyun standards.'],
  SignatureDoesNotMatch: [400, 'Specified signature is not matched with our calculation.'],
  InvalidSignatureMethod: [400, 'Specified signature method is not valid.'],
  InvalidSignatureVersion: [400, 'Specified signature version is not valid.'],
  SignatureNonceUsed: [400, 'Specified signature nonce was used already.'],
  'InvalidTimeStamp.Format': [400, 'Specified time stamp or date value is not well formatted.'],
  'InvalidTimeStamp.Expired': [400, 'Specified time stamp or date value is expired.'],
  'InvalidAccessKeyId.NotFound': [404, 'Specified access key is not found.'],
  'InvalidSecurityToken.Malformed': [400, 'Specified SecurityToken is malformed.'],
  'InvalidSecurityToken.MismatchWithAccessKey': [
    400,
    'Specified SecurityToken mismatches with the AccessKey.',
  ],
  MissingSecurityToken: [400, 'SecurityToken is mandatory for this action.'],
  'Throttling.User': [400, 'Request was denied due to user flow control.'],
  InternalError: [500, 'The request processing has failed due to some unknown error.'],
} as const satisfies Record<string, readonly [number, string]>;

export type GatewayCode = keyof typeof GATEWAY_CODES;

/**
 * A refusal by the gateway.
 *
 * @param code one of the gateway's codes; it brings its HTTP status and usual message.
 * @param detail is added to the message.
 */
export function gatewayRefusal(code: GatewayCode, detail = ''): GatewayRefusal {
  const [status, message] = GATEWAY_CODES[code];
  return new GatewayRefusal(code, status, detail === '' ? message : `${message} ${detail}`);
}

/**
 * A required parameter is absent: `Missing<Name>`, HTTP 400.
 *
 * @param name the parameter, e.g. `Identifier`.
 */
export function missingParameter(name: string): GatewayRefusal {
  return new GatewayRefusal(`Missing${name}`, 400, `${name} is mandatory for this action.`);
}

/**
 * The service's own codes that the simulator gives.
 * @see https://help.aliyun.com/document_detail/87387.html for the codes; most of the wording is ours.
 */
const BUSINESS_CODES = {
  'iot.system.InstanceNotFound': 'The specified instance does not exist.',
  'iot.common.InvalidPageParams': 'The specified page size or page number is invalid.',
  'iot.common.InvalidFormattedParameter': 'The format of a request parameter is invalid.',
  'iot.check.InvalidFormattedParameter': 'The args parameter format is invalid.',
  'iot.prod.NotExistedProduct': 'The specified product does not exist.',
  'iot.prod.NullProductKey': 'The ProductKey cannot be empty.',
  'iot.prod.InvalidAliyunCommodityCode': 'The AliyunCommodityCode must be iothub_senior or iothub.',
  'iot.prod.QueryProductAbilitiesNotFound': 'The specified feature of the product does not exist.',
  'iot.device.NullDeviceName': 'The DeviceName cannot be empty.',
  'iot.device.NotExistedDevice': 'The specified device does not exist.',
  'iot.device.InvalidIoTId': 'The specified IotId is invalid.',
  'iot.device.InactiveDevice': 'The device has never connected to the platform.',
  'iot.device.DeviceIsDisable': 'The device is disabled.',
  'iot.device.InvokeThingServiceFailed': 'The service call failed. Check the format and values of Args.',
  'iot.device.TooManyDeviceNamesPerRequest': 'The number of devices in a request exceeds the limit.',
  'iot.device.PageTokenIsIllegal': 'The page token is illegal.',
  'iot.messagebroker.OFFLINE': 'The request failed because the device is offline.',
  'iot.messagebroker.HALFCONN': 'The request failed because the connection of the device is half-open.',
  'iot.messagebroker.TIMEOUT': 'The device did not reply in time.',
  'Thing.Model.Version.Invalid': 'The specified version of the thing model does not exist.',
} as const satisfies Record<string, string>;

export type BusinessCode = keyof typeof BUSINESS_CODES;

/**
 * A refusal by the service.
 *
 * @param code one of the codes the simulator gives.
 * @param message replaces the usual one.
 */
export function businessRefusal(code: BusinessCode, message: string = BUSINESS_CODES[code]): BusinessRefusal {
  return new BusinessRefusal(code, message);
}
