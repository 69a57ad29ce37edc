import type { EngineName } from '@gazette/dev';
import type { FaultKind } from './fault.ts';
import { allInstances, indexers, injected, namesOf, noInstances, peersOf } from '../rig/instances.ts';
import type { Lab } from '../rig/lab.ts';
import type { Member } from '../rig/lab-engines.ts';
import { labServices, type Instance } from '../rig/service-instance.ts';
import type { Random } from '../random.ts';

/** Clock changes far beyond normal NTP drift and longer than a session. */
const CLOCK_JUMPS_MS = [20_000, 90_000, 600_000] as const;

/** Faults of processes: services, engines and their clocks. */
export const processFaults: readonly FaultKind[] = [
  { kind: 'service-kill', touches: 'services', seconds: [2, 8], inject: away('SIGKILL', one) },
  { kind: 'service-stop', touches: 'services', seconds: [1, 5], inject: away('SIGTERM', one) },
  { kind: 'service-kill-both', touches: 'services', seconds: [2, 8], inject: away('SIGKILL', both) },
  {
    // Longer than the session timeout (6 s): when it wakes up, another member owns its partitions.
    ...{ kind: 'service-freeze', touches: 'services', seconds: [11, 14] },
    inject: (lab, random) => {
      const instance = random.pick(lab.instances);
      instance.signal('SIGSTOP');
      return Promise.resolve({
        subject: instance.name,
        stops: [instance.name],
        disturbs: namesOf(peersOf(lab, instance)),
        heal: () => {
          instance.signal('SIGCONT');
        },
      });
    },
  },
  {
    ...{ kind: 'rolling-restart', touches: 'services', seconds: [0, 1] },
    inject: async (lab, random) => {
      const instances = both(lab, random);
      for (const instance of instances) {
        await instance.end('SIGTERM');
        await instance.start();
        await instance.untilReady();
      }
      return {
        subject: instances.map(({ service }) => service)[0] ?? '',
        stops: [],
        disturbs: namesOf(instances),
        heal: () => undefined,
      };
    },
  },
  { kind: 'clock-forward', touches: 'clock', seconds: [8, 14], inject: shiftClock(1) },
  { kind: 'clock-back', touches: 'clock', seconds: [8, 14], inject: shiftClock(-1) },
  engineAway('broker-kill', 'kafka', kill, allInstances),
  engineAway('broker-stop', 'kafka', stop, allInstances),
  engineFreeze('broker-freeze', 'kafka', allInstances),
  engineAway('opensearch-kill', 'opensearch', kill, indexers),
  engineAway('opensearch-stop', 'opensearch', stop, indexers),
  engineFreeze('opensearch-freeze', 'opensearch', indexers),
  // Services cache schemas, so they work without the registry. The registry keeps its schemas in Kafka: if it
  // starts while the broker dies, it stays empty until its next restart. This is why it touches Kafka.
  { ...engineAway('registry-kill', 'registry', kill, noInstances), touches: 'kafka' },
  { ...engineAway('registry-stop', 'registry', stop, noInstances), touches: 'kafka' },
  engineFreeze('registry-freeze', 'registry', noInstances),
  {
    ...{ kind: 'registry-away-at-start', touches: 'services', seconds: [8, 10] },
    inject: async (lab, random) => {
      const instance = random.pick(lab.instances);
      instance.registry.set({ kind: 'cut' });
      await instance.end('SIGTERM');
      await instance.start();
      return {
        subject: instance.name,
        stops: [instance.name],
        disturbs: namesOf(peersOf(lab, instance)),
        heal: () => {
          instance.registry.set({ kind: 'none' });
        },
      };
    },
  },
];

type Choose = (lab: Lab, random: Random) => readonly Instance[];

function one(lab: Lab, random: Random): readonly Instance[] {
  return [random.pick(lab.instances)];
}

function both(lab: Lab, random: Random): readonly Instance[] {
  const service = random.pick(labServices);
  return lab.instances.filter((instance) => instance.service === service);
}

function away(how: 'SIGKILL' | 'SIGTERM', choose: Choose): FaultKind['inject'] {
  return async (lab, random) => {
    const gone = choose(lab, random);
    await Promise.all(gone.map((instance) => instance.end(how)));
    return {
      subject: namesOf(gone).join(' and '),
      stops: namesOf(gone),
      disturbs: namesOf(gone.flatMap((instance) => peersOf(lab, instance))),
      heal: async () => {
        await Promise.all(gone.map((instance) => instance.start()));
      },
    };
  };
}

function shiftClock(direction: 1 | -1): FaultKind['inject'] {
  return (lab, random) => {
    const instance = random.pick(lab.instances);
    const ms = direction * random.pick(CLOCK_JUMPS_MS);
    instance.shiftClock(ms);
    return Promise.resolve({
      subject: `${instance.name} by ${ms / 1000} s`,
      stops: [],
      disturbs: namesOf(peersOf(lab, instance)),
      heal: () => {
        instance.shiftClock(0);
      },
    });
  };
}

/** One broker, node or registry goes; what must become unready does so if it was the only one. */
function engineAway(
  kind: string,
  engine: EngineName,
  end: (member: Member) => Promise<void>,
  stopped: (lab: Lab) => readonly Instance[],
): FaultKind {
  return {
    kind,
    touches: engine,
    seconds: [6, 10],
    inject: async (lab, random) => {
      const members = lab.members[engine];
      const member = random.pick(members);
      await end(member);
      const stops = members.length === 1 ? stopped(lab) : [];
      return injected(member.name, stops, lab.instances, () => member.start());
    },
  };
}

async function kill(member: Member): Promise<void> {
  member.kill();
  await member.stop();
}

function stop(member: Member): Promise<void> {
  return member.stop();
}

function engineFreeze(
  kind: string,
  engine: EngineName,
  stopped: (lab: Lab) => readonly Instance[],
): FaultKind {
  return {
    kind,
    touches: engine,
    seconds: [7, 12],
    inject: (lab, random) => {
      const members = lab.members[engine];
      const member = random.pick(members);
      member.freeze();
      const stops = members.length === 1 ? stopped(lab) : [];
      return Promise.resolve(injected(member.name, stops, lab.instances, member.resume));
    },
  };
}
