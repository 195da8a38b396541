import assert from 'node:assert/strict';
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import RED from 'node-red';
import { CALL } from '../support/client';
import type { TestFlow } from '../support/nodes';

/** What a browser got. */
export interface AdminAnswer {
  path: string;
  status: number;
  text: string;
}

/** The editor's server with a flow: Node-RED's own part, and what our nodes add to it. */
export class AdminDesk {
  readonly #server: http.Server;

  private constructor(flow: TestFlow) {
    const [own, nodes] = [RED.httpAdmin, flow.RED.httpAdmin] as unknown as [RequestListener, RequestListener];
    this.#server = http.createServer((request, response) =>
      (request.url?.startsWith('/aliyun-iot/') ? nodes : own)(request, response),
    );
  }

  static async open(flow: TestFlow): Promise<AdminDesk> {
    const desk = new AdminDesk(flow);
    await new Promise<void>((resolve) => desk.#server.listen(0, '127.0.0.1', resolve));
    return desk;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** The flow as Node-RED hands it to the editor, which exports no more than that. */
  exported(): Promise<AdminAnswer[]> {
    return Promise.all(['/flows', '/flow/tab'].map((path) => this.#ask(path)));
  }

  /** What the dialog of the account gets of its keys. */
  storedKeys(): Promise<AdminAnswer> {
    return this.#ask('/credentials/aliyun-iot-account/account');
  }

  /** What the dialogs ask about the account that is deployed. */
  lookUps(): Promise<AdminAnswer[]> {
    const account = { id: 'account' };
    const { productKey } = CALL;
    return Promise.all([
      this.#ask('/aliyun-iot/test', { account }),
      this.#ask('/aliyun-iot/products', { account, refresh: true }),
      this.#ask('/aliyun-iot/model', { account, productKey, refresh: true }),
    ]);
  }

  /** A call that is tried from the dialog. */
  tryIt(marker: string): Promise<AdminAnswer> {
    const request = { ...CALL, args: { marker }, timeoutMs: 1_000 };
    return this.#ask('/aliyun-iot/invoke', { account: { id: 'account' }, request });
  }

  async #ask(path: string, body?: object): Promise<AdminAnswer> {
    const { port } = this.#server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    assert.notEqual(response.status, 404, path);
    return { path, status: response.status, text: await response.text() };
  }
}
