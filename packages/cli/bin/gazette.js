#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/main.js', import.meta.url);

if (existsSync(built)) {
  await import(built.href);
} else {
  console.error('Gazette is not built yet: run `npm start`, or `npm ci && npm run build`.');
  process.exitCode = 1;
}
