import kafkajs, { type Admin } from 'kafkajs';
import type { Lab } from './lab.ts';

/** A silent client of the brokers, past the proxies. */
export function clientOf(kafka: string): kafkajs.Kafka {
  return new kafkajs.Kafka({ brokers: kafka.split(','), logLevel: kafkajs.logLevel.NOTHING });
}

/** Connects an admin client for `use`, past the proxies. */
export async function withAdmin(
  { engines }: Pick<Lab, 'engines'>,
  use: (admin: Admin) => Promise<unknown>,
): Promise<void> {
  const admin = clientOf(engines.kafka).admin();
  await admin.connect();
  try {
    await use(admin);
  } finally {
    await admin.disconnect();
  }
}
