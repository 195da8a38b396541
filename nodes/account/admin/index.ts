import type { NodeAPI } from 'node-red';
import { addAdminRoute } from '../../shared/admin/routes';
import { AccountDesk } from './desk';
import { deviceStatusRoute } from './device-status';
import { devicesRoute } from './devices';
import { modelRoute } from './model';
import { productsRoute } from './products';
import { testRoute } from './test-connection';
import { tslRoute } from './tsl';

/** Adds what the dialogs ask about an account: lists, models, and whether it works. */
export function addAccountRoutes(RED: NodeAPI): void {
  const desk = new AccountDesk(RED);
  addAdminRoute(RED, productsRoute(desk));
  addAdminRoute(RED, devicesRoute(desk));
  addAdminRoute(RED, deviceStatusRoute(desk));
  addAdminRoute(RED, modelRoute(desk));
  addAdminRoute(RED, tslRoute());
  addAdminRoute(RED, testRoute(desk));
}
