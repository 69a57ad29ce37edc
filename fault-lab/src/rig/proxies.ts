import { startHttpProxy, type HttpProxy } from '@gazette/e2e/support/http-proxy';
import type { Pipeline } from '@gazette/e2e/support/stack';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The proxies of one instance to every broker or node, which share their faults. */
export type Wires = Pick<TcpProxy, 'set' | 'cut'>;

/** An instance's proxies to the engines. */
export interface Proxies {
  readonly kafka: Wires;
  readonly registry: TcpProxy;
  /** The network in front of `opensearch`. */
  readonly line: Wires;
  readonly opensearch: Pick<HttpProxy, 'judge'>;
}

/** The proxies, and the variables by which an instance finds them. */
export interface StartedProxies extends Proxies {
  readonly env: Readonly<Record<string, string>>;
  /** Stops all but those in front of the brokers, which belong to the laboratory. */
  readonly stop: () => Promise<void>;
}

/** Starts the proxies of an instance; those in front of each broker (`kafka`) run already. */
export async function startProxies(
  { registry: registryUrl, opensearch: nodes }: Pipeline['engines'],
  kafka: readonly TcpProxy[],
): Promise<StartedProxies> {
  const registry = await startTcpProxy();
  registry.leadTo(new URL(registryUrl).host);
  const opensearch = await Promise.all(nodes.split(',').map(startHttpProxy));
  const lines = await Promise.all(
    opensearch.map(async ({ url }) => {
      const line = await startTcpProxy();
      line.leadTo(new URL(url).host);
      return line;
    }),
  );
  return {
    kafka: together(kafka),
    registry,
    line: together(lines),
    opensearch: {
      judge: (verdict) => {
        for (const proxy of opensearch) proxy.judge(verdict);
      },
    },
    env: {
      GAZETTE_KAFKA: kafka.map(({ port }) => `127.0.0.1:${port}`).join(','),
      GAZETTE_REGISTRY: `http://127.0.0.1:${registry.port}${new URL(registryUrl).pathname}`,
      GAZETTE_OPENSEARCH: lines.map(({ port }) => `http://127.0.0.1:${port}`).join(','),
    },
    stop: async () => {
      await Promise.all([registry, ...lines, ...opensearch].map((proxy) => proxy.stop()));
    },
  };
}

function together(proxies: readonly TcpProxy[]): Wires {
  return {
    set: (fault) => {
      for (const proxy of proxies) proxy.set(fault);
    },
    cut: () => {
      for (const proxy of proxies) proxy.cut();
    },
  };
}
