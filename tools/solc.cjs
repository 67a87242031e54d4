#!/usr/bin/env node
'use strict';
// Lets forge compile with the solc of npm, so that no compiler is downloaded.
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const args = process.argv.slice(2);

function put(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function read(base, name) {
  try {
    return { contents: fs.readFileSync(path.resolve(base, name), 'utf8') };
  } catch (error) {
    return { error: error.message };
  }
}

if (args.includes('--version')) {
  put(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (args.includes('--standard-json')) {
  const at = args.indexOf('--base-path');
  const base = at < 0 ? process.cwd() : args[at + 1];
  put(solc.compile(fs.readFileSync(0, 'utf8'), { import: (name) => read(base, name) }));
} else {
  process.stderr.write(`solc shim: unsupported ${args.join(' ')}\n`);
  process.exitCode = 1;
}
