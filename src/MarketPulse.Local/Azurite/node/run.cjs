'use strict';
// Runs Azurite in this process for as long as standard input is open: when the parent closes it, or dies, the services close and save.

const fs = require('node:fs');
const path = require('node:path');

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  process.stderr.write(`Azurite needs Node.js 20 or newer and this is ${process.versions.node}: install a newer one from https://nodejs.org.\n`);
  process.exit(1);
}

// Tells the next start who may still be saving to the folder: after a crash of the parent, this process outlives it by a moment.
const location = process.argv[process.argv.indexOf('--location') + 1];
if (process.argv.includes('--location')) {
  const file = path.join(location, 'azurite.pid');
  fs.writeFileSync(file, String(process.pid));
  process.on('exit', () => fs.rmSync(file, { force: true }));
}

const services = ['Blob', 'Queue', 'Table'];
const listening = {};
let closed = 0;
let shutdown = () => process.exit(0);

// A parent that died takes its ends of the pipes along; that must not keep the data from being saved.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// Azurite tells what it does by console.log only.
console.log = (line) => {
  const text = String(line);
  const address = /Azurite (\w+) service is successfully listening at (\S+)/.exec(text);
  if (address) {
    listening[address[1]] = address[2];
    if (services.every((service) => listening[service])) {
      process.stdout.write(`${JSON.stringify(listening)}\n`);
    }
  } else if (text.endsWith('service successfully closed') && ++closed === services.length) {
    process.exit(0);
  }
};

// Azurite stops on signals; here the parent alone decides, because Ctrl+C reaches the whole process group while the parent still writes.
const once = process.once;
process.once = function (event, handler) {
  if (event === 'message') {
    shutdown = () => handler('shutdown');
    return this;
  }
  return event === 'SIGINT' || event === 'SIGTERM' ? this : once.call(this, event, handler);
};
process.on('SIGINT', () => {});
process.on('SIGTERM', () => shutdown());
process.stdin.on('end', () => shutdown());
process.stdin.on('error', () => shutdown());
process.stdin.resume();

// Azurite's databases take a save that is under way for done when they close, and the process would end in the middle of it.
const Loki = require('lokijs');
const close = Loki.prototype.close;
Loki.prototype.close = function (callback) {
  this.throttledSaveDrain(() => close.call(this, callback));
};

process.argv = [process.argv[0], 'azurite', ...process.argv.slice(2)];
require('azurite/dist/src/azurite.js');
