// A Node-RED plugin without a face in the editor. It reports to the process that started Node-RED, and ends Node-RED when
// that process is gone, however it went, so that none is left behind.
const v8 = require('node:v8');
const vm = require('node:vm');

const WATCHED = ['aliyun-iot-invoke', 'aliyun-iot-messages'];

module.exports = function probe(RED) {
  if (!process.send) return;
  process.once('disconnect', stop);
  reportReadiness(RED);
  reportAnswers(RED);
  reportVitals(RED);
};

/** Ready is: the server listens, and the flows run or Node-RED has said why they do not. */
function reportReadiness(RED) {
  let flows;
  const whenBoth = () => {
    const address = RED.server.address();
    if (flows && address) report({ type: 'ready', port: address.port, ...flows });
  };
  const settled = (state) => {
    if (flows) return;
    flows = state;
    whenBoth();
  };
  RED.events.once('flows:started', () => settled({}));
  RED.events.on('runtime-event', ({ id, payload }) => {
    if (id !== 'runtime-state' || !payload?.state || payload.state === 'start') return;
    settled({ problem: [payload.error ?? payload.state, ...(payload.types ?? [])].join(' ') });
  });
  RED.server.once('listening', whenBoth);
}

function reportAnswers(RED) {
  RED.hooks.add('onSend.aliyun-iot-probe', (events) => {
    for (const { source, msg } of events) {
      if (WATCHED.includes(source.node?.type)) {
        const { payload, topic, aliyun } = msg;
        report({ type: 'answer', node: source.id, payload, topic, aliyun });
      }
    }
  });
  RED.hooks.add('onComplete.aliyun-iot-probe', ({ node, msg, error }) => {
    if (error && WATCHED.includes(node.node?.type)) {
      const { topic, aliyun } = msg ?? {};
      report({ type: 'answer', node: node.id, error: String(error.message ?? error), topic, aliyun });
    }
  });
}

/** What would grow if something were left behind, once the garbage is gone. */
function reportVitals(RED) {
  process.on('message', ({ type }) => {
    if (type !== 'vitals') return;
    v8.setFlagsFromString('--expose-gc');
    vm.runInNewContext('gc')();
    const active = process.getActiveResourcesInfo();
    report({
      type: 'vitals',
      heapMb: process.memoryUsage().heapUsed / 2 ** 20,
      timers: active.filter((name) => name === 'Timeout').length,
      sockets: active.filter((name) => name === 'TCPSocketWrap').length,
      listeners: [process, RED.events].reduce((sum, emitter) => sum + countListeners(emitter), 0),
    });
  });
}

function countListeners(emitter) {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

function report(message) {
  if (!process.connected) return;
  try {
    process.send(message);
  } catch {
    // A value that cannot be copied to another process, such as a function: the rest still can.
    process.send({
      type: message.type,
      node: message.node,
      error: 'The answer holds a value that cannot be shown.',
    });
  }
}

function stop() {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 10_000).unref();
}
