const { reporters } = require('mocha');

/** Mocha's own `spec` report. The counts go to the process that started mocha; when that is gone, so is this one. */
module.exports = class extends reporters.Spec {
  /** @param {import('mocha').Runner} runner @param {import('mocha').MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    process.once('disconnect', () => process.exit(1));
    // Listening must not keep a finished run from ending.
    process.channel?.unref();
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      process.send?.({ passed: passes, failed: failures, skipped: pending });
    });
  }
};
