/** Records changed schemas as released, with a golden message each. Run it before a release. */
import { mkdirSync, writeFileSync } from 'node:fs';
import avsc from 'avsc';
import { releasedSchemas } from '../src/avro/released.ts';
import {
  anAnnotatedArticle,
  aFeed,
  aFeedState,
  anIncomingArticle,
  aPage,
  aRawArticle,
} from '../src/testing.ts';
import { topics } from '../src/topics.ts';

const samples: Readonly<Record<keyof typeof topics, unknown>> = {
  inbox: anIncomingArticle(),
  raw: aRawArticle(),
  annotated: anAnnotatedArticle(),
  feeds: aFeed(),
  feedState: aFeedState(),
  pages: aPage(),
};

for (const [key, { name, schema }] of Object.entries(topics)) {
  const released = releasedSchemas(name);
  const latest = released.at(-1);
  if (latest && JSON.stringify(latest.schema) === JSON.stringify(schema)) continue;
  const folder = new URL(`../golden/${name}/`, import.meta.url);
  const version = released.length + 1;
  const sample = samples[key as keyof typeof topics];
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${version}.avsc`, folder), `${JSON.stringify(schema, null, 2)}\n`);
  writeFileSync(
    new URL(`${version}.bin`, folder),
    avsc.Type.forSchema(schema as avsc.Schema).toBuffer(sample),
  );
  writeFileSync(new URL(`${version}.json`, folder), `${JSON.stringify(sample, null, 2)}\n`);
  console.log(`${name}: released version ${version}`);
}
