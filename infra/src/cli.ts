#!/usr/bin/env node
import { kafkaFields, openSearchFields, readEnv, runCli, type Env } from '@gazette/runtime';
import { compatibilityProblems, createRegistry, registerSchemas } from '@gazette/schemas';
import { z } from 'zod';
import { deploy } from './deploy.ts';

const registryFields = { GAZETTE_REGISTRY: z.url(), GAZETTE_PREFIX: z.string().default('') };
const deployFields = {
  ...registryFields,
  GAZETTE_KAFKA: kafkaFields.GAZETTE_KAFKA,
  ...openSearchFields,
  GAZETTE_TOPIC_REPLICAS: z.coerce.number().int().min(1).optional(),
  GAZETTE_SINGLE_BROKER: z.enum(['true', 'false']).default('false'),
  GAZETTE_INDEX_REPLICAS: z.coerce.number().int().min(0).optional(),
};

const schemasHelp = `Usage: gazette schemas check [--json]       check against every released schema; needs no registry
       gazette schemas register [--json]    register with FULL_TRANSITIVE compatibility
`;

const deployHelp = `Usage: gazette deploy [--json]

Safe to repeat. Settings of existing topics that a guarantee needs are migrated; other differences are reported.
GAZETTE_TOPIC_REPLICAS and GAZETTE_INDEX_REPLICAS set the number of replicas. A topic has
three by default, or as many as there are brokers; an index has one, or none on a single node.
GAZETTE_SINGLE_BROKER=true allows one copy: an acknowledged article may then be on a single disk.
`;

await runCli({
  schemas: { help: schemasHelp, run: runSchemas },
  deploy: { help: deployHelp, run: runDeploy },
});

async function runSchemas(args: readonly string[]): Promise<number> {
  const [action = 'nothing'] = args.filter((arg) => arg !== '--json');
  const json = args.includes('--json');
  if (action === 'check') return checkSchemas(json);
  if (action !== 'register') throw new Error(`Expected check or register, found ${action}.`);
  const { GAZETTE_REGISTRY, GAZETTE_PREFIX } = readEnv(process.env as Env, registryFields);
  const ids = await registerSchemas(createRegistry(GAZETTE_REGISTRY), GAZETTE_PREFIX);
  if (json) console.log(JSON.stringify(ids));
  else for (const [subject, id] of Object.entries(ids)) console.log(`${subject} is schema ${id}`);
  return 0;
}

function checkSchemas(json: boolean): number {
  const problems = compatibilityProblems();
  if (json) console.log(JSON.stringify({ problems }));
  else if (problems.length === 0) console.log('Every schema is compatible with every released schema.');
  else for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}

async function runDeploy(args: readonly string[]): Promise<number> {
  const env = readEnv(process.env as Env, deployFields);
  const deployed = await deploy({
    kafka: env.GAZETTE_KAFKA.join(','),
    registry: env.GAZETTE_REGISTRY,
    opensearch: env.GAZETTE_OPENSEARCH.join(','),
    prefix: env.GAZETTE_PREFIX,
    topicReplicas: env.GAZETTE_TOPIC_REPLICAS,
    singleBroker: env.GAZETTE_SINGLE_BROKER === 'true',
    indexReplicas: env.GAZETTE_INDEX_REPLICAS,
  });
  if (args.includes('--json')) console.log(JSON.stringify(deployed));
  else {
    const { advice, ...done } = deployed;
    for (const [what, names] of Object.entries<readonly string[]>(done))
      console.log(`${what.padEnd(10)} ${names.length === 0 ? 'up to date' : names.join(', ')}`);
    for (const line of advice) console.log(line);
  }
  return 0;
}
