import { installIfNeeded } from './prepare.js';

await installIfNeeded();
