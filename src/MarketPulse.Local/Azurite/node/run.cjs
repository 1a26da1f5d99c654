'use strict';
// Runs Azurite in this process while standard input is open. When the parent closes it, or dies, the services save their data and close.

const fs = require('node:fs');
const path = require('node:path');

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  process.stderr.write(`Azurite needs Node.js 20 or newer, but this is ${process.versions.node}: install a newer version from https://nodejs.org.\n`);
  process.exit(1);
}

// Tells the next start which process may still be saving to the folder, because this process briefly outlives a parent that crashes.
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

// When the parent dies, its ends of the pipes are closed; this must not prevent the data from being saved.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

// Azurite reports its state only through console.log.
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

// Azurite stops on signals. Here only the parent stops it, because Ctrl+C reaches the whole process group while the parent is still writing.
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

const Loki = require('lokijs');
require('./autosave.cjs')(Loki);
require('./snapshot.cjs')(Loki);

process.argv = [process.argv[0], 'azurite', ...process.argv.slice(2)];
require('azurite/dist/src/azurite.js');
