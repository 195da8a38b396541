import type { NodeAPI } from 'node-red';
import { AccountDesk } from '../../account/admin/desk';
import { addAdminRoute } from '../../shared/admin/routes';
import { tryItRoute } from './try-it';

/** Adds what the dialog of an invoke node asks for. */
export function addInvokeRoutes(RED: NodeAPI): void {
  addAdminRoute(RED, tryItRoute(new AccountDesk(RED)));
}
