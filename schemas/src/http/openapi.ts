import { z } from 'zod';

/** What is particular to one HTTP interface. */
export interface InterfaceDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** By path as in OpenAPI (`/articles/{id}`), then by method in lower case. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  /** How callers say who they are; any one of these will do. */
  readonly securitySchemes?: Readonly<Record<string, object>>;
}

/** An OpenAPI 3.1 document whose errors are problem documents (`#/components/responses/Problem`). */
export function openApiDocument(of: InterfaceDescription): Readonly<Record<string, unknown>> {
  const { title, version, description, paths, securitySchemes } = of;
  const license = { name: 'Apache-2.0', identifier: 'Apache-2.0' };
  return {
    openapi: '3.1.0',
    info: { title, version, description, license },
    paths,
    components: {
      schemas: { Problem: problemSchema },
      responses: { Problem: problemResponse },
      ...(securitySchemes ? { securitySchemes } : {}),
    },
    ...(securitySchemes ? { security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })) } : {}),
  };
}

/** The placeholders of a path as OpenAPI parameters. */
export function pathParameters(path: string): readonly object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

/** A zod schema as JSON Schema, as it stands within an OpenAPI document. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  // What only code can check (a date that must exist) has no JSON Schema and is described in words.
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== '$schema'));
}

/** Like `ProblemDetails` in `problem.ts`. */
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

/** How any error is answered, as an OpenAPI response. */
export const problemResponse = {
  description: 'A problem document that says what was expected and what was found.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
