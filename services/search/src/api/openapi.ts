import { jsonSchemaOf, pathParameters, problemResponse } from '@gazette/schemas';
import type { z } from 'zod';
import type { Operation } from './operations.ts';
import type { Parameter } from '../query/parameters.ts';

/** The OpenAPI 3.1 document of the operations. */
export function toOpenApi(operations: readonly Operation[]): Readonly<Record<string, unknown>> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gazette search',
      version: '1',
      description: 'Articles by person, issue and date. Parameters that repeat are combined with AND.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: toPaths(operations),
    components: {
      schemas: { Problem: problemSchema },
      responses: { Problem: problemResponse },
      securitySchemes: {
        operatorKey: { type: 'http', scheme: 'bearer', description: 'GAZETTE_OPERATOR_KEY of the service.' },
      },
    },
  };
}

function toPaths(operations: readonly Operation[]): Readonly<Record<string, object>> {
  const paths: Record<string, object> = {};
  for (const operation of operations) {
    const method = operation.body ? 'post' : 'get';
    paths[operation.path] = { ...paths[operation.path], [method]: toOperation(operation) };
  }
  return paths;
}

function toOperation(operation: Operation): object {
  return {
    operationId: operation.name,
    summary: operation.summary,
    parameters: [
      ...pathParameters(operation.path),
      ...Object.entries(operation.parameters).map(([name, parameter]) => toParameter(name, parameter)),
    ],
    ...(operation.body
      ? {
          security: [{ operatorKey: [] }],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchemaOf(operation.body, 'input') } },
          },
        }
      : {}),
    responses: {
      200: {
        description: operation.body ? 'Done.' : 'Found.',
        content: { 'application/json': { schema: jsonSchemaOf(operation.answer, 'output') } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function toParameter(name: string, { schema, repeatable }: Parameter<z.ZodType, boolean>): object {
  const { description, ...item } = jsonSchemaOf(schema, 'input');
  return {
    name,
    in: 'query',
    description,
    schema: repeatable ? { type: 'array', items: item } : item,
    ...(repeatable ? { style: 'form', explode: true } : {}),
  };
}

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
        required: ['parameter', 'detail'],
        properties: { parameter: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};
