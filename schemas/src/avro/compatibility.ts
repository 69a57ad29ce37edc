import type { AvroField, AvroNamed, AvroSchema } from './avro.ts';

/**
 * Why two schemas are not FULL compatible, one line per field; empty when they are. Each must read what the
 * other writes (Avro 1.11, "Schema Resolution").
 */
export function incompatibilities(current: AvroSchema, released: AvroSchema): readonly string[] {
  const a = namesIn(current);
  const b = namesIn(released);
  return [
    ...new Set([
      ...reads({ schema: current, names: a }, { schema: released, names: b }, ''),
      ...reads({ schema: released, names: b }, { schema: current, names: a }, ''),
    ]),
  ];
}

interface Side {
  readonly schema: AvroSchema;
  readonly names: ReadonlyMap<string, AvroNamed>;
}

function reads(reader: Side, writer: Side, path: string): readonly string[] {
  const r = resolve(reader);
  const w = resolve(writer);
  if (Array.isArray(w))
    return w.flatMap((branch) =>
      reads({ ...reader, schema: r }, { ...writer, schema: branch as AvroSchema }, path),
    );
  if (Array.isArray(r)) {
    const some = r.some(
      (branch) =>
        reads({ ...reader, schema: branch as AvroSchema }, { ...writer, schema: w }, path).length === 0,
    );
    return some
      ? []
      : [`${path}: ${nameOf(w)} is not one of ${r.map((b) => nameOf(b as AvroSchema)).join(', ')}`];
  }
  if (kindOf(r) !== kindOf(w)) return [`${path}: ${kindOf(w)} cannot be read as ${kindOf(r)}`];
  const [rn, wn] = [r as AvroNamed, w as AvroNamed];
  if (kindOf(r) === 'record') return readsRecord({ ...reader, schema: rn }, { ...writer, schema: wn }, path);
  if (kindOf(r) === 'array')
    return reads(
      { ...reader, schema: rn.items ?? 'null' },
      { ...writer, schema: wn.items ?? 'null' },
      `${path}[]`,
    );
  if (kindOf(r) === 'enum') return readsEnum(rn, wn, path);
  return [];
}

function readsRecord(
  reader: Side & { schema: AvroNamed },
  writer: Side & { schema: AvroNamed },
  path: string,
): readonly string[] {
  if (reader.schema.name !== writer.schema.name) {
    return [`${path}: record ${writer.schema.name ?? ''} cannot be read as ${reader.schema.name ?? ''}`];
  }
  const written = new Map((writer.schema.fields ?? []).map((field) => [field.name, field]));
  return (reader.schema.fields ?? []).flatMap((field) => {
    const at = path === '' ? field.name : `${path}.${field.name}`;
    const from = written.get(field.name);
    if (from) return reads({ ...reader, schema: field.type }, { ...writer, schema: from.type }, at);
    return hasDefault(field) ? [] : [`${at}: only one of the two versions has it, and it has no default`];
  });
}

function readsEnum(reader: AvroNamed, writer: AvroNamed, path: string): readonly string[] {
  if (reader.default !== undefined) return [];
  const missing = (writer.symbols ?? []).filter((symbol) => !(reader.symbols ?? []).includes(symbol));
  return missing.length === 0
    ? []
    : [`${path}: symbol ${missing.join(', ')} is unknown to the other version, and there is no default`];
}

function hasDefault(field: AvroField): boolean {
  return field.default !== undefined;
}

function resolve({ schema, names }: Side): AvroSchema {
  if (typeof schema === 'string') return names.get(schema) ?? schema;
  if (!Array.isArray(schema)) {
    const { type, name } = schema as AvroNamed;
    if (name === undefined && type !== 'array' && typeof type === 'string') return names.get(type) ?? type;
  }
  return schema;
}

function kindOf(schema: AvroSchema): string {
  if (typeof schema === 'string') return schema;
  const { type } = schema as AvroNamed;
  return typeof type === 'string' ? type : kindOf(type);
}

function nameOf(schema: AvroSchema): string {
  return typeof schema === 'string' ? schema : ((schema as AvroNamed).name ?? kindOf(schema));
}

function namesIn(schema: AvroSchema, found = new Map<string, AvroNamed>()): ReadonlyMap<string, AvroNamed> {
  if (typeof schema === 'string') return found;
  if (Array.isArray(schema)) {
    for (const branch of schema) namesIn(branch as AvroSchema, found);
    return found;
  }
  const named = schema as AvroNamed;
  if (named.name !== undefined) found.set(named.name, named);
  for (const field of named.fields ?? []) namesIn(field.type, found);
  if (named.items !== undefined) namesIn(named.items, found);
  if (typeof named.type !== 'string') namesIn(named.type, found);
  return found;
}
