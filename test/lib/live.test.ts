import assert from 'node:assert/strict';
import {
  SIMULATOR_ACCESS_KEY_ID,
  SIMULATOR_ACCESS_KEY_SECRET,
  startSimulator,
  type Simulator,
} from '../../lib/simulator';
import { Asker, type Said } from '../live/asker';
import { QUESTIONS } from '../live/questions';
import { liveSettings } from '../live/settings';

const ENV = {
  ALIYUN_IOT_LIVE: 'yes',
  ALIBABA_CLOUD_ACCESS_KEY_ID: SIMULATOR_ACCESS_KEY_ID,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: SIMULATOR_ACCESS_KEY_SECRET,
  ALIYUN_IOT_LIVE_PRODUCT_KEY: 'a1SimPump01',
  ALIYUN_IOT_LIVE_DEVICE: 'pump-01',
  ALIYUN_IOT_LIVE_SERVICE: 'stop',
  ALIYUN_IOT_LIVE_OFFLINE_DEVICE: 'pump-offline',
};

/** The suite for a real account, asked of the simulator: it must work on the day somebody has one. */
describe('the live suite', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());

  it('does not run by accident, nor in CI, nor with half of what it needs', () => {
    for (const env of [
      {},
      { ...ENV, ALIYUN_IOT_LIVE: '1' },
      { ...ENV, CI: 'true' },
      { ALIYUN_IOT_LIVE: 'yes' },
    ]) {
      assert.ok('refusal' in liveSettings(env));
    }
  });

  it('asks every question it has the settings for, and shows no key', async () => {
    const settings = liveSettings({ ...ENV, ALIYUN_IOT_LIVE_ENDPOINT: simulator.url });
    assert.ok(!('refusal' in settings));
    const asker = new Asker(settings);
    const answers = new Map<string, Said[]>();
    for (const { title, when, ask } of QUESTIONS) {
      if (!when || when(settings)) answers.set(title, [await ask(asker, settings)].flat());
    }
    asker.close();
    const codes = (title: string): string[] => answers.get(title)!.map(({ code }) => code);
    assert.deepEqual(codes('A synchronous call, ACS3'), ['']);
    assert.deepEqual(codes('The same, HMAC-SHA1'), ['']);
    assert.deepEqual(codes('ACS3 with long Args in the form body: does the gateway read them there?'), ['']);
    assert.equal(codes('The same nonce twice')[1], 'SignatureNonceUsed');
    assert.deepEqual(codes('A synchronous call to a device that is offline'), ['iot.messagebroker.OFFLINE']);
    assert.ok(!answers.has('An asynchronous call'));
    assert.ok(!JSON.stringify([...answers]).includes(SIMULATOR_ACCESS_KEY_SECRET));
  });
});
