import type { EngineName } from '../install/artifacts.ts';
import type { Java } from '../install/java.ts';

/** How to run one engine on a data directory and port, and how to check that it answers. */
export interface Engine {
  readonly name: EngineName;
  /** The address that clients connect to. */
  readonly address: string;
  /** Called before every start: writes the configuration and empties the temporary directory. */
  readonly prepare: () => Promise<void> | void;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly isReady: () => Promise<boolean>;
}

/** The Java, files and directory that an engine runs with. */
export interface EngineInstance {
  readonly java: Java;
  /** Its program files, shared and read-only. */
  readonly files: string;
  /** The engine's directory, which holds everything that it writes. */
  readonly dir: string;
  /** Limits JIT compilation, which halves the CPU time of a start; for engines that run only minutes. */
  readonly quick: boolean;
  /** The largest heap, as after `-Xmx`; each engine has a default. */
  readonly heap?: string;
}

/**
 * This process's environment is not inherited: its options are for other programs and it names files outside
 * `dir`.
 */
export function engineEnv({ java, dir }: EngineInstance): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: dir,
    TMPDIR: `${dir}/tmp`,
    LANG: 'C.UTF-8',
    JAVA_HOME: java.home,
  };
}

/** Options of every JVM. Temporary files go to the engine's directory, where they can be removed. */
export function jvmOptions({ dir, quick }: EngineInstance): readonly string[] {
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
