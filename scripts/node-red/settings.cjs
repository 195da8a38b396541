// Settings of the Node-RED that the scripts and the package tests start. See scripts/node-red/node-red.mjs.
const { THINGFLOW_NODE_RED: chosen = '{}' } = process.env;

module.exports = {
  uiHost: '127.0.0.1',
  flowFile: 'flows.json',
  editorTheme: { tours: false, projects: { enabled: false } },
  telemetry: { enabled: false, updateNotification: false },
  ...JSON.parse(chosen),
};
