import type { AdminRoute } from '../../shared/admin/routes';
import { object } from '../../shared/admin/shape';
import type { AccountDesk, DeskRequest } from './desk';
import { lookUpFields } from './look-up-shape';

/** Tries an account out and says what is wrong with it. Never from memory: it is pressed again after a correction. */
export function testRoute(desk: AccountDesk): AdminRoute<DeskRequest> {
  return {
    path: 'test',
    permission: 'aliyun-iot.read',
    shape: object<DeskRequest>(lookUpFields),
    answer: async (request, call) => {
      const checks = await desk.withClient(await desk.resolve(request, call), (client) =>
        client.checkConnection({ signal: call.signal }),
      );
      return {
        checks: checks.map(({ name, ok, texts, ms }) => ({
          name,
          ok,
          message: texts.en,
          messageZh: texts.zh,
          ms,
        })),
      };
    },
  };
}
