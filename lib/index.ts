/** For plain Node programs: a client that calls the services of devices on Alibaba Cloud IoT Platform. */
export type { CredentialProvider, Credentials } from './credentials';
export {
  AliyunIotError,
  DeviceError,
  ValidationError,
  type ErrorKind,
  type Executed,
  type Language,
} from './errors';
export { REGIONS, type SignatureAlgorithm } from './openapi';
export { createClient } from './services';
export type * from './services';
