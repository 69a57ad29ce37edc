// For `node --import`: shifts Date by the milliseconds in the file that JUMPING_CLOCK names. Timers and
// performance.now() do not change, as when an operator or NTP sets the clock of a machine.
import { readFileSync } from 'node:fs';

const REREAD_INTERVAL_MS = 100;
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
setInterval(reread, REREAD_INTERVAL_MS).unref();
