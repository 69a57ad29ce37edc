import type { EngineName } from '../install/artifacts.ts';
import type { Java } from '../install/java.ts';

/** One engine on one data directory and port: how to run it and how to tell that it answers. */
export interface Engine {
  readonly name: EngineName;
  /** What its users connect to. */
  readonly address: string;
  /** Called before every start: writes its configuration, empties its temporary directory. */
  readonly prepare: () => Promise<void> | void;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly isReady: () => Promise<boolean>;
}

/** Where an engine lives. */
export interface EnginePlace {
  readonly java: Java;
  /** Its program files, shared and read-only. */
  readonly files: string;
  /** Its own directory; everything that it writes is in here. */
  readonly dir: string;
  /** Compile quickly rather than well: halves the processor time of a start, for engines that live for minutes. */
  readonly quick: boolean;
}

/** The environment of an engine: ours would bring in options meant for others, and files outside `dir`. */
export function engineEnv({ java, dir }: EnginePlace): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: dir,
    TMPDIR: `${dir}/tmp`,
    LANG: 'C.UTF-8',
    JAVA_HOME: java.home,
  };
}

/** Options of every JVM: temporary files where we can remove them, and none in the system's folder. */
export function jvmOptions({ dir, quick }: EnginePlace): readonly string[] {
  return [
    ...(quick ? ['-XX:TieredStopAtLevel=1'] : []),

    `-Djava.io.tmpdir=${dir}/tmp`,
    '-XX:-UsePerfData',
    '-Djava.awt.headless=true',
    '-Dfile.encoding=UTF-8',
  ];
}

/** True when a GET answers 2xx. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
