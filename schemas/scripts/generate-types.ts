/** Writes src/types.ts from avro/*.avsc; with --check it compares instead and fails when they differ. */
import { readFileSync, writeFileSync } from 'node:fs';

type Schema = string | readonly Schema[] | Named;
interface Named {
  type: Schema;
  name?: string;
  doc?: string;
  symbols?: readonly string[];
  items?: Schema;
  fields?: readonly Field[];
}
interface Field {
  name: string;
  type: Schema;
  doc: string;
}

const files = ['raw-article', 'incoming-article', 'annotated-article', 'feed', 'feed-state', 'page'];
const primitives: Record<string, string> = {
  int: 'number',
  long: 'number',
  double: 'number',
  float: 'number',
  bytes: 'Uint8Array',
};
const declared = new Map<string, string>();

function typeOf(schema: Schema): string {
  if (typeof schema === 'string') return primitives[schema] ?? schema;
  if (Array.isArray(schema))
    return schema
      .map(typeOf)
      .sort((a, b) => Number(a === 'null') - Number(b === 'null'))
      .join(' | ');
  const named = schema as Named;
  if (named.type === 'array') return `readonly ${typeOf(named.items ?? 'null')}[]`;
  if (named.name === undefined) return typeOf(named.type);
  declared.set(named.name, named.symbols ? enumOf(named) : recordOf(named));
  return named.name;
}

function enumOf({ name, doc, symbols = [] }: Named): string {
  return `/** ${doc ?? ''} */\nexport type ${name ?? ''} = ${symbols.map((s) => `'${s}'`).join(' | ')};\n`;
}

function recordOf({ name, doc, fields = [] }: Named): string {
  return `/** ${doc ?? ''} */\nexport interface ${name ?? ''} {\n${fields.map(fieldOf).join('')}}\n`;
}

/** Omits a comment that only repeats the doc of an enum declared in place. */
function fieldOf({ name, type, doc }: Field): string {
  const comment = enumDocs(type).some((known) => sameSentence(known, doc)) ? '' : `  /** ${doc} */\n`;
  return `${comment}  readonly ${name}: ${typeOf(type)};\n`;
}

function enumDocs(schema: Schema): readonly string[] {
  if (typeof schema === 'string') return [];
  if (Array.isArray(schema)) return schema.flatMap(enumDocs);
  const { type, symbols, doc } = schema as Named;
  if (symbols && doc !== undefined) return [doc];
  return typeof type === 'object' ? enumDocs(type) : [];
}

/** Ignores "a", "an" and "the". */
function sameSentence(a: string, b: string): boolean {
  const words = (text: string): string => text.replaceAll(/\b(an?|the) /gi, '');
  return words(a) === words(b);
}

for (const file of files)
  typeOf(JSON.parse(readFileSync(new URL(`../avro/${file}.avsc`, import.meta.url), 'utf8')) as Schema);
const header = '// Generated from avro/*.avsc by scripts/generate-types.ts. Do not edit.';
const output = `${header}\n\n${[...declared.values()].join('\n')}`;
const target = new URL('../src/types.ts', import.meta.url);

if (!process.argv.includes('--check')) writeFileSync(target, output);
else if (readFileSync(target, 'utf8') !== output) {
  console.error(
    'schemas/src/types.ts is out of date with schemas/avro: run `npm run generate` and commit the result.',
  );
  process.exitCode = 1;
}
