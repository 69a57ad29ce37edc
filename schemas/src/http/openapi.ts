import { z } from 'zod';

/** The parts of an OpenAPI document that differ between HTTP interfaces. */
export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly operations: readonly ApiOperation[];
  /** How callers authenticate. */
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** Whether every operation requires one of `securitySchemes`; if not, each operation names its own. */
  readonly secured: boolean;
}

/** One operation. Errors not listed here are problem documents too. */
export interface ApiOperation {
  /** An OpenAPI path such as `/articles/{id}`; its placeholders become parameters. */
  readonly path: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly object[];
  readonly security?: readonly object[];
  readonly body: MediaTypes | null;
  /** Successful responses by status. */
  readonly answers: Readonly<
    Record<string | number, { readonly description: string; readonly content: MediaTypes }>
  >;
  /** Descriptions of expected problems by status. */
  readonly problems?: Readonly<Record<string | number, string>>;
}

/** Schemas by media type. */
export type MediaTypes = Readonly<Record<string, z.ZodType>>;

/** An OpenAPI 3.1 document whose errors are problem documents (`#/components/responses/Problem`). */
export function openApiDocument(of: ApiDescription): Readonly<Record<string, unknown>> {
  const { title, version, description, operations, securitySchemes, secured } = of;
  const license = { name: 'Apache-2.0', identifier: 'Apache-2.0' };
  return {
    openapi: '3.1.0',
    info: { title, version, description, license },
    paths: toPaths(operations),
    components: {
      schemas: { Problem: problemSchema },
      responses: { Problem: toProblemResponse(ANY_PROBLEM) },
      securitySchemes,
    },
    ...(secured ? { security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })) } : {}),
  };
}

function toPaths(operations: readonly ApiOperation[]): Readonly<Record<string, object>> {
  const paths: Record<string, object> = {};
  for (const operation of operations) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method]: toOperation(operation) };
  }
  return paths;
}

function toOperation(operation: ApiOperation): object {
  const { path, operationId, summary, parameters, security, body, answers, problems = {} } = operation;
  return {
    operationId,
    summary,
    parameters: [...pathParameters(path), ...parameters],
    ...(security ? { security } : {}),
    ...(body ? { requestBody: { required: true, content: toContent(body, 'input') } } : {}),
    responses: {
      ...mapValues(answers, ({ description, content }) => ({
        description,
        content: toContent(content, 'output'),
      })),
      ...mapValues(problems, toProblemResponse),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function toContent(content: MediaTypes, io: 'input' | 'output'): object {
  return mapValues(content, (schema) => ({ schema: jsonSchemaOf(schema, io) }));
}

function pathParameters(path: string): readonly object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

/** A zod schema as JSON Schema, in the form OpenAPI embeds. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  // JSON Schema cannot express rules such as "the date exists"; descriptions state them.
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== '$schema'));
}

/** Must match `ProblemDetails` in `problem.ts`. */
const problemSchema = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          line: { type: 'integer' },
          field: { type: 'string' },
          parameter: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

const ANY_PROBLEM = 'A problem document that states what was expected and what was found.';

function toProblemResponse(description: string): object {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function mapValues<T>(record: Readonly<Record<string | number, T>>, map: (value: T) => object): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
