import assert from 'node:assert/strict';
import { allCodes, describeCode, describeDeviceCode } from '../../../lib/openapi/catalogue/lookup';
import type { CatalogueEntry } from '../../../lib/openapi/catalogue';

const words = (text: string): string[] => text.trim().split(/\s+/);
const isNumeric = (code: string): boolean => /^\d+$/.test(code);
const describeAny = (code: string): CatalogueEntry | undefined =>
  isNumeric(code) ? describeDeviceCode(Number(code)) : describeCode(code);

// Typed from the documentation, not from the tables under test.
const SERVICE = words(`
  iot.system.SystemException iot.system.SystemError iot.system.InstanceNotFound iot.Sre.IotInstanceNotFound
  iot.Sre.IotInstanceStatusForbidden iot.system.InstanceIdSame iot.system.UidNotFound iot.system.IllegalRequest
  Iot.System.BillIsOverDue iot.auth.IotInstanceNotFound iot.auth.InvalidIotInstanceId
  iot.common.InvalidPageParams iot.common.InvalidTenant iot.common.QueryDeviceActionError
  iot.common.QueryManyDevicesActionError iot.common.QueryDevicePropertyActionError iot.common.QueryProductActionError
  iot.common.QueryProductCountActionError iot.common.RamActionPermissionDeny iot.common.AuthActionPermissionDeny
  iot.common.APINotSupportedInInstance iot.common.InvalidFormattedParameter iot.check.InvalidFormattedParameter
  iot.check.NullParameter IoT.Common.NullParameter IoT.Common.ParamterError iot.check.ParameterIsNotLessThanMax
  iot.common.TooManyRequest
  iot.prod.NotExistedProduct iot.prod.NullProductKey iot.prod.InvalidFormattedProductkey
  iot.prod.InvalidAliyunCommodityCode iot.prod.NotSeniorProduct iot.Prod.NotProductOwner
  iot.prod.QueryProductAbilitiesFailed iot.prod.QueryProductAbilityFailed iot.prod.QueryProductAbilitiesNotFound
  iot.prod.QueryPropertyNotFound iot.prod.QueryProductPropertyFailed iot.prod.NullAbilityIdentifier
  iot.prod.QueryProductListActionError iot.prod.QueryDeviceCountActionError
  iot.device.InvokeThingServiceFailed iot.device.NotExistedDevice iot.Device.NotExistedDevice
  Iot.Device.NotExistedDevice iot.device.InvalidIoTId iot.device.NullDeviceName iot.device.InvalidFormattedDeviceName
  iot.device.InvalidFormattedDeviceNameInNameArray iot.device.NoneDeviceNameElement
  iot.device.TooManyDeviceNamesPerRequest iot.device.InactiveDevice iot.device.OfflineDevice
  iot.device.DeviceIsDisable iot.device.NoPermission Iot.Device.NotDeviceOwner iot.device.DeviceInstanceInconsistency
  iot.device.SetDevicePropertyFailed iot.device.CanNotSetReadOnlyProperty iot.device.NoneDeviceProperties
  iot.device.NullDevicePropertiesString iot.device.InvalidFormattedDevicePropertiesString
  iot.device.LongDevicePropertiesString iot.device.TooManyDevicePropertiesPerTime iot.device.NullDevicePropertyKey
  iot.device.InvalidFormattedDevicePropertyKey iot.device.NotSupportExemptionValidateType iot.device.InvalidTimeBucket
  iot.device.PageTokenIsIllegal iot.device.QueryDeviceServiceHistoryFailed iot.device.QueryDeviceEventHistoryFailed
  iot.device.QueryDeviceAttrDataHistoryFailed iot.device.QueryDeviceAttrStatusFailed iot.device.QueryDeviceStatusFailed
  iot.device.QueryDeviceListActionError iot.device.QueryDeviceStatisticsFailed
  iot.tsl.TslParseError iot.tsl.InvalidFormattedTslError iot.tsl.InvalidHistoryTimestampError
  iot.messagebroker.OFFLINE iot.messagebroker.HALFCONN iot.messagebroker.TIMEOUT iot.messagebroker.RateLimit
  iot.messagebroker.RrpcException iot.messagebroker.RrpcFailed iot.messagebroker.PublishMessageException
  iot.messagebroker.PublishMessageFailed iot.messagebroker.InvalidTimeoutValue iot.messagebroker.NullMessageContent
  iot.messagebroker.MessageContentIsNotBase64Encode iot.messagebroker.NullTopicName
  iot.messagebroker.InvalidFormattedTopicName iot.message.broker.ParamCheckError iot.message.broker.ProductCheckError
  iot.message.broker.SystemError
  Thing.model.not.found Thing.Model.Version.Invalid Thing.Model.Get.Lock.Failed Thing.Model.Status.Not.Final
  Product.not.found Product.Key.Invalid Request.param.error Server.error
  OFFLINE HALFCONN TIMEOUT UNKNOWN`);

const GATEWAY = words(`
  MissingParameter MissingIdentifier MissingArgs InvalidParameter InvalidParameter.Qos UnsupportedOperation
  NoSuchVersion InvalidVersion InvalidAction.NotFound InvalidProtocol.NeedSsl IncompleteSignature SignatureDoesNotMatch
  InvalidSignatureMethod InvalidSignatureVersion SignatureNonceUsed InvalidTimeStamp.Format InvalidTimeStamp.Expired
  InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive InvalidSecurityToken.Expired InvalidSecurityToken.Malformed
  MissingSecurityToken Forbidden Forbidden.RAM NoPermission Forbidden.RiskControl Throttling Throttling.User
  Throttling.Api ServiceUnavailable InternalError`);

const NUMBERS = words(`
  400 403 429 460 1901 1902 1903 1904 1905 1950 5092 5159 5160 5161 6200 6201 6205 6206 6207 6208 6300 6301 6302 6304
  6306 6307 6308 6309 6310 6311 6312 6314 6316 6317 6318 6320 6321 6322 6323 6324 6325 6328 6329 6332 6450 6452 9200
  9201 9236 26001 26002 26006 26007 26010`);

/** After these (Qos 0) the device may have acted. Whatever is not in this list must say `no`. */
const MAY_HAVE_RUN = words(`
  SignatureNonceUsed ServiceUnavailable InternalError iot.system.SystemException iot.system.SystemError
  iot.messagebroker.TIMEOUT TIMEOUT UNKNOWN iot.messagebroker.RrpcException iot.messagebroker.RrpcFailed
  iot.messagebroker.PublishMessageException iot.messagebroker.PublishMessageFailed iot.message.broker.SystemError
  iot.common.QueryDeviceActionError iot.common.QueryManyDevicesActionError iot.common.QueryDevicePropertyActionError
  iot.common.QueryProductActionError iot.common.QueryProductCountActionError iot.prod.QueryProductListActionError
  iot.prod.QueryDeviceCountActionError iot.device.QueryDeviceServiceHistoryFailed
  iot.device.QueryDeviceEventHistoryFailed iot.device.QueryDeviceAttrDataHistoryFailed
  iot.device.QueryDeviceAttrStatusFailed iot.device.QueryDeviceStatusFailed iot.device.QueryDeviceListActionError
  iot.device.QueryDeviceStatisticsFailed Thing.Model.Get.Lock.Failed Server.error
  1901 1902 1904 1905 1950 5159 5160 5161 6201 6205 6207 6300 6301 6314 6316 6317 6318 6323 6329 6450 9236 26002 26006
  26007 26010`);

const QOS1_MAY_DELIVER = words(`
  iot.device.OfflineDevice iot.messagebroker.OFFLINE OFFLINE iot.messagebroker.HALFCONN HALFCONN
  iot.messagebroker.TIMEOUT TIMEOUT 1905 9201`);

const KINDS: Record<string, string> = {
  auth: `IncompleteSignature SignatureDoesNotMatch InvalidSignatureMethod SignatureNonceUsed InvalidTimeStamp.Expired
    InvalidAccessKeyId.NotFound InvalidSecurityToken.Expired MissingSecurityToken iot.common.InvalidTenant`,
  permission: `Forbidden Forbidden.RAM Forbidden.RiskControl NoPermission iot.common.RamActionPermissionDeny
    iot.common.AuthActionPermissionDeny iot.device.NoPermission Iot.Device.NotDeviceOwner iot.Prod.NotProductOwner`,
  throttled: `Throttling Throttling.User Throttling.Api iot.common.TooManyRequest iot.messagebroker.RateLimit 6452 26010`,
  offline: `iot.messagebroker.OFFLINE iot.messagebroker.HALFCONN iot.device.OfflineDevice iot.device.InactiveDevice 9200
    9201`,
  timeout: 'iot.messagebroker.TIMEOUT 1904 1905',
  'not-found': `iot.device.NotExistedDevice iot.device.InvalidIoTId iot.prod.NotExistedProduct
    iot.prod.QueryProductAbilityFailed 6206`,
  validation: `iot.device.InvokeThingServiceFailed iot.tsl.TslParseError iot.common.InvalidFormattedParameter
    MissingArgs InvalidParameter 6302 6306 6332`,
  config: `iot.system.InstanceNotFound iot.Sre.IotInstanceStatusForbidden Iot.System.BillIsOverDue
    iot.common.APINotSupportedInInstance iot.device.DeviceIsDisable InvalidAction.NotFound InvalidVersion 403 6208`,
  platform:
    'iot.system.SystemException ServiceUnavailable InternalError iot.messagebroker.RrpcFailed UNKNOWN 6205',
  device: '400 429 460 6207 100001',
};

describe('openapi/catalogue', () => {
  describe('coverage', () => {
    for (const [family, codes] of Object.entries({ SERVICE, GATEWAY, NUMBERS })) {
      it(`knows every documented code: ${family}`, () => {
        const unknown = codes.filter((code) => describeAny(code) === undefined);
        assert.deepEqual(unknown, []);
      });
    }

    it('lists every code once, and finds each by its own entry', () => {
      const lower = allCodes().map((code) => code.toLowerCase());
      const twice = lower.filter((code, i) => lower.indexOf(code) !== i);
      assert.deepEqual(twice, []);
      assert.ok(lower.length > 180, `only ${lower.length} codes`);
      for (const code of allCodes()) assert.ok(describeAny(code)?.codes.includes(code), code);
    });
  });

  describe('texts', () => {
    const entries = [...new Set([...allCodes(), '100000'].map((code) => describeAny(code)!))];

    it('are there in English (plain ASCII) and in Chinese, as sentences', () => {
      for (const { codes, texts } of entries) {
        assert.match(texts.en, /^[A-Z][\x20-\x7e]{30,}[.]$/, codes[0]);
        assert.match(texts.zh, /[\u4e00-\u9fff]{2}/, codes[0]);
        assert.match(texts.zh, /^.{15,}。$/u, codes[0]);
        assert.doesNotMatch(texts.zh, /([A-Za-z]+ ){3}/, codes[0]);
      }
    });

    it('name the RAM action to grant', () => {
      for (const code of ['NoPermission', 'iot.common.RamActionPermissionDeny']) {
        const { texts } = describeCode(code)!;
        assert.match(texts.en, /iot:InvokeThingService/);
        assert.match(texts.zh, /iot:InvokeThingService/);
      }
    });
  });

  describe('executed', () => {
    const DEVICE_ANSWERED = ['400', '429', '460'];

    for (const code of MAY_HAVE_RUN) {
      it(`${code}: unknown`, () => assert.equal(describeAny(code)?.executed, 'unknown'));
    }

    for (const code of DEVICE_ANSWERED) {
      it(`${code}: yes, the device answered`, () => assert.equal(describeAny(code)?.executed, 'yes'));
    }

    it('is no for all others', () => {
      const others = allCodes().filter((c) => !MAY_HAVE_RUN.includes(c) && !DEVICE_ANSWERED.includes(c));
      assert.deepEqual(
        others.filter((code) => describeAny(code)?.executed !== 'no'),
        [],
      );
    });

    it('with Qos 1 the platform may deliver later where the connection was the trouble, and only there', () => {
      const marked = allCodes().filter((code) => describeAny(code)?.qos1MayDeliver === true);
      assert.deepEqual([...marked].sort(), [...QOS1_MAY_DELIVER].sort());
    });
  });

  describe('kind', () => {
    for (const [kind, codes] of Object.entries(KINDS)) {
      it(kind, () => {
        for (const code of words(codes)) assert.equal(describeAny(code)?.kind, kind, code);
      });
    }
  });

  describe('spelling', () => {
    it('ignores case', () => {
      for (const code of [...SERVICE, ...GATEWAY]) {
        assert.equal(describeCode(code.toUpperCase()), describeCode(code), code);
        assert.equal(describeCode(code.toLowerCase()), describeCode(code), code);
      }
    });

    it("takes the platform's misspellings and the correct spelling alike", () => {
      const same = (a: string, b: string): void => {
        assert.ok(describeCode(a));
        assert.equal(describeCode(a), describeCode(b));
      };
      same('iot.messageborker.TIMEOUT', 'iot.messagebroker.TIMEOUT');
      same('IoT.Common.ParameterError', 'IoT.Common.ParamterError');
      same('Iot.messagebroker.OFFLINE', 'iot.messagebroker.OFFLINE');
    });
  });

  describe('patterns', () => {
    const like = (code: string, model: string): void => {
      assert.ok(describeCode(model));
      assert.equal(describeCode(code), describeCode(model), code);
    };

    it('Missing<Name> and InvalidParameter.<x> are parameters', () => {
      like('MissingProductKey', 'MissingParameter');
      like('InvalidParameter.Format', 'InvalidParameter');
    });

    it('InvalidSecurityToken.<x> and Forbidden.<x>', () => {
      like('InvalidSecurityToken.SomethingNew', 'InvalidSecurityToken.Expired');
      like('InvalidSecurityToken', 'InvalidSecurityToken.Expired');
      like('Forbidden.SomethingNew', 'Forbidden');
    });

    it('an exact entry wins over a pattern', () => {
      assert.equal(describeCode('MissingSecurityToken')?.kind, 'auth');
      assert.notEqual(describeCode('Forbidden.RiskControl'), describeCode('Forbidden'));
      assert.notEqual(describeCode('iot.messagebroker.RateLimit'), describeCode('Throttling'));
    });

    for (const code of ['Throttling.Resource', 'iot.new.TooManyRequests', 'iot.new.RateLimitExceeded']) {
      it(`${code} is throttling: not executed`, () => {
        assert.equal(describeCode(code)?.kind, 'throttled');
        assert.equal(describeCode(code)?.executed, 'no');
      });
    }

    for (const code of ['iot.new.SystemException', 'iot.new.SystemError']) {
      it(`${code} is a failure of the platform: unknown`, () => {
        assert.equal(describeCode(code)?.kind, 'platform');
        assert.equal(describeCode(code)?.executed, 'unknown');
      });
    }
  });

  describe('what it does not know', () => {
    for (const code of [
      '',
      ' ',
      'Missing',
      'iot.device.SomethingNew',
      'xThing',
      '9201',
      '200',
      'InvalidParameters',
    ]) {
      it(`code ${JSON.stringify(code)}`, () => assert.equal(describeCode(code), undefined));
    }

    for (const code of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype']) {
      it(`${code} is not a code`, () => assert.equal(describeCode(code), undefined));
    }

    for (const code of [0, -1, 200, 404, 99_999, 110_001, 100_000.5, NaN, Infinity]) {
      it(`number ${code}`, () => assert.equal(describeDeviceCode(code), undefined));
    }
  });

  it("100000 to 110000 are the manufacturer's own codes", () => {
    for (const code of [100_000, 100_001, 105_000, 110_000]) {
      assert.equal(describeDeviceCode(code)?.kind, 'device');
      assert.equal(describeDeviceCode(code)?.executed, 'yes');
    }
  });
});
