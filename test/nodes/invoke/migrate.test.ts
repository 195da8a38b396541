import { join } from 'node:path';
import { migrateInvoke } from '../../../nodes/invoke/migrate';
import { testMigrations } from '../../support/migrations';

describe('stored settings of an invoke node', () => {
  testMigrations(join(__dirname, 'fixtures'), migrateInvoke);
});
