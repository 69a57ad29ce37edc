import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';

/** Resolves every address of a name, as `lookup` of `node:dns` does. */
export type LookUp = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, answers: LookupAddress[]) => void,
) => void;

/**
 * A connector that reaches only public addresses, so that no feed can make the fetcher request internal
 * services. It checks literals, every resolved address, and finally the connected address, which defeats DNS
 * rebinding.
 *
 * @param allowHosts `host:port` entries that the operator exempts from the guard, such as a proxy or a local
 *   feed
 */
export function guardedConnector(
  allowHosts: readonly string[],
  options: {
    readonly connectTimeoutMs: number;
    readonly onlyAllowedHosts?: boolean;
    readonly lookUp?: LookUp;
  },
): buildConnector.connector {
  const allowed = new Set(allowHosts.map((host) => host.toLowerCase()));
  const timeout = { timeout: options.connectTimeoutMs };
  const connectAnywhere = buildConnector(timeout);
  const connectGuarded = buildConnector({ ...timeout, lookup: guarded(options.lookUp ?? systemLookup) });

  return function connect(target, callback) {
    const hostname = target.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    const defaultPort = target.protocol === 'https:' ? '443' : '80';
    const port = target.port === '' ? defaultPort : target.port;
    if (allowed.has(`${target.hostname.toLowerCase()}:${port}`)) {
      connectAnywhere(target, callback);
      return;
    }
    if (options.onlyAllowedHosts === true) {
      callback(new NoContactError(hostname), null);
      return;
    }
    const isLocal = /(?:^|\.)localhost\.?$/.test(hostname);
    if (isLocal || (isIP(hostname) !== 0 && !isPublicAddress(hostname))) {
      callback(new RefusedAddressError(hostname, hostname), null);
      return;
    }
    connectGuarded(target, (error, socket) => {
      if (!socket) {
        callback(error, null);
        return;
      }
      const reached = socket.remoteAddress ?? '';
      if (isPublicAddress(reached)) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(new RefusedAddressError(hostname, reached), null);
    });
  };
}

/** The host is, or resolves to, an address outside the public internet. */
export class RefusedAddressError extends Error {
  constructor(hostname: string, address: string) {
    const reason = address === '' ? 'its address is unknown' : `${address} is not a public address`;
    super(`refused to connect to ${hostname}: ${reason}`);
    this.name = 'RefusedAddressError';
  }
}

/** The operator has not configured a contact address for publishers. */
export class NoContactError extends Error {
  constructor(hostname: string) {
    super(
      `refused to visit ${hostname}: set GAZETTE_USER_AGENT with a contact address for publishers ` +
        '(list your own hosts in GAZETTE_ALLOW_HOSTS)',
    );
    this.name = 'NoContactError';
  }
}

/** Whether an IP address in text form belongs to the public internet; false for any other text. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return !reserved.check(bare, 'ipv4');
  // Only global unicast IPv6 is allowed, which excludes mapped, compatible, NAT64, unique local and
  // link-local.
  return family === 6 && globalUnicast.check(bare, 'ipv6') && !reserved.check(bare, 'ipv6');
}

/** Refuses a name if any of its addresses is not public: a name with both kinds is treated as an attack. */
function guarded(lookUp: LookUp): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, answers) => {
      if (error) {
        callback(error, '', 0);
        return;
      }
      const inside = answers.find(({ address }) => !isPublicAddress(address));
      const first: LookupAddress | undefined = answers[0];
      if (inside || !first) callback(new RefusedAddressError(hostname, inside?.address ?? ''), '', 0);
      else if (options.all === true) callback(null, answers);
      else callback(null, first.address, first.family);
    });
  };
}

const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/**
 * IANA special-purpose address registries (IPv4 and, within 2000::/3, IPv6), and Azure's public metadata
 * address.
 */
const reserved = new BlockList();
for (const subnet of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
]) {
  const [network = '', bits = ''] = subnet.split('/');
  reserved.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
}
