#!/usr/bin/env node
/** Entry of the command line: makes sure that this Node can run the rest before loading it. */

const NEEDED = [22, 18] as const;
const VERSION_TOO_OLD = 14;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `error E_NODE_TOO_OLD: poiw needs Node ${NEEDED.join('.')} or newer, this is ${process.version}\n` +
      '  next:  install a newer Node, or run `npx -y -p node@24 -p poiw poiw` in its place\n',
  );
  process.exit(VERSION_TOO_OLD);
}

const { createProgram } = await import('./program.ts');
await createProgram().parseAsync();
