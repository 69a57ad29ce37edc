// For `node --import`: shifts the clock of a process by as many milliseconds as the file named by JUMPING_CLOCK says, reread while it
// runs. Timers and performance.now() stay as they are, as when an operator or NTP sets a machine's clock.
import { readFileSync } from 'node:fs';

const EVERY_MS = 100;
const RealDate = Date;
let shift = 0;

function reread() {
  try {
    shift = Number(readFileSync(process.env.JUMPING_CLOCK, 'utf8')) || 0;
  } catch {
    shift = 0;
  }
}

function now() {
  return RealDate.now() + shift;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

reread();
setInterval(reread, EVERY_MS).unref();
