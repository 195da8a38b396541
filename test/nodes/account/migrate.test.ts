import { join } from 'node:path';
import { migrateAccount } from '../../../nodes/account/migrate';
import { testMigrations } from '../../support/migrations';

describe('stored settings of an account', () => {
  testMigrations(join(__dirname, 'fixtures'), migrateAccount);
});
