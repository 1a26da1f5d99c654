'use strict';
// Azurite's databases are one JSON text each, built and parsed as a single string. No string in Node.js can be longer than half a gigabyte;
// Azurite would die when it saves more. Here the same text is written and read a document at a time, one to a line.

const fs = require('node:fs');

const blockLength = 1 << 20;

/** The text of a database in pieces. Each document is a line of its own; every other line but the first begins with a bracket. */
function* pieces(database) {
  const withoutDocuments = JSON.stringify(database, (key, value) =>
    key === 'data' && Array.isArray(value) ? [] : database.serializeReplacer(key, value),
  );
  const between = withoutDocuments.split('"data":[]');
  if (between.length !== database.collections.length + 1) {
    throw new Error(`${database.filename} has ${database.collections.length} collections, but ${between.length - 1} lists of documents.`);
  }
  for (const [i, collection] of database.collections.entries()) {
    yield `${between[i]}"data":[`;
    let separator = '\n';
    for (const document of collection.data) {
      yield separator + JSON.stringify(document);
      separator = ',\n';
    }
    yield '\n]';
  }
  yield between.at(-1);
}

/** Replaces a file when all of its new text is written. */
function write(file, texts) {
  const temporary = `${file}~`;
  const descriptor = fs.openSync(temporary, 'w');
  try {
    let block = '';
    for (const text of texts) {
      block += text;
      if (block.length > blockLength) {
        fs.writeFileSync(descriptor, block);
        block = '';
      }
    }
    fs.writeFileSync(descriptor, block);
  } finally {
    fs.closeSync(descriptor);
  }
  fs.renameSync(temporary, file);
}

function* lines(file) {
  const descriptor = fs.openSync(file, 'r');
  try {
    let rest = [];
    const block = Buffer.alloc(blockLength);
    for (let length; (length = fs.readSync(descriptor, block)) > 0; ) {
      let start = 0;
      for (let end; (end = block.subarray(0, length).indexOf(10, start)) >= 0; start = end + 1) {
        rest.push(block.subarray(start, end));
        yield Buffer.concat(rest).toString();
        rest = [];
      }
      rest.push(Buffer.from(block.subarray(start, length)));
    }
    yield Buffer.concat(rest).toString();
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Reads what `pieces` wrote, and also the single line that Azurite itself writes. */
function read(file) {
  let withoutDocuments = '';
  const lists = [];
  for (const line of lines(file)) {
    if (withoutDocuments === '' || line.startsWith(']')) {
      withoutDocuments += line;
      if (line.endsWith('"data":[')) {
        lists.push([]);
      }
    } else {
      lists.at(-1).push(JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line));
    }
  }
  const database = JSON.parse(withoutDocuments);
  lists.forEach((documents, i) => (database.collections[i].data = documents));
  return database;
}

module.exports = (Loki) => {
  const save = Loki.prototype.saveDatabaseInternal;
  Loki.prototype.saveDatabaseInternal = function (callback) {
    if (this.persistenceMethod !== 'fs') {
      save.call(this, callback);
      return;
    }
    let error = null;
    try {
      write(this.filename, pieces(this));
      this.autosaveClearFlags();
    } catch (caught) {
      error = caught;
      process.stderr.write(`Azurite could not save ${this.filename}: ${error.message}\n`);
    }
    callback?.(error);
  };

  Loki.LokiFsAdapter.prototype.loadDatabase = function (file, callback) {
    let database = null;
    try {
      database = fs.existsSync(file) ? read(file) : null;
    } catch (error) {
      database = new Error(`${file} cannot be read: ${error.message}`);
    }
    callback(database);
  };
};
