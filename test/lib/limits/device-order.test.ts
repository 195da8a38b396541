import assert from 'node:assert/strict';
import { Deadline, DeviceOrder } from '../../../lib/limits';
import type { Client } from '../../../lib/services';
import { CALL, testClient } from '../../support/client';
import { faultServer, type FaultServer } from '../../support/fault-server';

const admission = { deadline: new Deadline(Infinity), needsMs: 0, signal: new AbortController().signal };

describe('one at a time per device', () => {
  it('keeps the order of one device and lets others pass', async () => {
    const order = new DeviceOrder(10);
    const seen: string[] = [];
    const leaveA = await order.enter('a', admission);
    const secondA = order.enter('a', admission).then((leave) => (seen.push('a2'), leave));
    const leaveB = await order.enter('b', admission);
    seen.push('b1');
    assert.deepEqual(seen, ['b1']);
    leaveA();
    (await secondA)();
    leaveB();
    assert.deepEqual(seen, ['b1', 'a2']);
  });

  it('bounds the line of each device', async () => {
    const order = new DeviceOrder(1);
    await order.enter('a', admission);
    void order.enter('a', admission);
    await assert.rejects(order.enter('a', admission), { kind: 'queue-full', executed: 'no' });
  });

  it('forgets a device whose only call gave up', async () => {
    const order = new DeviceOrder(1);
    const late = { ...admission, deadline: new Deadline(-1) };
    await assert.rejects(order.enter('a', late), { code: 'deadline-exceeded' });
    assert.equal(order.isBusy('a'), false);
  });

  describe('in a client', () => {
    let server: FaultServer;
    let client: Client;
    const seen: number[] = [];
    let inFlight = 0;
    let most = 0;

    before(async () => {
      let throttleOnce = true;
      server = await faultServer((request, response) => {
        const { n } = JSON.parse(request.params['Args']!) as { n: number };
        inFlight += 1;
        most = Math.max(most, inFlight);
        setTimeout(() => {
          inFlight -= 1;
          if (n === 1 && throttleOnce) {
            throttleOnce = false;
            response.writeHead(400, { 'x-acs-retry-after': '50' });
            response.end('{"Code":"Throttling.User","Message":"x"}');
            return;
          }
          seen.push(n);
          response.end(`{"Success":true,"Data":{"MessageId":"${n}"}}`);
        }, Math.random() * 20);
      });
      client = testClient(server.url, { limits: { oneAtATimePerDevice: true, maxQps: 1_000 } });
    });

    after(async () => {
      await client.close();
      await server.close();
    });

    it('counts no attempt of a call that never got its turn', async () => {
      const stop = new AbortController();
      const first = client.invoke({ ...CALL, args: { n: 100 } });
      const second = client.invoke({ ...CALL, args: { n: 101 }, signal: stop.signal });
      stop.abort();
      await assert.rejects(second, { kind: 'aborted', executed: 'no', attempts: 0 });
      await first;
      assert.deepEqual(seen.splice(0), [100]);
    });

    it('holds the order also when a call is tried again', async () => {
      await Promise.all([0, 1, 2, 3, 4, 5].map((n) => client.invoke({ ...CALL, args: { n } })));
      assert.deepEqual(seen, [0, 1, 2, 3, 4, 5]);
      assert.equal(most, 1);
    });
  });
});
