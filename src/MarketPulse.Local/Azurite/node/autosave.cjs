'use strict';
// Every five seconds Azurite writes each of its databases that has changed, and always the whole of it. In a large store that would take
// most of the time, so that here the next save waits ten times as long as the last one took.

const rest = 10;

module.exports = (Loki, now = () => performance.now()) => {
  Loki.prototype.autosaveEnable = function (options, callback) {
    let next = 0;
    this.autosave = true;
    this.autosaveHandle = setInterval(() => {
      const start = now();
      if (start < next || !this.autosaveDirty()) {
        return;
      }
      this.saveDatabase((error) => {
        const end = now();
        next = end + rest * (end - start);
        callback?.(error);
      });
    }, this.autosaveInterval ?? 5000);
  };
};
