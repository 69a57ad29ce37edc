import process from 'node:process';
import type { Express } from 'express';
import type { ServiceConfig } from './config.ts';
import { createHealth, type Health } from './health.ts';
import { startHttp } from './http.ts';
import { createLogger, type Logger } from './telemetry.ts';

/** Something that runs and can be stopped. */
export interface Resource {
  readonly stop: () => Promise<void>;
}

/** What a service's set-up function receives. */
export interface Runtime<Config> {
  readonly config: Config;
  readonly logger: Logger;
  readonly health: Health;
  /** Awaits a resource and registers its stop; resources stop in reverse order. */
  readonly use: <R extends Resource>(resource: R | Promise<R>) => Promise<R>;
  /** Mounts the service's own HTTP interface next to `/live`, `/ready` and `/metrics`. */
  readonly serve: (app: Express) => void;
}

/** Shorter than the 30 s that orchestrators usually allow. */
const STOP_DEADLINE_MS = 25_000;
/** The time for a probe to see `/live` fail after a fatal failure, before the process exits. */
const DEATH_GRACE_MS = 15_000;

/**
 * Runs a service until SIGTERM or SIGINT: reads its configuration, sets it up and serves its health over
 * HTTP. On shutdown it turns unready, then stops everything in reverse order. An invalid configuration prints
 * one message and exits with 78 (EX_CONFIG).
 */
export async function runService<Config extends ServiceConfig>(
  name: string,
  readConfig: (env: NodeJS.ProcessEnv) => Config,
  setUp: (runtime: Runtime<Config>) => Promise<void>,
): Promise<void> {
  const config = readOrExit(readConfig);
  const logger = createLogger(name, config.logLevel);
  const health = createHealth();
  const stops: (() => Promise<void>)[] = [];
  let app: Express | undefined;
  health.block('start', `${name} is starting.`);

  const stop = createStop(stops, health, logger);
  process.once('SIGTERM', () => void stop('SIGTERM'));
  process.once('SIGINT', () => void stop('SIGINT'));
  health.onDeath((reason) => {
    logger.fatal({ reason }, 'died');
    process.exitCode = 1;
    setTimeout(() => void stop('death'), DEATH_GRACE_MS).unref();
  });

  try {
    await setUp({
      config,
      logger,
      health,
      use: async (resource) => {
        const started = await resource;
        stops.push(started.stop);
        return started;
      },
      serve: (mounted) => {
        app = mounted;
      },
    });
    const http = await startHttp({ host: config.host, port: config.port, health, app });
    // Stops first, so that requests in flight finish before the resources they use stop.
    stops.push(http.stop);
    health.unblock('start');
    logger.info({ port: http.port }, 'started');
  } catch (error) {
    logger.fatal({ err: error }, 'could not start');
    process.exitCode = 1;
    await stop('failure');
  }
}

function readOrExit<Config>(readConfig: (env: NodeJS.ProcessEnv) => Config): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(78);
  }
}

function createStop(
  stops: (() => Promise<void>)[],
  health: Health,
  logger: Logger,
): (why: string) => Promise<void> {
  let stopping: Promise<void> | undefined;
  return (why) => {
    stopping ??= stopAll(why, stops, health, logger);
    return stopping;
  };
}

async function stopAll(
  why: string,
  stops: readonly (() => Promise<void>)[],
  health: Health,
  logger: Logger,
): Promise<void> {
  logger.info({ why }, 'stopping');
  health.leave();
  setTimeout(() => {
    logger.error('did not stop in time');
    process.exit(1);
  }, STOP_DEADLINE_MS).unref();
  for (const stop of stops.toReversed()) {
    await stop().catch((error: unknown) => {
      logger.error({ err: error }, 'could not stop cleanly');
    });
  }
  logger.info('stopped');
}
