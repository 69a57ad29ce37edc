import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import { parse } from 'yaml';
import { defaultPorts } from './engines/default-ports.ts';
import { engineVersion, type EngineName } from './install/artifacts.ts';
import { projectRoot } from '@gazette/cli/installation/project';
import { serviceNames } from './start/services.ts';

interface ComposeService {
  readonly image: string;
  readonly build?: { readonly dockerfile: string; readonly args: Readonly<Record<string, string>> };
  readonly ports?: readonly string[];
  readonly restart?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly healthcheck?: object;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
};
const dockerfile = read('infra/Dockerfile');
const services = Object.entries(compose.services);
const images: Readonly<Record<EngineName, string>> = {
  kafka: 'apache/kafka',
  registry: 'apicurio/apicurio-registry',
  opensearch: 'opensearchproject/opensearch',
};

describe('docker-compose.yml', () => {
  it('follows the schema of the Compose Specification', () => {
    expect(problemsOf(compose)).toEqual([]);
  });

  it('is checked by a schema that refuses unknown properties', () => {
    expect(problemsOf({ services: { kafka: { image: 'apache/kafka', port: 9092 } } })).toEqual([
      '/services/kafka must NOT have additional properties',
    ]);
  });

  it.each(Object.entries(images))('runs %s at the version that npm start runs', (name, image) => {
    expect(compose.services[name]?.image).toBe(`${image}:${engineVersion(name as EngineName)}`);
  });

  it.each(serviceNames)('builds the %s from infra/Dockerfile', (name) => {
    const { build } = compose.services[name] ?? {};

    expect(build?.dockerfile).toBe('infra/Dockerfile');
    expect(build?.args['SERVICE']).toBe(name);
  });

  it.each(services)('publishes the ports of %s on loopback only', (_name, { ports = [] }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('publishes the ports of npm start with the same variables', () => {
    const published = services.flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port] as const),
    );

    for (const [name, port] of published) {
      const { variable, port: number } = defaultPorts[name as keyof typeof defaultPorts];
      expect(port).toContain(`127.0.0.1:\${${variable}:-${number}}:`);
    }
    expect(published.map(([name]) => name)).toEqual(['kafka', 'registry', 'opensearch', 'fetcher', 'search']);
  });

  it.each(serviceNames)('starts the %s once the deployment has succeeded', (name) => {
    expect(compose.services[name]?.depends_on).toEqual({
      deploy: { condition: 'service_completed_successfully' },
    });
  });

  it('keeps the schemas of the registry in Kafka', () => {
    expect(compose.services['registry']?.environment?.['APICURIO_STORAGE_KIND']).toBe('kafkasql');
  });

  it('holds no default for the keys of the push API', () => {
    expect(compose.services['fetcher']?.environment?.['GAZETTE_API_KEYS']).toMatch(
      /^\$\{GAZETTE_API_KEYS:\?/,
    );
  });
});

describe('infra/Dockerfile', () => {
  it('starts from an image pinned to a patch version', () => {
    expect(/^ARG NODE_IMAGE=(.+)$/m.exec(dockerfile)?.[1]).toMatch(/^node:20\.\d+\.\d+-/);
    expect(dockerfile.match(/^FROM (?!\$\{NODE_IMAGE\}|manifests|base)/gm)).toBeNull();
  });

  it('copies the manifest of every workspace that package-lock.json names', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: object };
    const workspaces = Object.keys(packages).filter((path) => path !== '' && !path.includes('node_modules/'));

    for (const workspace of workspaces) expect(dockerfile).toContain(`COPY ${workspace}/package.json`);
    expect(workspaces).not.toEqual([]);
  });

  it('runs as an unprivileged user and has a health check', () => {
    const [, deploy = '', service = ''] = dockerfile.split(/^FROM base AS .+$/m);

    expect(deploy).toContain('\nUSER node\n');
    expect(service).toContain('\nUSER node\n');
    expect(service).toContain('\nHEALTHCHECK ');
  });
});

function read(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

/** Interpolated values are strings in the file; the schema allows them wherever it allows numbers. */
function problemsOf(file: unknown): readonly string[] {
  const { $schema, ...schema } = JSON.parse(read('infra/compose-spec/compose-spec.json')) as AnySchemaObject;
  expect($schema).toContain('draft-07');
  // Its formats (ports, duration) are specific to compose, and ajv does not know the address of its draft.
  const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
  void validate(file);
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}
